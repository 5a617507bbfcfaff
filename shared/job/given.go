package job

import (
	"slices"
	"strconv"
	"strings"

	"onward/shared/carrier"
	"onward/shared/order"
	"onward/shared/sheet"
)

// given is tracking numbers that a list gives for the same items of an order.
type given struct{ rows []sheetRow }

func (g given) numbers() []string {
	var out []string
	for _, r := range g.rows {
		out = append(out, r.outside(colNumber))
	}
	return out
}

func (g given) replaces() string { return sheet.Squeeze(g.rows[0].cells[colReplaces]) }

// has is the numbers that the store was told of a fulfilment, or is to be.
func has(o order.Order, f *order.Fulfilment) []string {
	if f.State == order.FulfilmentRolledBack {
		return nil
	}
	return append(numbersOf(o.Tracking(f)), f.Told...)
}

// already reports whether the order has the numbers, for these items.
func (g given) already(o order.Order) bool {
	old, sku := g.replaces(), g.rows[0].cells[colSKU]
	units, _ := strconv.Atoi(g.rows[0].cells[colQuantity]) // none is any
	if old != "" && holder(o, []string{old}) != nil {
		return false
	}
	for i := range o.Fulfilments {
		f := &o.Fulfilments[i]
		items := sku == "" || slices.ContainsFunc(f.LineTotals(), func(u order.LineUnits) bool { return u.Units >= units && isLine(o, u.Line, sku) })
		if items && covers(has(o, f), g.numbers()) {
			return true
		}
	}
	return false
}

// event makes the event of numbers given by hand: for items that have none, in place of a number, or beside those that
// the list repeats.
func (g given) event(o order.Order) (order.Event, string) {
	e := order.SetTracking{}
	for _, r := range g.rows {
		number := r.outside(colNumber)
		if slices.Contains(carrier.Doubts(number, orderNumbers(o)...), carrier.IsOrderNumber) {
			return nil, "This is the number of an order, not of a parcel. The columns may be mixed up."
		}
		e.Tracking = append(e.Tracking, order.Tracking{Number: number, Carrier: r.cells[colCarrier], URL: r.cells[colURL]})
	}
	if old := g.replaces(); old != "" {
		f := holder(o, []string{old})
		if f == nil {
			return nil, "The order has no shipment with the number " + cut(old, longest) + " to replace."
		}
		e.Fulfilment = f.ID
		return e, ""
	}
	first := g.rows[0]
	if first.cells[colSKU] == "" && first.cells[colQuantity] == "" {
		if anyOpen(o, untracked) {
			return e, "" // for all that the store waits for
		}
		for i := range o.Fulfilments {
			f := &o.Fulfilments[i]
			if told := has(o, f); !f.Foreign && len(told) > 0 && covers(g.numbers(), told) {
				e.Fulfilment = f.ID
				return e, ""
			}
		}
		return nil, "The store waits for nothing of this order any more." + g.instead(o)
	}
	lines, problem := linesOf(o, first, untracked)
	if problem == problemClosed {
		problem += g.instead(o)
	}
	e.Lines = lines
	return e, problem
}

// instead says how to change a number that is there.
func (g given) instead(o order.Order) string {
	var all []string
	for i := range o.Fulfilments {
		for _, number := range has(o, &o.Fulfilments[i]) {
			if !slices.Contains(all, number) {
				all = append(all, number)
			}
		}
	}
	if len(all) == 0 {
		return ""
	}
	return " It has " + cut(strings.Join(all, ", "), 2*longest) + ". To change a number, add a column \"replaces\" with the old one."
}

// tells says what a list's numbers will do.
func (g given) tells(o order.Order, e order.SetTracking) string {
	text := strings.Join(numbersOf(e.Tracking), ", ")
	if c := e.Tracking[0].Carrier; c != "" {
		text += " (" + cut(c, longest) + ")"
	}
	switch {
	case g.replaces() != "":
		return text + " in place of " + g.replaces()
	case e.Fulfilment != "":
		return text + " in one shipment, some of them known already"
	case len(e.Lines) == 0:
		return text + " for all that the store waits for"
	default:
		return text + " for " + linesText(o, e.Lines)
	}
}

// holder is the fulfilment that has any of the numbers.
func holder(o order.Order, numbers []string) *order.Fulfilment {
	for i := range o.Fulfilments {
		f := &o.Fulfilments[i]
		if slices.ContainsFunc(has(o, f), func(n string) bool {
			return slices.ContainsFunc(numbers, func(x string) bool { return strings.EqualFold(x, n) })
		}) {
			return f
		}
	}
	return nil
}

func covers(all, some []string) bool {
	return !slices.ContainsFunc(some, func(n string) bool {
		return !slices.ContainsFunc(all, func(x string) bool { return strings.EqualFold(x, n) })
	})
}

func orderNumbers(o order.Order) []string {
	out := []string{o.Store.Name, o.Store.ID}
	for _, p := range o.Purchases {
		for _, so := range p.Orders {
			out = append(out, so.ID)
		}
	}
	return out
}

func numbersOf(list []order.Tracking) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.Number)
	}
	return out
}

func linesText(o order.Order, lines []order.LineUnits) string {
	var parts []string
	for _, u := range lines {
		name := u.Line
		for _, l := range o.Store.Lines {
			if l.ID == u.Line && l.Title != "" {
				name = l.Title
			} else if l.ID == u.Line && l.SKU != "" {
				name = l.SKU
			}
		}
		parts = append(parts, strconv.Itoa(u.Units)+" × "+cut(name, longest))
	}
	return cut(strings.Join(parts, ", "), 3*longest)
}
