package aliexpress

import (
	"context"
	"strings"
	"time"
)

const methodOrderGet = "aliexpress.trade.ds.order.get"

// Order is a supplier order as read from the platform.
type Order struct {
	ID              string
	Status          string // the platform's own word
	LogisticsStatus string
	Stage           Stage
	Paid            bool      // never guessed: an unknown status counts as unpaid unless a payment time is there
	PaidAt          time.Time // zero = not told
	// Created has no zone in the answer; it is kept as printed.
	Created string
	// PayWithin counts from creation until an unpaid order closes; 0 = not told.
	PayWithin time.Duration
	Charged   *Money // what the buyer is charged; nil = not told
	Total     *Money // the other total
	Items     []OrderItem
	// FirstMile numbers are internal to the platform and may never be seen by
	// a carrier. Tracking is the source of numbers.
	FirstMile []FirstMile
	StoreID   string
	StoreName string
	RequestID string
}

// OrderItem is one line of an order.
type OrderItem struct {
	ProductID string
	SKUID     string
	Name      string
	Count     int
	Price     *Money
	Shipping  *Money
	Fee       *Money // what was charged for the item in all
	Tax       *Money
	EndReason string
	Ending    Ending
}

// FirstMile is a number and service of logistics_info_list.
type FirstMile struct{ Number, Service string }

type wireOrderGet struct {
	Status    text                `json:"order_status"`
	Logistics text                `json:"logistics_status"`
	Created   text                `json:"gmt_create"`
	PaidAt    text                `json:"order_paidtime_string"`
	PayWithin whole               `json:"pay_timeout_second"`
	Charged   wireMoney           `json:"user_order_amount"`
	Total     wireMoney           `json:"order_amount"`
	Children  list[wireChild]     `json:"child_order_list"`
	Numbers   list[wireFirstMile] `json:"logistics_info_list"`
	Shops     list[wireShop]      `json:"store_info"` // one, in any shape
}

type wireShop struct {
	ID   text `json:"store_id"`
	Name text `json:"store_name"`
}

type wireChild struct {
	ProductID text      `json:"product_id"`
	SKUID     text      `json:"sku_id"`
	Name      text      `json:"product_name"`
	Count     whole     `json:"product_count"`
	Price     wireMoney `json:"product_price"`
	Shipping  wireMoney `json:"actual_shipping_fee"`
	Quoted    wireMoney `json:"shipping_fee"`
	Fee       wireMoney `json:"actual_fee"`
	Tax       wireMoney `json:"actual_tax_fee"`
	EndReason text      `json:"end_reason"`
}

type wireFirstMile struct {
	Number  text `json:"logistics_no"`
	Service text `json:"logistics_service"`
}

// GetOrder reads an order. A young order may answer [NotVisible] for about
// ten seconds.
func (c *Client) GetOrder(ctx context.Context, session, orderID string) (Order, error) {
	query, err := compact(struct {
		OrderID string `json:"order_id"`
	}{orderID})
	if err != nil {
		return Order{}, err
	}
	q := call{method: methodOrderGet, session: session, params: map[string]string{"single_order_query": query}}
	a, err := c.do(ctx, q)
	if err != nil {
		return Order{}, err
	}
	var w wireOrderGet
	there, err := a.result(&w)
	if err != nil || !there || w.Status == "" {
		return Order{}, unreadable(q, a.requestID, "unreadable answer")
	}
	return w.order(orderID, a.requestID), nil
}

func (w wireOrderGet) order(id, requestID string) Order {
	o := Order{
		ID: id, RequestID: requestID, Status: string(w.Status), LogisticsStatus: string(w.Logistics),
		Created: string(w.Created), PayWithin: time.Duration(max(w.PayWithin.n, 0)) * time.Second,
		Charged: w.Charged.money(), Total: w.Total.money(), PaidAt: paidTime(string(w.PaidAt)),
	}
	for _, shop := range w.Shops {
		o.StoreID, o.StoreName = string(shop.ID), string(shop.Name)
	}
	for _, child := range w.Children {
		o.Items = append(o.Items, child.item())
	}
	for _, n := range w.Numbers {
		o.FirstMile = append(o.FirstMile, FirstMile{Number: string(n.Number), Service: string(n.Service)})
	}
	o.Stage, o.Paid = stageOf(o.Status)
	hasPaidTime := w.PaidAt != ""
	switch o.Stage {
	case StageUnpaid, StagePaymentPending, StageHeld:
		// The status is the newer sign here: a payment may have been reversed.
	default:
		o.Paid = o.Paid || hasPaidTime
	}
	if o.Status == "FINISH" {
		o.Stage = finished(o.Items, hasPaidTime, o.LogisticsStatus)
		o.Paid = hasPaidTime || o.Stage == StageReceived
	}
	return o
}

func (w wireChild) item() OrderItem {
	shipping := w.Shipping.money()
	if shipping == nil {
		shipping = w.Quoted.money()
	}
	return OrderItem{
		ProductID: string(w.ProductID), SKUID: string(w.SKUID), Name: string(w.Name), Count: int(w.Count.n),
		Price: w.Price.money(), Shipping: shipping, Fee: w.Fee.money(), Tax: w.Tax.money(),
		EndReason: string(w.EndReason), Ending: endingOf(string(w.EndReason)),
	}
}

// paidTime reads "2019-06-03T18:05:47-07:00[America/Los_Angeles]". A time
// that cannot be read is zero; that it was there still counts as paid.
func paidTime(s string) time.Time {
	s, _, _ = strings.Cut(s, "[")
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(s))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
