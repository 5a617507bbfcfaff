package pipeline

import (
	"context"
	"net/http"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store"
)

// Shop is a simulated store as its merchant and its customers use it.
type Shop interface {
	// Buy makes an order and gives its id.
	Buy(b Basket) (string, error)
	// Act has the merchant or the customer do something to an order. An error means that the store does not allow it.
	Act(id string, a Act) error
	// Deliver sends the webhooks that are due, and Pending says how many wait.
	Deliver(ctx context.Context) int
	Pending() int
	// Orders is what the store holds, oldest first.
	Orders() []Held
	// Mails is what customers were mailed about shipments.
	Mails() []Mail
	// Throttle has the next call refused in the platform's own words.
	Throttle()

	connection() connection
}

// Basket is what a customer orders.
type Basket struct {
	Goods []Goods
	// Unpaid orders wait for [Pay]; Quiet ones send no webhook where the platform can lose one so early.
	Unpaid, Quiet bool
}

// Goods is a quantity of an article of the catalogue, by its index.
type Goods struct{ Article, Units int }

// Deed is what a merchant or customer does to an order.
type Deed string

// The deeds.
const (
	Pay     Deed = "pay"
	Refund  Deed = "refund"
	Edit    Deed = "edit"
	Cancel  Deed = "cancel"
	ByHand  Deed = "by_hand"
	Undo    Deed = "undo"
	Hold    Deed = "hold"
	Release Deed = "release"
	Touch   Deed = "touch"
)

// Act is a deed with what it is done to. In an edit, Units is the line's new quantity.
type Act struct {
	Do     Deed
	Line   string
	Units  int
	Number string
}

// Held is an order as the store holds it.
type Held struct {
	ID, Name                   string
	Paid, Cancelled, Completed bool
	Lines                      []HeldLine
	Shipments                  []Shipment
}

// HeldLine is a line. Ordered counts edits in; Gone is what was refunded or removed before it was sent; Fulfilled is what
// the store calls done.
type HeldLine struct {
	ID, Variant              string
	Ordered, Gone, Fulfilled int
}

// Open is how many units are still to be sent.
func (l HeldLine) Open() int { return l.Ordered - l.Gone - l.Fulfilled }

// Shipment is a fulfilment as the store holds it.
type Shipment struct {
	ID        string
	Numbers   []string
	Lines     map[string]int
	Cancelled bool
}

// Mail is a mail about a shipment. Update: the numbers changed.
type Mail struct {
	Order   string
	Numbers []string
	Update  bool
}

// connection is how Onward is connected with a store.
type connection struct {
	platform    order.Platform
	outside     string
	address     string
	settings    map[string]string
	credentials shop.Credentials
	// host serves the store's API.
	host    string
	handler http.Handler
	// app opens the webhooks of all stores of the platform; nil where each store has a secret of its own.
	app store.Hooks
	// made is the platform as Onward opens it.
	made func(calls *http.Client) (shop.Platform, error)
	// goods is the variants of the catalogue's articles, as the adapter names them.
	variants []string
}
