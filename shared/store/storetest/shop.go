package storetest

import (
	"net/http"
	"testing"
	"time"

	"onward/shared/order"
	"onward/shared/store"
)

// Shop is a simulated platform with one store in it, seen from all its sides.
type Shop interface {
	// Traits says what this platform can do and what it cannot.
	Traits() Traits
	// Client is the adapter, connected to the store.
	Client() store.Client
	// Pass moves the platform's clock, and with it the adapter's.
	Pass(d time.Duration)
	Now() time.Time

	People
	Truth
	Webhooks

	// Wire is the network between the adapter and the platform.
	Wire() *Wire
	// Secrets must never be seen in an error.
	Secrets() []string
}

// People is the customers and the merchant of a [Shop].
type People interface {
	// Samples are orders of every sort that the platform knows, each with what must be read of it.
	Samples(t *testing.T) []Sample
	// Buy has a customer order and pay goods that can be shipped: one line for each quantity.
	Buy(t *testing.T, units ...int) Bought
	// Do has the merchant act. It answers false where the platform has no such thing.
	Do(t *testing.T, id string, a Act) bool
	// Ship has the merchant record a shipment by hand and answers its id.
	Ship(t *testing.T, id, number string, lines ...order.LineUnits) (string, bool)
	// Undo has the merchant take a shipment back.
	Undo(t *testing.T, id, shipment string) bool
}

// Truth is what the platform itself knows.
type Truth interface {
	// Held is what the platform holds of an order, asked of the platform itself. Shipments that were
	// undone are not in it.
	Held(t *testing.T, id string) Held
	// Mails is what the customer was mailed about shipping, one text a mail.
	Mails(t *testing.T, id string) []string
}

// Webhooks is the part of a [Shop] that concerns deliveries.
type Webhooks interface {
	// Subscribe has the platform send webhooks to a receiver from now on.
	Subscribe(t *testing.T)
	// Take is what arrived since.
	Take(t *testing.T) []Delivery
	// Hooks opens the deliveries; Keyless is the same without a usable key.
	Hooks() store.Hooks
	Keyless() store.Hooks
	// Sign makes a delivery about an order with a body that the platform would never send.
	Sign(t *testing.T, body string) Delivery
	// Bare takes from a delivery what the platform always puts there, so that it is none.
	Bare(d Delivery) Delivery
	// Special are the deliveries that concern no single order, by name, with what they must mean.
	Special(t *testing.T) []Special
}

// Traits is what a platform can do.
type Traits struct {
	Platform order.Platform
	// Lines: the store knows which units are in a shipment, and so how many are open.
	Lines bool
	// Mails says when the customer hears of a number.
	Mails MailRule
	// Adds: a changed number is added, and the old one deleted: the ids change. Keeps: the old one stays to be seen.
	Adds, Keeps bool
	// Splits: a shipment becomes one for each of the shop's locations, each with the same numbers and its own mail.
	Splits bool
	// Completes: the store has a step that completes the order and mails the customer.
	Completes bool
	// Page is how many orders a page of changed orders holds at most.
	Page int
	// Answers says where the adapter answers a trouble otherwise than most, and why.
	Answers map[Trouble]Answer
}

// MailRule says when a platform mails the customer.
type MailRule string

// The mail rules.
const (
	// MailsWhenAsked: each call says whether to mail.
	MailsWhenAsked MailRule = "when asked"
	// MailsByItself: the merchant's dashboard decides, calls have no say.
	MailsByItself MailRule = "by itself"
	// MailsOnComplete: numbers go out with the mail of the completed order.
	MailsOnComplete MailRule = "when completed"
)

// Sample is an order with what must be read of it. Times are not compared.
type Sample struct {
	Name string
	ID   string
	Want order.Snapshot
}

// Bought is an order that was placed by a customer.
type Bought struct {
	ID    string
	Lines []string
}

// All is all units of the lines, given in the order in which they were bought.
func (b Bought) All(units ...int) []order.LineUnits {
	out := make([]order.LineUnits, 0, len(units))
	for i, n := range units {
		if n > 0 {
			out = append(out, order.LineUnits{Line: b.Lines[i], Units: n})
		}
	}
	return out
}

// Held is what a platform holds of an order.
type Held struct {
	Shipments []order.StoreFulfilment
	// Completed and Cancelled are the order's own states.
	Completed, Cancelled bool
}

// Act is something that a merchant does with an order.
type Act struct {
	Do Deed
	// Amount is the money of RefundMoney.
	Amount string
	// Lines are those of RefundUnits.
	Lines []order.LineUnits
}

// Deed is a merchant's act.
type Deed string

// The deeds.
const (
	Cancel      Deed = "cancel"
	Hold        Deed = "hold"
	Release     Deed = "release"
	Touch       Deed = "touch"
	RefundMoney Deed = "refund money"
	RefundUnits Deed = "refund units"
	RefundAll   Deed = "refund all"
)

// Delivery is a webhook as it arrives.
type Delivery struct {
	Header http.Header
	Body   []byte
}

// Special is a delivery that concerns no single order.
type Special struct {
	Name     string
	Delivery Delivery
	Want     store.News
	// Ping: the delivery asks for nothing but an answer.
	Ping bool
}
