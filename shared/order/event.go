package order

import "time"

// Event is a fact that [Decide] is asked to take into account. The types that
// implement it are all in this package; [MarshalEvent] and [UnmarshalEvent] keep them.
type Event interface {
	// Kind is the event's stable name.
	Kind() string
}

// StoreSaid tells that the store described the order, by webhook or when read.
type StoreSaid struct {
	Snapshot Snapshot `json:"snapshot"`
	// Source is "webhook", "read" or "reconcile", for people.
	Source string `json:"source,omitempty"`
	// Fresh: read just now from the store itself, so that equal timestamps are settled by it.
	Fresh bool `json:"fresh,omitempty"`
}

// StoreDeleted tells that the order is gone from the store. It brings no other facts.
type StoreDeleted struct {
	At time.Time `json:"at,omitzero"`
}

// Reread asks for the order to be read from the store again (a hint without content).
type Reread struct {
	Cause string `json:"cause,omitempty"`
}

// Claimed tells that an executor is about to call outside for an effect.
type Claimed struct {
	Effect string `json:"effect"`
}

// PlaceOutcome is what came of a call that places a purchase.
type PlaceOutcome string

// The outcomes of placing.
const (
	// PlaceCreated: the supplier gave order numbers.
	PlaceCreated PlaceOutcome = "created"
	// PlaceRefused: the supplier refused for good; Reason says why.
	PlaceRefused PlaceOutcome = "refused"
	// PlaceNotRun: refused before any logic ran (throttled, token); safe to try again.
	PlaceNotRun PlaceOutcome = "not_run"
	// PlaceUnclear: no answer, or none that says what happened.
	PlaceUnclear PlaceOutcome = "unclear"
	// PlaceRepeated: the supplier says that it has this purchase already, and does not say under which number.
	PlaceRepeated PlaceOutcome = "repeated"
)

// PlaceAnswered is the outcome of one attempt to place a purchase.
type PlaceAnswered struct {
	Effect  string        `json:"effect"`
	Attempt int           `json:"attempt"`
	Outcome PlaceOutcome  `json:"outcome"`
	Orders  []string      `json:"orders,omitempty"`
	Reason  FailureReason `json:"reason,omitempty"`
	Message string        `json:"message,omitempty"`
	// RetryAfter is the least wait before the next attempt, for PlaceNotRun.
	RetryAfter time.Duration `json:"retry_after,omitempty"`
}

// SupplierSaid tells that the supplier described one of its orders.
type SupplierSaid struct {
	Purchase string `json:"purchase"`
	Report   Report `json:"report"`
}

// TellOutcome is what came of a call that tells the store.
type TellOutcome string

// The outcomes of telling, used for completing as well.
const (
	// TellDone: the store confirmed.
	TellDone TellOutcome = "done"
	// TellFound: the store already held exactly this; nothing was sent.
	TellFound TellOutcome = "found"
	// TellWait: the store holds it back for the moment, or could not be reached; nothing happened.
	TellWait TellOutcome = "wait"
	// TellRefused: the store refuses for good; Reason says why.
	TellRefused TellOutcome = "refused"
	// TellUnclear: no answer, or none that says what happened. The next attempt looks first.
	TellUnclear TellOutcome = "unclear"
	// TellChanged: what the store holds does not fit any more; it must be read again.
	TellChanged TellOutcome = "changed"
)

// TellAnswered is the outcome of one attempt to tell the store, or to complete the order there.
type TellAnswered struct {
	Effect  string      `json:"effect"`
	Attempt int         `json:"attempt"`
	Outcome TellOutcome `json:"outcome"`
	// Numbers is what the store now holds for the fulfilment.
	Numbers []string `json:"numbers,omitempty"`
	// Lines is what the store now holds of the fulfilment; empty when that is all of it.
	Lines []LineUnits `json:"lines,omitempty"`
	// OutsideIDs is the store's ids of the fulfilment.
	OutsideIDs []string      `json:"outside_ids,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	RetryAfter time.Duration `json:"retry_after,omitempty"`
}

// TimePassed tells that nothing happened but time.
type TimePassed struct{}

// Place is the merchant's wish to have lines bought. No lines means everything that can be.
type Place struct {
	By    string      `json:"by,omitempty"`
	Lines []LineUnits `json:"lines,omitempty"`
}

// CancelPlacing takes back purchases that were not sent yet.
type CancelPlacing struct {
	By string `json:"by,omitempty"`
}

// SettlePlaced is the merchant's word for what became of a purchase with unknown outcome.
type SettlePlaced struct {
	By       string `json:"by,omitempty"`
	Purchase string `json:"purchase"`
	// Orders is the supplier's order numbers; none means that it was not placed.
	Orders []string `json:"orders,omitempty"`
}

// ChangeSupplierOrder replaces a supplier's order number by another.
type ChangeSupplierOrder struct {
	By       string `json:"by,omitempty"`
	Purchase string `json:"purchase"`
	From     string `json:"from"`
	To       string `json:"to"`
}

// RecordPurchase tells what the merchant bought by hand at the supplier, with the order numbers.
type RecordPurchase struct {
	By       string      `json:"by,omitempty"`
	Supplier Supplier    `json:"supplier"`
	Account  string      `json:"account"`
	Lines    []LineUnits `json:"lines"`
	Orders   []string    `json:"orders"`
}

// SetTracking gives tracking numbers by hand. For a fulfilment the list
// replaces the old one; without a fulfilment it makes a new one for the lines.
type SetTracking struct {
	By         string      `json:"by,omitempty"`
	Fulfilment string      `json:"fulfilment,omitempty"`
	Lines      []LineUnits `json:"lines,omitempty"`
	Tracking   []Tracking  `json:"tracking"`
}

// TellAgain has a refused or withdrawn fulfilment told once more.
type TellAgain struct {
	By         string `json:"by,omitempty"`
	Fulfilment string `json:"fulfilment"`
	// TakeOver has its lines taken over from another app's location first: the merchant's explicit word.
	TakeOver bool `json:"take_over,omitempty"`
}

// ResolveParcel says what an ambiguous parcel is, or that a number in doubt is right.
type ResolveParcel struct {
	By     string    `json:"by,omitempty"`
	Parcel ParcelRef `json:"parcel"`
	// Replaces is the ordinal of the parcel whose number it takes over; 0 when it is a further parcel.
	Replaces int `json:"replaces,omitempty"`
	// Number is a number in doubt that is right after all; then Parcel names the supplier's order only.
	Number string `json:"number,omitempty"`
}

// RollBack sends lines back to Awaiting order, whatever was bought or told. No lines means all.
type RollBack struct {
	By    string   `json:"by,omitempty"`
	Lines []string `json:"lines,omitempty"`
}

// SetHold puts the order on hold, or releases it.
type SetHold struct {
	By     string `json:"by,omitempty"`
	On     bool   `json:"on"`
	Reason string `json:"reason,omitempty"`
}

// Edit changes what is sent to suppliers, or the merchant's own note. Nil fields stay.
type Edit struct {
	By           string   `json:"by,omitempty"`
	ShipTo       *Address `json:"ship_to,omitempty"`
	SupplierNote *string  `json:"supplier_note,omitempty"`
	Note         *string  `json:"note,omitempty"`
	Archived     *bool    `json:"archived,omitempty"`
}

// MoveSupplier has one line of this order bought elsewhere.
type MoveSupplier struct {
	By      string  `json:"by,omitempty"`
	Line    string  `json:"line"`
	Mapping Mapping `json:"mapping"`
}

// SeeAttention tells that the merchant has dealt with something.
type SeeAttention struct {
	By      string        `json:"by,omitempty"`
	Code    AttentionCode `json:"code"`
	Subject string        `json:"subject,omitempty"`
}

// Erase takes personal data out; figures and states stay.
type Erase struct {
	Cause string `json:"cause,omitempty"`
}

// Kind implementations: the stable names of the events.

func (StoreSaid) Kind() string           { return "store_said" }
func (StoreDeleted) Kind() string        { return "store_deleted" }
func (Reread) Kind() string              { return "reread" }
func (Claimed) Kind() string             { return "claimed" }
func (PlaceAnswered) Kind() string       { return "place_answered" }
func (SupplierSaid) Kind() string        { return "supplier_said" }
func (TellAnswered) Kind() string        { return "tell_answered" }
func (TimePassed) Kind() string          { return "time_passed" }
func (Place) Kind() string               { return "place" }
func (CancelPlacing) Kind() string       { return "cancel_placing" }
func (SettlePlaced) Kind() string        { return "settle_placed" }
func (ChangeSupplierOrder) Kind() string { return "change_supplier_order" }
func (RecordPurchase) Kind() string      { return "record_purchase" }
func (SetTracking) Kind() string         { return "set_tracking" }
func (TellAgain) Kind() string           { return "tell_again" }
func (ResolveParcel) Kind() string       { return "resolve_parcel" }
func (RollBack) Kind() string            { return "roll_back" }
func (SetHold) Kind() string             { return "set_hold" }
func (Edit) Kind() string                { return "edit" }
func (MoveSupplier) Kind() string        { return "move_supplier" }
func (SeeAttention) Kind() string        { return "see_attention" }
func (Erase) Kind() string               { return "erase" }

// chosen is implemented by the events that a person made.
type chosen interface{ by() string }

func (e Place) by() string               { return e.By }
func (e CancelPlacing) by() string       { return e.By }
func (e SettlePlaced) by() string        { return e.By }
func (e ChangeSupplierOrder) by() string { return e.By }
func (e RecordPurchase) by() string      { return e.By }
func (e SetTracking) by() string         { return e.By }
func (e TellAgain) by() string           { return e.By }
func (e ResolveParcel) by() string       { return e.By }
func (e RollBack) by() string            { return e.By }
func (e SetHold) by() string             { return e.By }
func (e Edit) by() string                { return e.By }
func (e MoveSupplier) by() string        { return e.By }
func (e SeeAttention) by() string        { return e.By }
