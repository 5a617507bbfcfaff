package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"onward/shared/order"
)

// Order reads one order with all that is known of it, as of now.
func (d *Desk) Order(ctx context.Context, a Actor, store, id string) (Order, error) {
	if err := a.need(ReadOnly); err != nil {
		return Order{}, err
	}
	o, err := d.Table.Load(ctx, order.Key{Merchant: a.Merchant, Store: store, ID: id})
	if err != nil {
		return Order{}, refusal(err)
	}
	out := show(&o)
	checks, err := d.checks(ctx, &o)
	if err != nil {
		return Order{}, err
	}
	for i := range out.Purchases {
		for j := range out.Purchases[i].Orders {
			out.Purchases[i].Orders[j].Checks = checks[out.Purchases[i].ID+"/"+out.Purchases[i].Orders[j].ID]
		}
	}
	return out, nil
}

// show makes of an order what people see of it.
func show(o *order.Order) Order {
	s := &o.Store
	out := Order{
		Store: o.Key.Store, ID: o.Key.ID, Version: o.Version, Platform: o.Platform, Name: s.Name, Created: s.CreatedAt,
		Updated: s.UpdatedAt, Payment: s.Payment, Total: moneyOf(s.Total), Refunded: moneyIf(s.Refunded), Email: s.Email,
		ShipTo: Address(o.Destination()), ShipToEdited: o.ShipTo != nil, Flags: flags(o), Risk: s.Risk, StoreHolds: s.Holds,
		Tabs: tabsOf(o), Hold: holdOf(o.Hold), Archived: o.Archived, Erased: o.Erased, Parked: o.Parked, Note: o.Note,
		SupplierNote: o.SupplierNote, NextWake: o.WakeAt,
		Lines: make([]Line, 0, len(s.Lines)), Portions: make([]Portion, 0, len(o.Portions)), Purchases: make([]Purchase, 0, len(o.Purchases)),
		Fulfilments: make([]Fulfil, 0, len(o.Fulfilments)), Effects: make([]Effect, 0, len(o.Effects)),
		Attention: make([]Attention, 0, len(o.Attention)), Recent: make([]Step, 0, len(o.Tail)),
	}
	for _, l := range s.Lines {
		_, moved := o.Overrides[l.ID]
		out.Lines = append(out.Lines, Line{
			ID: l.ID, Title: l.Title, Options: l.Options, SKU: l.SKU, Product: l.Product, Variant: l.Variant, Kind: l.Kind,
			Quantity: l.Quantity, Cancelled: l.Cancelled, Price: moneyIf(l.Price), Moved: moved,
		})
	}
	for _, p := range o.Portions {
		why := o.Explain(p)
		out.Portions = append(out.Portions, Portion{
			Line: p.Line, Units: p.Units, Tab: p.State, Title: p.State.Title(), Why: p.Why, Here: why.Here, Next: why.Next,
			Supplier: p.Supplier, Purchase: p.Purchase, Fulfilment: p.Fulfilment,
		})
	}
	for i := range o.Purchases {
		out.Purchases = append(out.Purchases, showPurchase(o, &o.Purchases[i]))
	}
	for i := range o.Fulfilments {
		out.Fulfilments = append(out.Fulfilments, showFulfilment(o, &o.Fulfilments[i]))
	}
	for _, e := range o.Effects {
		out.Effects = append(out.Effects, Effect{
			ID: e.ID, Kind: e.Kind, Target: e.Target, Opened: e.OpenedAt, Next: e.NextAt, Attempt: e.Attempt, Waits: e.Waits,
		})
	}
	for _, at := range o.Attention {
		out.Attention = append(out.Attention, Attention{
			Code: at.Code, Subject: at.Subject, Detail: at.Detail, Text: attentionText(at.Code), Since: at.At, Seen: at.Seen,
		})
	}
	for _, e := range slices.Backward(o.Tail) {
		out.Recent = append(out.Recent, stepOf(e))
	}
	return out
}

func tabsOf(o *order.Order) []TabUnits {
	out := []TabUnits{}
	for _, tab := range append(order.Tabs(), order.Exempt) {
		n := 0
		for _, p := range o.Portions {
			if p.State == tab {
				n += p.Units
			}
		}
		if n > 0 {
			out = append(out, TabUnits{Tab: tab, Title: tab.Title(), Units: n})
		}
	}
	return out
}

func flags(o *order.Order) []string {
	s := &o.Store
	var out []string
	for _, f := range []struct {
		on   bool
		name string
	}{
		{s.Cancelled, "cancelled"},
		{s.Deleted, "deleted"},
		{s.Completed || !o.CompletedAt.IsZero(), "completed"},
		{s.Closed, "closed"},
		{s.Test, "test"},
		{s.Imported, "imported"},
		{s.Pickup, "pickup"},
		{s.NotReady, "not_ready"},
		{len(s.Holds) > 0, "held"},
	} {
		if f.on {
			out = append(out, f.name)
		}
	}
	return out
}

func showPurchase(o *order.Order, p *order.Purchase) Purchase {
	out := Purchase{
		ID: p.ID, Supplier: p.Supplier, Account: p.Account, State: p.State, Created: p.CreatedAt, NotBefore: p.NotBefore,
		Placed: p.PlacedAt, Reason: p.Reason, Message: p.Message, Items: []Item{}, Orders: []SupplierOrder{},
	}
	if p.Reason != "" {
		out.Fix = p.Reason.Fix()
	}
	for _, item := range p.Items {
		if item.Superseded {
			continue
		}
		shown := Item{Product: item.Component.Product, SKU: item.Component.SKU, Options: item.Component.Options, Quantity: item.Quantity}
		if i := slices.IndexFunc(o.Lots, func(l order.Lot) bool { return l.ID == item.Lot }); i >= 0 {
			shown.Line = o.Lots[i].Line
		}
		out.Items = append(out.Items, shown)
	}
	for _, so := range p.Orders {
		shown := SupplierOrder{
			ID: so.ID, Stage: so.Stage, Status: so.Status, Paid: so.PaidAt, PayBy: so.PayBy, Amount: moneyIf(so.Amount),
			EndReason: so.EndReason, Replaced: so.Replaced, Parcels: []Parcel{},
		}
		for _, parcel := range so.Parcels {
			shown.Parcels = append(shown.Parcels, showParcel(parcel))
		}
		for _, x := range so.InDoubt() {
			shown.InDoubt = append(shown.InDoubt, InDoubt{Number: x.Number, Why: doubtText(x.Doubt)})
		}
		out.Orders = append(out.Orders, shown)
	}
	return out
}

func showParcel(p order.Parcel) Parcel {
	out := Parcel{
		Ordinal: p.Ordinal, Number: p.Number, Carrier: p.Carrier, Service: p.Service, URL: p.URL, FirstSeen: p.FirstSeen,
		FirstScan: p.FirstScan, Delivered: p.Delivered, Ambiguous: p.Ambiguous,
	}
	for _, h := range p.History {
		out.History = append(out.History, NumberChange(h))
	}
	return out
}

func showFulfilment(o *order.Order, f *order.Fulfilment) Fulfil {
	out := Fulfil{
		ID: f.ID, State: f.State, Foreign: f.Foreign, Lines: []LineUnits{}, Numbers: []Tracking{}, Told: []string{},
		ToldAt: f.ToldAt, ByHand: len(f.Manual) > 0, Reason: f.Reason, Outside: f.OutsideIDs,
	}
	out.Told = append(out.Told, f.Told...)
	for _, l := range f.LineTotals() {
		out.Lines = append(out.Lines, LineUnits(l))
	}
	for _, t := range o.Tracking(f) {
		out.Numbers = append(out.Numbers, Tracking(t))
	}
	return out
}

func moneyOf(m order.Money) Money {
	return Money{Amount: amountText(m.Amount, m.Currency), Currency: m.Currency}
}

func moneyIf(m order.Money) *Money {
	if m.IsZero() {
		return nil
	}
	out := moneyOf(m)
	return &out
}

// amountText writes an amount with its currency's usual places, and with more where it has more.
func amountText(amount decimal.Decimal, currency string) string {
	places := int32(2)
	switch currency {
	case "JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "PYG", "UGX":
		places = 0
	case "KWD", "BHD", "OMR", "TND", "JOD":
		places = 3
	}
	return amount.StringFixed(max(places, -amount.Exponent()))
}

// totalText is a row's total as people write it.
func totalText(total string) string {
	amount, currency, _ := strings.Cut(total, " ")
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return total
	}
	return strings.TrimSpace(amountText(d, currency) + " " + currency)
}
