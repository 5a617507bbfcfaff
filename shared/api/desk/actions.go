package desk

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"

	"onward/shared/decider"
	"onward/shared/order"
)

// Acted is what an action came to.
type Acted struct {
	Changed bool  `json:"changed" doc:"False when it brought nothing new."`
	Order   Order `json:"order"`
}

// act applies a merchant's choice to an order of theirs.
func (d *Desk) act(ctx context.Context, a Actor, store, id string, e order.Event) (Acted, error) {
	if err := a.need(Operator); err != nil {
		return Acted{}, err
	}
	r, err := d.Decider.ApplySeen(ctx, order.Key{Merchant: a.Merchant, Store: store, ID: id}, a.Seen, e)
	if stale, ok := errors.AsType[*decider.StaleError](err); ok {
		return Acted{}, refuse(Stale, "order_changed", "The order was changed since you read it (it is at version "+
			strconv.FormatInt(stale.Version, 10)+" by now). Read it again, then decide.")
	}
	if err != nil {
		return Acted{}, refusal(err)
	}
	if r.Order.Parked != "" && r.Before.Parked == "" {
		return Acted{}, refuse(Conflict, "too_large", "With this the order would be too large to be kept; it was parked as it was.")
	}
	return Acted{Changed: r.Changed, Order: show(&r.Order)}, nil
}

func lines(in []LineUnits) []order.LineUnits {
	out := make([]order.LineUnits, 0, len(in))
	for _, l := range in {
		out = append(out, order.LineUnits(l))
	}
	return out
}

// Place has an order's lines bought; no lines means all that can be.
func (d *Desk) Place(ctx context.Context, a Actor, store, id string, named []LineUnits) (Acted, error) {
	return d.act(ctx, a, store, id, order.Place{By: a.By(), Lines: lines(named)})
}

// CancelPlacing takes back purchases that were not sent yet.
func (d *Desk) CancelPlacing(ctx context.Context, a Actor, store, id string) (Acted, error) {
	return d.act(ctx, a, store, id, order.CancelPlacing{By: a.By()})
}

// orderNumber is what a supplier's order number can look like.
var orderNumber = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$`)

func checkNumbers(field string, numbers []string) error {
	for i, n := range numbers {
		if !orderNumber.MatchString(n) {
			return invalid(field, "A supplier's order number has letters, digits, dots and hyphens only, at most 60.")
		}
		if slices.Contains(numbers[:i], n) {
			return invalid(field, "The number "+n+" is there twice.")
		}
	}
	return nil
}

// SettlePlaced says what became of a purchase of unknown outcome: its order numbers, or none when it was not placed.
func (d *Desk) SettlePlaced(ctx context.Context, a Actor, store, id, purchase string, numbers []string) (Acted, error) {
	if err := checkNumbers("body.orders", numbers); err != nil {
		return Acted{}, err
	}
	return d.act(ctx, a, store, id, order.SettlePlaced{By: a.By(), Purchase: purchase, Orders: numbers})
}

// ChangeSupplierOrder replaces a supplier's order number by another.
func (d *Desk) ChangeSupplierOrder(ctx context.Context, a Actor, store, id, purchase, from, to string) (Acted, error) {
	if err := checkNumbers("body.to", []string{to}); err != nil {
		return Acted{}, err
	}
	return d.act(ctx, a, store, id, order.ChangeSupplierOrder{By: a.By(), Purchase: purchase, From: from, To: to})
}

// Recorded is a purchase that was made by hand at a supplier.
type Recorded struct {
	Account string      `json:"account" minLength:"1" maxLength:"60"`
	Lines   []LineUnits `json:"lines" minItems:"1" maxItems:"500"`
	Orders  []string    `json:"orders" minItems:"1" maxItems:"20" doc:"The supplier's order numbers."`
}

// RecordPurchase takes in a purchase that was made by hand.
func (d *Desk) RecordPurchase(ctx context.Context, a Actor, store, id string, r Recorded) (Acted, error) {
	if err := a.need(Operator); err != nil {
		return Acted{}, err
	}
	if err := checkNumbers("body.orders", r.Orders); err != nil {
		return Acted{}, err
	}
	k, err := d.Table.Account(ctx, a.Merchant, r.Account)
	if err != nil {
		return Acted{}, missing(err, "account")
	}
	return d.act(ctx, a, store, id, order.RecordPurchase{
		By: a.By(), Supplier: k.Supplier, Account: k.ID, Lines: lines(r.Lines), Orders: r.Orders,
	})
}

// NewTracking is tracking numbers given by hand. For a fulfilment the list replaces the old one; without one it
// makes a new fulfilment for the lines, or for all that the store still waits for.
type NewTracking struct {
	Fulfilment string      `json:"fulfilment,omitempty" maxLength:"60"`
	Lines      []LineUnits `json:"lines,omitempty" maxItems:"500"`
	Tracking   []Tracking  `json:"tracking" minItems:"1" maxItems:"50"`
}

// SetTracking takes in tracking numbers given by hand.
func (d *Desk) SetTracking(ctx context.Context, a Actor, store, id string, n NewTracking) (Acted, error) {
	e := order.SetTracking{By: a.By(), Fulfilment: n.Fulfilment, Lines: lines(n.Lines)}
	for _, t := range n.Tracking {
		e.Tracking = append(e.Tracking, order.Tracking(t))
	}
	return d.act(ctx, a, store, id, e)
}

// TellAgain has the store told once more of a fulfilment, or ("complete") the order completed there. takeOver has its
// lines taken over from another app's location first.
func (d *Desk) TellAgain(ctx context.Context, a Actor, store, id, fulfilment string, takeOver bool) (Acted, error) {
	return d.act(ctx, a, store, id, order.TellAgain{By: a.By(), Fulfilment: fulfilment, TakeOver: takeOver})
}

// Resolved says what an ambiguous parcel is, or that a number in doubt is right.
type Resolved struct {
	Purchase string `json:"purchase" minLength:"1" maxLength:"60"`
	Order    string `json:"order" minLength:"1" maxLength:"60"`
	Ordinal  int    `json:"ordinal,omitempty" minimum:"0" maximum:"1000"`
	Replaces int    `json:"replaces,omitempty" minimum:"0" maximum:"1000" doc:"The ordinal of the parcel whose number it takes over; 0 for a further parcel."`
	Number   string `json:"number,omitempty" maxLength:"120" doc:"A number in doubt that is right after all; then the ordinal is left out."`
}

// ResolveParcel settles what an ambiguous parcel is, or that a number in doubt is right.
func (d *Desk) ResolveParcel(ctx context.Context, a Actor, store, id string, r Resolved) (Acted, error) {
	return d.act(ctx, a, store, id, order.ResolveParcel{
		By: a.By(), Parcel: order.ParcelRef{Purchase: r.Purchase, Order: r.Order, Ordinal: r.Ordinal}, Replaces: r.Replaces, Number: r.Number,
	})
}

// RollBack sends lines back to Awaiting order, whatever was bought or told; no lines means all.
func (d *Desk) RollBack(ctx context.Context, a Actor, store, id string, named []string) (Acted, error) {
	return d.act(ctx, a, store, id, order.RollBack{By: a.By(), Lines: named})
}

// HoldOrder stops buying and telling for an order, or lets it go on.
func (d *Desk) HoldOrder(ctx context.Context, a Actor, store, id string, s Switch) (Acted, error) {
	return d.act(ctx, a, store, id, order.SetHold{By: a.By(), On: s.On, Reason: s.Reason})
}

// Edit changes what is sent to suppliers, or the merchant's own notes. Nil fields stay.
type Edit struct {
	ShipTo       *Address `json:"ship_to,omitempty" doc:"The whole corrected address."`
	SupplierNote *string  `json:"supplier_note,omitempty" maxLength:"1000" doc:"Goes with purchases not sent yet."`
	Note         *string  `json:"note,omitempty" maxLength:"5000" doc:"Your own note."`
	Archived     *bool    `json:"archived,omitempty"`
}

// EditOrder edits an order.
func (d *Desk) EditOrder(ctx context.Context, a Actor, store, id string, e Edit) (Acted, error) {
	event := order.Edit{By: a.By(), SupplierNote: e.SupplierNote, Note: e.Note, Archived: e.Archived}
	if e.ShipTo != nil {
		if !country.MatchString(e.ShipTo.Country) {
			return Acted{}, invalid("body.ship_to.country", "Give the whole address, with the country's two capital letters, such as DE.")
		}
		to := order.Address(*e.ShipTo)
		event.ShipTo = &to
	}
	return d.act(ctx, a, store, id, event)
}

// MoveSupplier has one line of the order bought elsewhere than the mapping says.
func (d *Desk) MoveSupplier(ctx context.Context, a Actor, store, id, line string, components []Component) (Acted, error) {
	if err := a.need(Operator); err != nil {
		return Acted{}, err
	}
	if _, err := d.Table.Load(ctx, order.Key{Merchant: a.Merchant, Store: store, ID: id}); err != nil {
		return Acted{}, refusal(err)
	}
	m, err := d.mapping(ctx, a, components)
	if err != nil {
		return Acted{}, err
	}
	return d.act(ctx, a, store, id, order.MoveSupplier{By: a.By(), Line: line, Mapping: m})
}

// SeeAttention notes that the merchant has dealt with something.
func (d *Desk) SeeAttention(ctx context.Context, a Actor, store, id string, code order.AttentionCode, subject string) (Acted, error) {
	return d.act(ctx, a, store, id, order.SeeAttention{By: a.By(), Code: code, Subject: subject})
}

// Timeline is one page of an order's steps, newest first.
func (d *Desk) Timeline(ctx context.Context, a Actor, store, id, cursor string, limit int) (steps []Step, next string, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, "", err
	}
	page, err := d.Table.Timeline(ctx, order.Key{Merchant: a.Merchant, Store: store, ID: id}, cursor, min(max(limit, 1), maxPage))
	if err != nil {
		return nil, "", refusal(err)
	}
	steps = make([]Step, 0, len(page.Entries))
	for _, e := range page.Entries {
		steps = append(steps, stepOf(e))
	}
	return steps, page.Cursor, nil
}

// keysOf addresses orders of the actor's merchant.
func keysOf(a Actor, refs []Ref) []order.Key {
	keys := make([]order.Key, 0, len(refs))
	for _, r := range refs {
		keys = append(keys, order.Key{Merchant: a.Merchant, Store: r.Store, ID: r.ID})
	}
	return keys
}
