package plot

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Facts reads what the scene has come to: at Onward, in the store, at the supplier, in the customer's mail.
func (a *Actor) Facts(ctx context.Context) (Facts, error) {
	o, err := a.Look(ctx)
	if err != nil {
		return Facts{}, err
	}
	held, err := a.Store.Holds(a.Order)
	if err != nil {
		return Facts{}, err
	}
	lines, err := a.Store.Lines(a.Order)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{Status: held.Status, Tabs: tabLines(o, lines), Bought: a.bought(o)}
	for _, s := range held.Shipments {
		f.Told = append(f.Told, told(a.names(s.Numbers), s.Items))
	}
	for _, m := range held.Mails {
		text := m.About
		if len(m.Numbers) > 0 {
			text += " " + a.names(m.Numbers)
		}
		f.Mails = append(f.Mails, text)
		a.mailed = m.To
	}
	for _, code := range o.Attention {
		if code != silent {
			f.Asks = append(f.Asks, code)
		}
	}
	return f, nil
}

// silent is asked when a parcel stays without a scan; in a play's short time it means nothing.
const silent = "number_silent"

// tabLines sums the portions by article, tab and reason.
func tabLines(o Order, lines map[string]string) []string {
	type place struct{ article, tab string }
	units := map[place]int{}
	var order []place
	for _, p := range o.Portions {
		article, ok := lines[p.Line]
		if !ok {
			article = "line " + p.Line
		}
		at := place{article, p.Tab}
		if p.Why != "" {
			at.tab += ", " + p.Why
		}
		if units[at] == 0 {
			order = append(order, at)
		}
		units[at] += p.Units
	}
	var out []string
	for _, at := range order {
		out = append(out, fmt.Sprintf("%d %s: %s", units[at], at.article, at.tab))
	}
	return out
}

// bought is what the supplier has under each purchase; a purchase made twice, or asked for in two wordings, stands out.
func (a *Actor) bought(o Order) []string {
	var out []string
	for _, p := range o.Purchases {
		b := a.Supplier.Bought(p.ID)
		if len(b.Orders) == 0 {
			continue
		}
		text := itemsText(b.Items)
		if len(b.Orders) > 1 && b.Made == 1 {
			text += fmt.Sprintf(" in %d orders", len(b.Orders))
		}
		if b.Made > 1 {
			text += fmt.Sprintf(" BOUGHT %d TIMES", b.Made)
		}
		if b.Contents > 1 {
			text += fmt.Sprintf(" ASKED FOR IN %d WORDINGS", b.Contents)
		}
		out = append(out, text)
	}
	return out
}

// told is a shipment in words. Some stores keep numbers for the whole order and no lines with them.
func told(numbers string, items []Item) string {
	if len(items) == 0 {
		return numbers
	}
	return numbers + ": " + itemsText(items)
}

func (a *Actor) names(numbers []string) string {
	if len(numbers) == 0 {
		return "no number"
	}
	var out []string
	for _, n := range numbers {
		out = append(out, a.called(n))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "+") // a mail names a number in its text and in its link
}

// itemsText sums items by article: "1 glasses + 2 clip".
func itemsText(items []Item) string {
	units := map[string]int{}
	var order []string
	for _, i := range items {
		if units[i.Article] == 0 {
			order = append(order, i.Article)
		}
		units[i.Article] += i.Units
	}
	slices.Sort(order)
	var out []string
	for _, article := range order {
		out = append(out, fmt.Sprintf("%d %s", units[article], article))
	}
	return strings.Join(out, " + ")
}
