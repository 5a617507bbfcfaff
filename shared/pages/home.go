package pages

import (
	"onward/shared/api/desk"
	"onward/shared/order"
)

// firstSteps is what is still to be done before orders move.
type firstSteps struct {
	Store, Account bool
	Done           int
}

// home shows the first steps until they are done, then the day's work.
func (p *pages) home(v *visit) error {
	names, err := p.Desk.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	steps := firstSteps{Store: len(names.Stores) > 0, Account: len(names.Accounts) > 0}
	for _, done := range []bool{steps.Store, steps.Account} {
		if done {
			steps.Done++
		}
	}
	return p.show(v, "home", "Today", map[string]any{
		"Steps": steps, "Tabs": order.Tabs(),
	})
}

// needs is the first of what asks for a person; it loads after the page.
func (p *pages) needs(v *visit) error {
	c, err := p.Desk.Concerns(v.r.Context(), v.actor, desk.Query{})
	if err != nil {
		return err
	}
	return p.part(v, "home", "needs", c.Items[:min(len(c.Items), 5)])
}

// notice is what concerns the merchant as a whole; it loads after the page.
func (p *pages) notice(v *visit) error {
	n, err := p.Desk.Notice(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return p.part(v, "home", "notice", n)
}
