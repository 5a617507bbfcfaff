package plot

import (
	"context"
	"errors"
)

// ErrUnknown means that there is no such order (yet).
var ErrUnknown = errors.New("order is not known")

// Item is a quantity of an article of the catalogue, by its key.
type Item struct {
	Article string
	Units   int
}

// Basket is what a customer orders.
type Basket struct {
	Items []Item
	// Unpaid: the payment comes later. Authorized: the money is reserved only.
	Unpaid, Authorized bool
	// Unapproved: the store has not accepted the order yet. Pickup: the customer fetches it.
	Unapproved, Pickup bool
	// Held: the store holds the order back from the start.
	Held bool
	// Lost: the store's webhooks of this order never arrive.
	Lost bool
	// Test orders are the merchant's own.
	Test bool
	// Email and Name are the customer's.
	Email, Name string
	// Phone and Country replace those of the usual customer.
	Phone, Country string
	// Street replaces the first line of the address.
	Street string
	// Places spreads the units over the store's locations.
	Places map[string]int
	// Company is how many orders come in the same second, this one included; 0 counts as 1.
	Company int
}

// Deed is what a merchant or customer does in the store.
type Deed struct {
	// Do is pay, approve, refund, cancel, hold, release, fulfil, complete, edit, delete, restore, unfulfil, anonymise or
	// status, or what only one kind of store knows. Not every store has all of them.
	Do string
	// Items are the units meant; all when empty. For edit they are the new quantities.
	Items []Item
	// Amount is the money of a refund.
	Amount string
	// Numbers are those of a fulfilment by hand.
	Numbers []string
	// Street replaces the first line of the address.
	Street string
	// Mail has the store tell the customer.
	Mail bool
	// Status is one that the store's plugins have.
	Status string
}

// Held is what a store holds of an order.
type Held struct {
	Status    string
	Shipments []Shipment
	Mails     []Mail
}

// Shipment is a fulfilment in the store, by article.
type Shipment struct {
	Numbers []string
	Items   []Item
	// Carrier and Link are what the customer reads of the carrier, at stores that differ in it.
	Carrier, Link string
}

// Mail is what the store sent the customer: what about, with which numbers.
type Mail struct {
	About   string
	Numbers []string
	To      string
}

// Store is a simulated store in which customers buy.
type Store interface {
	// ID is Onward's id of the store.
	ID() string
	Buy(b Basket) (id, name string, err error)
	Act(order string, d Deed) error
	Holds(order string) (Held, error)
	// Lines names the articles of the order's lines by the lines' ids.
	Lines(order string) (map[string]string, error)
}

// Merchant is the merchant's way to Onward: its API.
type Merchant interface {
	Order(ctx context.Context, store, id string) (Order, error)
	Place(ctx context.Context, store, id string, lines map[string]int) error
	Sync(ctx context.Context, store, id string) error
	Hold(ctx context.Context, store, id string, on bool) error
	ShipTo(ctx context.Context, store, id string, change func(*Address)) error
	Settle(ctx context.Context, store, id, purchase string, orders []string) error
	Track(ctx context.Context, store, id string, lines map[string]int, number string) error
	RollBack(ctx context.Context, store, id string, lines []string) error
	// Map has an article of a store bought as the parts of another one.
	Map(ctx context.Context, store, article, as string) error
}

// Address is where goods go, as the API shows it.
type Address map[string]any

// Order is what the API shows of an order.
type Order struct {
	Version   int64
	Name      string
	ShipTo    Address
	Portions  []Portion
	Purchases []Purchase
	Attention []string
	// Numbers are all tracking numbers that are known, changed ones apart.
	Numbers []string
	// Doing is what is to be done outside and has no outcome yet.
	Doing []string
}

// Portion is a quantity of a line in a tab.
type Portion struct {
	Line  string
	Units int
	Tab   string // the tab's title
	Why   string
}

// Purchase is an order at a supplier.
type Purchase struct {
	ID     string
	State  string
	Reason string
	Orders []string
}

// Supplier is the simulated supplier as the merchant sees it, who pays there, and as it acts by itself.
type Supplier interface {
	Pay(order string) error
	Ship(order, number string, items []Item) error
	// ShipBy names the carrier as the supplier does.
	ShipBy(order, carrier, number string, items []Item) error
	Renumber(order string, parcel int, number string) error
	Scan(order string, parcel int) error
	Cancel(order, reason string) error
	CancelItem(order, article string) error
	// Silence stops the push messages about an order.
	Silence(order string) error
	// Bought is what was bought under a purchase's id, by article; empty when nothing was.
	Bought(purchase string) Bought
	Mischief
}

// Mischief is what a supplier does to those who call it.
type Mischief interface {
	// Meet has the purchases for a customer, by name, meet a fate when they are placed.
	Meet(customer string, fates ...Fate)
	// Expire ends the access tokens of the merchant's n-th account.
	Expire(n int)
	// Ban refuses calls of a method for some seconds from the next call on.
	Ban(method string, seconds int) error
}

// Bought is what a supplier has under a purchase's id.
type Bought struct {
	Orders []string
	Items  []Item
	// Made counts the calls that made orders: more than one is a double purchase. Contents counts the different requests.
	Made, Contents int
}

// Fate is what happens to a call.
type Fate string

// The fates of a purchase being placed.
const (
	FatePass Fate = "pass"
	// FateCutBefore: the connection ends and nothing happened. FateCutAfter: the same, but it happened.
	FateCutBefore Fate = "cut before acting"
	FateCutAfter  Fate = "cut after acting"
	// FateRepeated: the supplier says that it knows the purchase and not under which number.
	FateRepeated Fate = "repeated, without number"
	// FateSplit makes two orders of it.
	FateSplit Fate = "split"
)

// ErrSettled means that the supplier's order is paid or closed already.
var ErrSettled = errors.New("the supplier's order is paid or closed")
