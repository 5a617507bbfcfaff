package aliexpress

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Order is an order as the platform holds it.
type Order struct {
	ID         string `json:"id"`
	OutOrderID string `json:"out_order_id"`
	App        string `json:"app"`
	Account    string `json:"account"`

	Status    string `json:"status"`
	Logistics string `json:"logistics_status"`
	// Forced statuses were set by hand; nothing else changes them.
	Forced bool `json:"forced,omitempty"`

	CreatedAt time.Time     `json:"created_at"`
	PaidAt    time.Time     `json:"paid_at,omitzero"`
	PayWithin time.Duration `json:"-"`
	ShippedAt time.Time     `json:"shipped_at,omitzero"` // the last parcel
	EndedAt   time.Time     `json:"ended_at,omitzero"`

	StoreID   string   `json:"store_id"`
	StoreName string   `json:"store_name"`
	Children  []Child  `json:"children"`
	Parcels   []Parcel `json:"parcels"`
	PushOff   bool     `json:"push_off,omitempty"`

	// Address and Extend are what was asked for, as it came.
	Address json.RawMessage `json:"address"`
	Extend  json.RawMessage `json:"extend,omitempty"`
}

// Child is one line of an order.
type Child struct {
	ProductID string          `json:"product_id"`
	SKUID     string          `json:"sku_id"`
	SKUAttr   string          `json:"sku_attr"`
	Desc      string          `json:"desc"`
	Name      string          `json:"name"`
	Count     int             `json:"count"`
	Price     decimal.Decimal `json:"price"`
	Shipping  decimal.Decimal `json:"shipping"`
	Currency  string          `json:"currency"`
	Service   string          `json:"logistics_service_name"`
	Company   string          `json:"company"`
	Memo      string          `json:"memo,omitempty"`
	EndReason string          `json:"end_reason,omitempty"`
	Shipped   int             `json:"shipped"`
}

// fee is what the line costs with its shipping.
func (c Child) fee() decimal.Decimal {
	return c.Price.Mul(decimal.NewFromInt(int64(c.Count))).Add(c.Shipping)
}

// Parcel is one package of an order.
type Parcel struct {
	Number    string       `json:"number"`
	Carrier   string       `json:"carrier"`
	LastMile  string       `json:"last_mile,omitempty"`
	Items     []ParcelItem `json:"items"`
	Events    []Event      `json:"events"`
	ShippedAt time.Time    `json:"shipped_at"`
	Former    []string     `json:"former,omitempty"`
	Delivered bool         `json:"delivered,omitempty"`
}

// ParcelItem is a quantity of one of the order's children.
type ParcelItem struct {
	Child    int `json:"child"`
	Quantity int `json:"quantity"`
}

// Event is one tracking event.
type Event struct {
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	Text string    `json:"text"`
}

// Purchase is everything that was asked for under one out_order_id.
type Purchase struct {
	OutOrderID string `json:"out_order_id"`
	Account    string `json:"account"`
	// Requests counts the calls that reached the platform's logic; Made the
	// calls that created orders. More than one Made is a double purchase.
	Requests int `json:"requests"`
	Made     int `json:"made"`
	Repeats  int `json:"repeats"`
	Refused  int `json:"refused"`
	// Contents counts how many different contents came under this id.
	Contents int      `json:"contents"`
	Orders   []string `json:"orders"`
	contents map[string]bool
	madeAt   time.Time
}

func (o *Order) total() decimal.Decimal {
	sum := decimal.Zero
	for _, c := range o.Children {
		sum = sum.Add(c.fee())
	}
	return sum
}

func (o *Order) currency() string { return o.Children[0].Currency }

// open reports whether anything may still happen.
func (o *Order) open() bool { return o.EndedAt.IsZero() }

// left is how many pieces of a child are neither shipped nor cancelled.
func (o *Order) left(child int) int {
	c := o.Children[child]
	if c.EndReason != "" {
		return 0
	}
	return c.Count - c.Shipped
}

// settle derives the statuses from what happened.
func (o *Order) settle() {
	if o.Forced {
		return
	}
	left, shipped := 0, 0
	for i, c := range o.Children {
		left += o.left(i)
		shipped += c.Shipped
	}
	switch {
	case !o.EndedAt.IsZero():
		o.Status = "FINISH"
		if o.Logistics != "BUYER_ACCEPT_GOODS" && shipped == 0 {
			o.Logistics = "NO_LOGISTICS"
		}
	case o.PaidAt.IsZero():
		o.Status, o.Logistics = "PLACE_ORDER_SUCCESS", "DEFAULT"
	case shipped == 0:
		o.Status, o.Logistics = "WAIT_SELLER_SEND_GOODS", "WAIT_SELLER_SEND_GOODS"
	case left > 0:
		o.Status, o.Logistics = "SELLER_PART_SEND_GOODS", "SELLER_SEND_PART_GOODS"
	default:
		o.Status, o.Logistics = "WAIT_BUYER_ACCEPT_GOODS", "SELLER_SEND_GOODS"
	}
}

// newID makes a 16-digit order id.
func (s *Sim) newID() string {
	s.serial++
	return strconv.FormatInt(8_190_000_000_000_000+int64(s.random.IntN(9_000_000))*1_000_000+s.serial, 10)
}

func (s *Sim) find(id string) (*Order, bool) {
	for _, o := range s.orders {
		if o.ID == id {
			return o, true
		}
	}
	return nil, false
}

// purchase finds, or begins, the record of an account's out_order_id.
func (s *Sim) purchase(account, outOrderID string) *Purchase {
	for _, p := range s.asked {
		if p.Account == account && p.OutOrderID == outOrderID {
			return p
		}
	}
	p := &Purchase{OutOrderID: outOrderID, Account: account, contents: map[string]bool{}}
	s.asked = append(s.asked, p)
	return p
}

// Orders lists all orders, oldest first.
func (s *Sim) Orders() []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listOrders(func(*Order) bool { return true })
}

func (s *Sim) listOrders(keep func(*Order) bool) []Order {
	out := []Order{}
	for _, o := range s.orders {
		if keep(o) {
			out = append(out, o.copied())
		}
	}
	return out
}

// copied is safe to hand out: later changes do not reach it.
func (o *Order) copied() Order {
	out := *o
	out.Children = append([]Child{}, o.Children...)
	out.Parcels = append([]Parcel{}, o.Parcels...)
	for i := range out.Parcels {
		out.Parcels[i].Items = append([]ParcelItem{}, o.Parcels[i].Items...)
		out.Parcels[i].Events = append([]Event{}, o.Parcels[i].Events...)
	}
	return out
}

// Order is one order.
func (s *Sim) Order(id string) (Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.find(id)
	if !ok {
		return Order{}, false
	}
	return o.copied(), true
}

// Purchases lists what was asked for, by out_order_id, in order of first asking.
func (s *Sim) Purchases() []Purchase {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Purchase{}
	for _, p := range s.asked {
		c := *p
		c.Orders = append([]string{}, p.Orders...)
		out = append(out, c)
	}
	return out
}
