package desk

import (
	"context"
	"errors"
	"slices"

	"onward/shared/order"
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
	What    string  `json:"what" doc:"placing, address, stock, freight, price."`
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

// CheckPlacing says what placing orders would come to, by the same function that would place them. Nothing is
// written and nobody is asked: what only the supplier knows is said to be unknown.
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
	out := make([]Checked, 0, len(orders))
	for i := range orders {
		o := &orders[i]
		policy, ok := policies[o.Key.Store]
		if !ok {
			if policy, err = d.Policies.For(ctx, o.Key, variantsOf(orders, o.Key.Store)); err != nil {
				return nil, err
			}
			policies[o.Key.Store] = policy
		}
		out = append(out, d.check(o, policy))
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

// check runs the decision on a copy.
func (d *Desk) check(o *order.Order, policy order.Policy) Checked {
	out := Checked{Store: o.Key.Store, ID: o.Key.ID, Name: o.Store.Name, Ready: true, Findings: []Check{}, Purchases: []Purchase{}}
	find := func(what string, v Verdict, text string) {
		out.Findings = append(out.Findings, Check{What: what, Verdict: v, Text: text})
		out.Ready = out.Ready && v != Fail
	}
	next, _, err := order.Decide(*o, policy, order.Place{}, d.Now())
	var rejected *order.RejectedError
	switch {
	case errors.As(err, &rejected):
		find("placing", Fail, rejected.Message)
		return out
	case err != nil:
		find("placing", Fail, "The order can't be placed as it is: look at its timeline.")
		return out
	}
	find("placing", Pass, "Paid, mapped, and nothing holds it back.")
	service := true
	ali := false
	for i := range next.Purchases {
		p := &next.Purchases[i]
		if _, known := o.Purchase(p.ID); known {
			continue
		}
		out.Purchases = append(out.Purchases, showPurchase(&next, p))
		ali = ali || p.Supplier == order.AliExpress
		for _, item := range p.Items {
			service = service && item.Component.Service != ""
		}
	}
	for _, portion := range next.Portions {
		if portion.State == order.AwaitingOrder && portion.Why == order.WhyUnmapped {
			find("mapping", Warn, "A line is not mapped and would be left out: "+lineTitle(o, portion.Line)+".")
		}
	}
	checkAddress(o, policy, ali, find)
	find("stock", Unknown, "Only the supplier knows, when the purchase is sent.")
	if service {
		find("freight", Pass, "The shipping service is chosen in the mapping.")
	} else {
		find("freight", Unknown, "No shipping service is chosen in the mapping: the supplier takes its own.")
	}
	find("price", Unknown, "Only the supplier knows, when the purchase is sent.")
	return out
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
