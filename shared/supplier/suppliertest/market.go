package suppliertest

import (
	"testing"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
)

// Market is a simulated supplier with one account, seen from all its sides.
type Market interface {
	// Traits says what this supplier can do.
	Traits() Traits
	// Client is the adapter, connected to the account.
	Client() supplier.Client
	// Pass moves the supplier's business time on.
	Pass(d time.Duration)

	// Goods are variants that can be bought, at least three, the first two of one product.
	Goods() []order.Component
	// ShipTo is an address that the supplier takes.
	ShipTo() order.Address

	Truth
	People
	Faults
}

// Truth is what the supplier itself knows.
type Truth interface {
	// Bought is the order numbers that exist for a purchase; Contents how many different requests came for it.
	Bought(t *testing.T, purchase string) []string
	Contents(t *testing.T, purchase string) int
}

// People is the buyer and the seller.
type People interface {
	Pay(t *testing.T, id string)
	// Ship sends a parcel with pieces of the order's positions, by their place; all that is left when none are named.
	Ship(t *testing.T, id, number string, pieces map[int]int)
	// Scan is the carrier's next event of a parcel; Deliver its last.
	Scan(t *testing.T, id string, parcel int)
	Deliver(t *testing.T, id string, parcel int)
	// Renumber gives a parcel another number.
	Renumber(t *testing.T, id string, parcel int, number string)
	// CancelItem takes one position out of an order, Cancel ends it unshipped, Receive ends it as received.
	CancelItem(t *testing.T, id string, position int)
	Cancel(t *testing.T, id string)
	Receive(t *testing.T, id string)
}

// Faults is what goes wrong.
type Faults interface {
	// Fail spoils the next call of a sort.
	Fail(t *testing.T, call Call, trouble Trouble)
	// Refuse has the supplier refuse the next purchase; false where it never refuses for that reason.
	Refuse(t *testing.T, reason order.FailureReason) bool
	// Split has the next purchase become several orders.
	Split(t *testing.T, parts int)
	// Repeat says how a repeated purchase is answered; false where the supplier never answers so.
	Repeat(t *testing.T, answer Repeat) bool
	// Rotate has every answer come in another shape, list order and request id from now on.
	Rotate(t *testing.T)
	// Young has new orders hidden from reading for a while.
	Young(t *testing.T, d time.Duration) bool
}

// Traits is what a supplier can do.
type Traits struct {
	Supplier order.Supplier
	// Finds: a purchase can be looked up by its id.
	Finds bool
	// PayBy: the supplier says until when an unpaid order must be paid.
	PayBy bool
}

// Call is what a call is for.
type Call string

// The calls.
const (
	Place Call = "place"
	Read  Call = "read"
	// Parcels reads an order's packages, where that is a call of its own.
	Parcels Call = "parcels"
)

// Repeat is how a supplier answers the same purchase again.
type Repeat string

// The answers.
const (
	SameOrders  Repeat = "with the same orders"
	OnlyAnError Repeat = "with an error that names none"
	ErrorNaming Repeat = "with an error that names them"
)

// Trouble is how a call goes wrong.
type Trouble string

// The troubles. Those named after have the supplier act first.
const (
	CutBefore    Trouble = "cut before acting"
	CutAfter     Trouble = "cut after acting"
	BrokenBefore Trouble = "5xx before acting"
	BrokenAfter  Trouble = "5xx after acting"
	HalfBefore   Trouble = "half an answer before acting"
	HalfAfter    Trouble = "half an answer after acting"
	OldToken     Trouble = "token expired"
	NoConsent    Trouble = "consent withdrawn"
	Ban          Trouble = "called too often"
)

// acts lists the troubles after which the supplier has acted.
func (t Trouble) acts() bool { return t == CutAfter || t == BrokenAfter || t == HalfAfter }

// unclear lists the troubles that leave open whether something was bought.
func unclear() []Trouble {
	return []Trouble{CutBefore, CutAfter, BrokenBefore, BrokenAfter, HalfBefore, HalfAfter}
}
