package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"onward/shared/store"
)

// MaxWebhookBody is the largest body that is looked at: API Gateway passes no more than 10 MB on.
const MaxWebhookBody = 10 << 20

// Delivery is what the headers of a proven delivery say.
type Delivery struct {
	// Topic is in the header's form, such as orders/create.
	Topic string
	// Shop is the shop's permanent domain.
	Shop string
	// ID is the same on every retry of one delivery: the key against repeats.
	ID string
	// EventID is shared by all deliveries that one action caused, across topics.
	EventID     string
	TriggeredAt time.Time
	Version     string
	// Name is the subscription's, if it has one.
	Name string
	// Test marks a delivery sent with the admin's test button.
	Test bool
}

// OpenWebhook proves a delivery and reads its headers. body is exactly what came over the wire. secrets are the app's
// client secrets, current first: for up to an hour after a rotation deliveries still use the previous one.
// Nothing in the headers may be believed before this has returned without error, which is store.ErrOversized,
// store.ErrKey, store.ErrForged or store.ErrMalformed.
func OpenWebhook(header http.Header, body []byte, secrets ...string) (Delivery, error) {
	secrets = trimmed(secrets)
	switch {
	case len(body) > MaxWebhookBody:
		return Delivery{}, store.ErrOversized
	case len(secrets) == 0:
		return Delivery{}, store.ErrKey
	}
	get := caseless(header)
	if !signedBy(get("X-Shopify-Hmac-Sha256"), body, secrets) {
		return Delivery{}, store.ErrForged
	}
	d := Delivery{
		Topic: strings.ToLower(get("X-Shopify-Topic")), ID: get("X-Shopify-Webhook-Id"),
		EventID: get("X-Shopify-Event-Id"), Version: get("X-Shopify-API-Version"), Name: get("X-Shopify-Name"),
		Test: strings.EqualFold(get("X-Shopify-Test"), "true"),
	}
	shop, err := ShopDomain(get("X-Shopify-Shop-Domain"))
	if err != nil || d.Topic == "" || d.ID == "" {
		return Delivery{}, store.ErrMalformed
	}
	d.Shop = shop
	// The time is optional; a delivery without it is judged by its payload alone.
	if at, err := time.Parse(time.RFC3339Nano, get("X-Shopify-Triggered-At")); err == nil {
		d.TriggeredAt = at.UTC()
	}
	return d, nil
}

// SignWebhook is the signature of a body: what Shopify puts into the header.
func SignWebhook(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func signedBy(signature string, body []byte, secrets []string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(given) != sha256.Size {
		return false
	}
	fits := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		fits = hmac.Equal(given, mac.Sum(nil)) || fits
	}
	return fits
}

// caseless looks headers up in whatever case a gateway hands them over.
func caseless(header http.Header) func(string) string {
	lower := make(map[string]string, len(header))
	for name, values := range header {
		if len(values) > 0 {
			lower[strings.ToLower(name)] = values[0]
		}
	}
	return func(name string) string { return lower[strings.ToLower(name)] }
}
