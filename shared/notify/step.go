package notify

import (
	"slices"
	"strconv"

	"onward/shared/order"
)

// facts is what one step of an order means to those who want to know. It depends on nothing but the order, so that the
// stream and who makes up for it say the same.
func facts(o order.Order, e order.Entry) []fact {
	subject := []string{o.Key.Store, o.Key.ID, strconv.FormatInt(e.Version, 10)}
	var out []fact
	if m := moves(e); len(m) > 0 {
		out = append(out, fact{EventMoved, e.At, Moved{
			Store: o.Key.Store, Order: o.Key.ID, Name: o.Store.Name, Version: e.Version, Moves: m, Tabs: tabs(o),
		}, subject})
	}
	if len(e.Raised) > 0 {
		codes := slices.Compact(slices.Sorted(slices.Values(e.Raised)))
		out = append(out, fact{EventAttention, e.At, Raised{
			Store: o.Key.Store, Order: o.Key.ID, Name: o.Store.Name, Version: e.Version, Codes: codes,
		}, subject})
	}
	return out
}

// moves is how many units a step put into other tabs, added up over the lines.
func moves(e order.Entry) []MovedUnits {
	var out []MovedUnits
	for _, m := range e.Moves {
		if m.From == m.To {
			continue
		}
		i := slices.IndexFunc(out, func(x MovedUnits) bool { return x.From == m.From && x.To == m.To })
		if i < 0 {
			out = append(out, MovedUnits{From: m.From, To: m.To})
			i = len(out) - 1
		}
		out[i].Units += m.Units
	}
	return out
}

func tabs(o order.Order) []order.State {
	out := []order.State{}
	for _, tab := range order.Tabs() {
		if slices.ContainsFunc(o.Portions, func(p order.Portion) bool { return p.State == tab }) {
			out = append(out, tab)
		}
	}
	return out
}
