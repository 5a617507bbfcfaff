package desk

import (
	"context"
	"errors"
	"slices"

	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/supplier/aliexpress"
)

// Verdict is what a check before placing found.
type Verdict string

// The verdicts. An unknown is not a pass: what could not be checked is said.
const (
	Pass    Verdict = "pass"
	Warn    Verdict = "warn"
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown"
)

// Check is one thing that was checked.
type Check struct {
	What    string  `json:"what" doc:"placing, mapping, address, stock, freight, price."`
	Verdict Verdict `json:"verdict" enum:"pass,warn,fail,unknown"`
	Text    string  `json:"text"`
}

// Checked is what placing an order would come to.
type Checked struct {
	Store     string     `json:"store"`
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Ready     bool       `json:"ready" doc:"Nothing that was checked stands in the way."`
	Findings  []Check    `json:"findings"`
	Purchases []Purchase `json:"purchases" doc:"What would be bought, by account."`
}

// checkedAtMost bounds how many orders are checked at once.
const checkedAtMost = 25

// CheckPlacing says what placing orders would come to, by the same function that would place them, and by what the
// suppliers say of stock, shipping and price. Nothing is written or bought; what can't be asked is said to be unknown.
func (d *Desk) CheckPlacing(ctx context.Context, a Actor, refs []Ref) ([]Checked, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	if len(refs) == 0 || len(refs) > checkedAtMost {
		return nil, invalid("body.orders", "Name from 1 to 25 orders.")
	}
	orders, err := d.Table.LoadMany(ctx, keysOf(a, refs))
	if err != nil {
		return nil, err
	}
	policies := map[string]order.Policy{}
	var questions []supplier.Inquiry
	var waiting []*planned
	for i := range orders {
		o := &orders[i]
		policy, ok := policies[o.Key.Store]
		if !ok {
			if policy, err = d.Policies.For(ctx, o.Key, variantsOf(orders, o.Key.Store)); err != nil {
				return nil, err
			}
			policies[o.Key.Store] = policy
		}
		p := d.plan(o, policy)
		waiting = append(waiting, p)
		for _, item := range p.items {
			questions = append(questions, inquiry(item, o.Destination()))
		}
	}
	answers := d.quote(ctx, a.Merchant, questions)
	out := make([]Checked, 0, len(orders))
	for _, p := range waiting {
		out = append(out, p.judge(answers))
	}
	return out, nil
}

func variantsOf(orders []order.Order, store string) []string {
	var out []string
	for i := range orders {
		if orders[i].Key.Store != store {
			continue
		}
		for _, l := range orders[i].Store.Lines {
			if l.Variant != "" && !slices.Contains(out, l.Variant) {
				out = append(out, l.Variant)
			}
		}
	}
	return out
}

// planned is what placing an order would come to, before suppliers were asked.
type planned struct {
	Checked

	order  *order.Order
	policy order.Policy
	// items is what would be bought.
	items []order.Item
	// address is whether one at AliExpress is among it, whose rules of addresses are known.
	address bool
	refused bool
}

func (p *planned) find(what string, v Verdict, text string) {
	p.Findings = append(p.Findings, Check{What: what, Verdict: v, Text: text})
	p.Ready = p.Ready && v != Fail
}

// plan runs the decision on a copy.
func (d *Desk) plan(o *order.Order, policy order.Policy) *planned {
	out := &planned{order: o, policy: policy, Checked: Checked{
		Store: o.Key.Store, ID: o.Key.ID, Name: o.Store.Name, Ready: true, Findings: []Check{}, Purchases: []Purchase{},
	}}
	next, _, err := order.Decide(*o, policy, order.Place{}, d.Now())
	var rejected *order.RejectedError
	switch {
	case errors.As(err, &rejected):
		out.find("placing", Fail, rejected.Message)
	case err != nil:
		out.find("placing", Fail, "The order can't be placed as it is: look at its timeline.")
	}
	if err != nil {
		out.refused = true
		return out
	}
	out.find("placing", Pass, "Paid, mapped, and nothing holds it back.")
	for i := range next.Purchases {
		p := &next.Purchases[i]
		if _, known := o.Purchase(p.ID); known {
			continue
		}
		out.Purchases = append(out.Purchases, showPurchase(&next, p))
		out.address = out.address || p.Supplier == order.AliExpress
		out.items = append(out.items, p.Items...)
	}
	for _, portion := range next.Portions {
		if portion.State == order.AwaitingOrder && portion.Why == order.WhyUnmapped {
			out.find("mapping", Warn, "A line is not mapped and would be left out: "+lineTitle(o, portion.Line)+".")
		}
	}
	return out
}

// judge adds what suppliers said.
func (p *planned) judge(answers quoted) Checked {
	if p.refused {
		return p.Checked
	}
	checkAddress(p.order, p.policy, p.address, p.find)
	if !answers.asked {
		for _, what := range []string{"stock", "freight", "price"} {
			p.find(what, Unknown, "Only the supplier knows, when the purchase is sent.")
		}
		return p.Checked
	}
	w := newOffers(p.order, p.policy)
	for _, item := range p.items {
		w.item(item, answers.answers[inquiry(item, p.order.Destination())])
	}
	for _, f := range w.result() {
		p.find(f.What, f.Verdict, f.Text)
	}
	return p.Checked
}

func checkAddress(o *order.Order, policy order.Policy, ali bool, find func(what string, v Verdict, text string)) {
	to := o.Destination()
	found := false
	for _, f := range []struct {
		value, text string
	}{{to.Name, "The recipient's name is missing."}, {to.Line1, "The street is missing."}, {to.City, "The city is missing."}} {
		if f.value == "" {
			find("address", Fail, f.text)
			found = true
		}
	}
	if ali && !found {
		for _, p := range aliexpress.CheckDestination(to, policy.FallbackPhone) {
			found = true
			if p.Advice {
				find("address", Warn, p.Text)
			} else {
				find("address", Fail, p.Text)
			}
		}
	}
	if !found {
		find("address", Pass, "Complete by the rules of "+to.Country+".")
	}
}

func lineTitle(o *order.Order, id string) string {
	for _, l := range o.Store.Lines {
		if l.ID == id && l.Title != "" {
			return l.Title
		}
	}
	return id
}
