package order

import "time"

// Layout is the number of the shape in which orders are kept. Code that meets a
// higher one leaves the order alone and retries later.
const Layout = 1

// Key names an order: the merchant, the merchant's store, and the store's own id of the order.
type Key struct {
	Merchant string `json:"merchant"`
	Store    string `json:"store"`
	ID       string `json:"id"`
}

// String joins the parts for logs; none of them can hold a slash.
func (k Key) String() string { return k.Merchant + "/" + k.Store + "/" + k.ID }

// Order is everything known of one order. Facts (Store, Lots, Purchases, Fulfilments) are
// merged from events; Portions, Effects, Attention and WakeAt are derived from them by [Decide].
//
//nolint:recvcheck // json.Marshal is given values, so MarshalJSON must be theirs; the other methods lead into the order.
type Order struct {
	Layout   int      `json:"layout"`
	Key      Key      `json:"key"`
	Version  int64    `json:"version"`
	Platform Platform `json:"platform"`

	// Store is the store's latest word. Its Fulfilments are folded into Fulfilments below and left empty here.
	Store Snapshot `json:"store"`
	// PaidSince is when the order was first seen as payable for; cooling off counts from it.
	PaidSince time.Time `json:"paid_since,omitzero"`

	Lots        []Lot        `json:"lots,omitempty"`
	Purchases   []Purchase   `json:"purchases,omitempty"`
	Fulfilments []Fulfilment `json:"fulfilments,omitempty"`

	Hold *Hold `json:"hold,omitempty"`
	// Archived is put away by the merchant; nothing else changes.
	Archived bool `json:"archived,omitempty"`
	// ShipTo is the merchant's corrected address; it wins over the store's for purchases not yet made.
	ShipTo *Address `json:"ship_to,omitempty"`
	// SupplierNote goes with purchases; Note is the merchant's own.
	SupplierNote string `json:"supplier_note,omitempty"`
	Note         string `json:"note,omitempty"`
	// Overrides replaces the policy's mapping for single lines of this order.
	Overrides map[string]Mapping `json:"overrides,omitempty"`
	// CompletedAt is when the store confirmed that the order is completed (WooCommerce).
	CompletedAt time.Time `json:"completed_at,omitzero"`
	// CompleteRefused is why the store would not complete the order.
	CompleteRefused string `json:"complete_refused,omitempty"`
	// Reopened is the lines that were rolled back although the store says that the order is completed.
	Reopened []string `json:"reopened,omitempty"`
	// Erased: a privacy erasure was carried out; no personal data is taken in again.
	Erased bool `json:"erased,omitempty"`
	// Parked is why this order is left alone (too large, a defect); empty when it is not.
	Parked string `json:"parked,omitempty"`

	Portions  []Portion   `json:"portions,omitempty"`
	Effects   []Effect    `json:"effects,omitempty"`
	Attention []Attention `json:"attention,omitempty"`
	// Unchecked is since when nobody verified what others keep of this order: its rows in lists, the watching of its
	// purchases. Zero when whoever woke it last did.
	Unchecked time.Time `json:"unchecked,omitzero"`
	// WakeAt is the next moment at which time alone changes something, or [Order.Unchecked] is due; zero when none.
	WakeAt time.Time `json:"wake_at,omitzero"`

	// Serial numbers lots, purchases and fulfilments; it only rises.
	Serial int `json:"serial,omitempty"`
	// Tail is the latest timeline entries, oldest first.
	Tail []Entry `json:"tail,omitempty"`
}

// Portion is a quantity of one line that shares one fate. The portions of a line add up to its quantity.
type Portion struct {
	Line  string `json:"line"`
	Units int    `json:"units"`
	State State  `json:"state"`
	// Why refines the state for people and for [Explain].
	Why Why `json:"why,omitempty"`
	// Lot, Purchase and Fulfilment lead to what happens with the portion, where there is something.
	Lot        string `json:"lot,omitempty"`
	Purchase   string `json:"purchase,omitempty"`
	Fulfilment string `json:"fulfilment,omitempty"`
	// Supplier is under whom the portion is listed; empty before a mapping is known.
	Supplier Supplier `json:"supplier,omitempty"`
}

// Lot is a quantity of one line that was bought together. A bundle's lot has several purchase items.
type Lot struct {
	ID    string `json:"id"`
	Line  string `json:"line"`
	Units int    `json:"units"`
	// Released: rolled back, or bought again; its units are free.
	Released bool `json:"released,omitempty"`
	// Freed is how many of the units the supplier cancelled and were bought again since.
	Freed int `json:"freed,omitempty"`
}

// Hold stops buying and telling for an order until it is released.
type Hold struct {
	By     string    `json:"by,omitempty"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// Attention is something that a person should look at. Code and Subject together name it once.
type Attention struct {
	Code    AttentionCode `json:"code"`
	Subject string        `json:"subject,omitempty"`
	Detail  string        `json:"detail,omitempty"`
	At      time.Time     `json:"at,omitzero"`
	// Seen: the merchant has dealt with it; it stays on record so that it is not raised again.
	Seen bool `json:"seen,omitempty"`
}

// AttentionCode names a kind of [Attention].
type AttentionCode string

// The attention codes.
const (
	AttentionMoneyRefund     AttentionCode = "money_refunded"
	AttentionCancelSupplier  AttentionCode = "cancel_at_supplier"
	AttentionAmbiguousParcel AttentionCode = "ambiguous_parcel"
	AttentionAddressChanged  AttentionCode = "address_changed_after_placing"
	AttentionPlacedUnknown   AttentionCode = "placed_unknown"
	AttentionNoNumber        AttentionCode = "no_number"
	AttentionUnpaid          AttentionCode = "unpaid_near_deadline"
	AttentionSilent          AttentionCode = "number_silent"
	AttentionNotTold         AttentionCode = "store_refused"
	AttentionWithdrawn       AttentionCode = "fulfilment_withdrawn"
	AttentionUnmapped        AttentionCode = "unmapped"
	AttentionRisk            AttentionCode = "risk"
	AttentionParked          AttentionCode = "parked"
	AttentionDoubtful        AttentionCode = "doubtful_number"
	AttentionFulfilledBare   AttentionCode = "fulfilled_without_number"
)

// line finds the store's line; nil when the store does not know it (any more).
func (o *Order) line(id string) *SnapshotLine {
	for i := range o.Store.Lines {
		if o.Store.Lines[i].ID == id {
			return &o.Store.Lines[i]
		}
	}
	return nil
}

// Purchase finds a purchase by its id.
func (o *Order) Purchase(id string) (*Purchase, bool) {
	for i := range o.Purchases {
		if o.Purchases[i].ID == id {
			return &o.Purchases[i], true
		}
	}
	return nil, false
}

// Fulfilment finds a fulfilment by its id.
func (o *Order) Fulfilment(id string) (*Fulfilment, bool) {
	for i := range o.Fulfilments {
		if o.Fulfilments[i].ID == id {
			return &o.Fulfilments[i], true
		}
	}
	return nil, false
}

// Effect finds an open effect by its id.
func (o *Order) Effect(id string) (*Effect, bool) {
	for i := range o.Effects {
		if o.Effects[i].ID == id {
			return &o.Effects[i], true
		}
	}
	return nil, false
}

// mode is the policy's choice, or what the platform does by itself: WooCommerce tells the
// whole order at once, Shopify follows the setting (separate unless chosen), Wix tells each line item.
func (o *Order) mode(p Policy) Mode {
	if p.Mode != ModeDefault {
		return p.Mode
	}
	if o.Platform == WooCommerce {
		return ModeBulk
	}
	return ModeSeparate
}

// Destination is where purchases go: the merchant's correction, else the store's address.
func (o *Order) Destination() Address {
	if o.ShipTo != nil {
		return *o.ShipTo
	}
	return o.Store.ShipTo
}
