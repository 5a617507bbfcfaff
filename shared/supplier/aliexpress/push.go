package aliexpress

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"
)

// The statuses that push messages carry.
const (
	PushOrderCreated      = "OrderCreated"
	PushPaymentAuthorized = "PaymentAuthorized"
	PushPaymentFailed     = "paymentFailedEvent"
	PushOrderShipped      = "OrderShipped"
	PushOrderConfirmed    = "OrderConfirmed"
	PushOrderClosed       = "OrderClosed"
)

// Push is an order's message from the platform. It carries no tracking number
// and no id of its own: it is a reason to look, not a fact to act on.
type Push struct {
	OrderID  string
	BuyerID  string
	SellerID string
	Status   string
	Type     string // may change without notice
	Site     string
	At       time.Time
}

// SignPush computes the Authorization header of a push message: lower-case
// hexadecimal HMAC-SHA256 over the app key followed by the raw body.
func SignPush(appKey, appSecret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write([]byte(appKey))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// VerifyPush checks a push message's Authorization header in constant time.
func VerifyPush(appKey, appSecret, authorization string, body []byte) bool {
	return appSecret != "" && hmac.Equal([]byte(authorization), []byte(SignPush(appKey, appSecret, body)))
}

type wirePush struct {
	Data struct {
		BuyerID text `json:"buyerId"`
		OrderID text `json:"orderId"`
		Status  text `json:"orderStatus"`
	} `json:"data"`
	Type     text  `json:"message_type"`
	SellerID text  `json:"seller_id"`
	Site     text  `json:"site"`
	At       whole `json:"timestamp"` // in seconds
}

// DecodePush reads a verified message. Messages of other topics, and the
// console's test, name no order.
func DecodePush(body []byte) (Push, error) {
	var w wirePush
	if err := json.Unmarshal(body, &w); err != nil {
		return Push{}, errors.New("aliexpress push: unreadable message")
	}
	if !digits.MatchString(string(w.Data.OrderID)) {
		return Push{}, errors.New("aliexpress push: no order named")
	}
	return Push{
		OrderID: string(w.Data.OrderID), BuyerID: string(w.Data.BuyerID), SellerID: string(w.SellerID),
		Status: string(w.Data.Status), Type: string(w.Type), Site: string(w.Site), At: time.Unix(w.At.n, 0).UTC(),
	}, nil
}
