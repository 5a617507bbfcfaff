package desk

import (
	"context"
	"time"

	"onward/shared/order"
	"onward/shared/plan"
	"onward/shared/table"
)

// Checks is when a supplier's order was and will be looked at. It is computed from the plan by which the looking
// is done, and true as far as it says: a check happens within a few minutes of the moment that it falls due.
type Checks struct {
	Last time.Time `json:"last,omitzero" doc:"When the last check by the plan fell due; left out before the first."`
	Next time.Time `json:"next,omitzero" doc:"When the next check falls due."`
	// Within is how long after falling due a check is made at the latest.
	Within  int       `json:"within_seconds" doc:"A check is made at the latest so long after it falls due."`
	Failing time.Time `json:"failing_since,omitzero" doc:"Since when checks fail."`
	Paused  time.Time `json:"paused_until,omitzero" doc:"Until when the supplier takes no calls from the account."`
	Note    string    `json:"note,omitempty" doc:"What is not known, or what stands in the way."`
}

// checks computes the checks of an order's watched supplier orders, by purchase and number. It reads at most
// three times: the rows, whether the account is banned, and whether the sweeps have kept up.
func (d *Desk) checks(ctx context.Context, o *order.Order) (map[string]*Checks, error) {
	watches := o.Watches()
	if len(watches) == 0 {
		return map[string]*Checks{}, nil
	}
	refs := make([]table.WaitingRef, 0, len(watches))
	for _, w := range watches {
		refs = append(refs, table.RefOf(o.Key, w))
	}
	rows, err := d.Table.WaitingOf(ctx, refs)
	if err != nil {
		return nil, err
	}
	lead := refs[len(refs)-1]
	lease, err := d.Table.Lease(ctx, o.Key.Merchant, table.AccountThing(lead.Supplier, lead.Account))
	if err != nil {
		return nil, err
	}
	swept, err := d.Table.SweptAt(ctx, lead.Supplier, lead.Slot())
	if err != nil {
		return nil, err
	}
	now := d.Now()
	behind := !swept.IsZero() && now.Sub(swept) > 2*d.SweepEvery
	out := make(map[string]*Checks, len(watches))
	for _, ref := range refs {
		c := &Checks{Within: int(d.SweepEvery / time.Second)}
		out[ref.Purchase+"/"+ref.Order] = c
		row, ok := find(rows, ref)
		p, planned := d.Plans[ref.Supplier]
		switch {
		case !ok:
			c.Note = "The watching is about to begin."
			continue
		case !planned:
			c.Note = "There is no plan of checks for this supplier here."
			continue
		}
		at := plan.Row{ID: row.Order, Stage: row.Stage, Since: row.Since}
		c.Last, c.Next, c.Failing = p.Last(at, now).UTC(), p.Next(at, now).UTC(), row.FailingSince
		if c.Last.Year() <= 1 {
			c.Last = time.Time{}
		}
		switch {
		case ref.Account != lead.Account || ref.Supplier != lead.Supplier:
			c.Note = "Whether the supplier account is paused is shown on the account."
		case lease.Ban.Until.After(now):
			c.Paused = lease.Ban.Until
			c.Note = "The supplier takes no calls from the account for now; checks are left out till then."
		case behind:
			c.Note = "Checks are late: the last sweep was at " + swept.UTC().Format(time.RFC3339) + "."
		case !c.Failing.IsZero():
			c.Note = "The last checks did not get an answer."
		}
	}
	return out, nil
}

func find(rows []table.Waiting, ref table.WaitingRef) (table.Waiting, bool) {
	for _, row := range rows {
		if row.WaitingRef == ref {
			return row, true
		}
	}
	return table.Waiting{}, false
}
