package desk

import (
	"context"
	"time"
)

// Notice is what concerns a merchant as a whole: switches that are on, what does not work, what ends soon.
type Notice struct {
	Holds  []string
	Unwell []Named
	Ending []Named
}

// endsSoon is how long before its end a consent is spoken of.
const endsSoon = 10 * 24 * time.Hour

// Notice reads what concerns the merchant as a whole.
func (d *Desk) Notice(ctx context.Context, a Actor) (Notice, error) {
	if err := a.need(ReadOnly); err != nil {
		return Notice{}, err
	}
	stores, err := d.Table.Stores(ctx, a.Merchant)
	if err != nil {
		return Notice{}, err
	}
	accounts, err := d.Table.Accounts(ctx, a.Merchant)
	if err != nil {
		return Notice{}, err
	}
	holds, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return Notice{}, err
	}
	var out Notice
	if holds.Deployment != nil {
		out.Holds = append(out.Holds, "Everything is on hold, by whoever runs this installation")
	}
	if holds.Merchant != nil {
		out.Holds = append(out.Holds, "All your orders are on hold")
	}
	for _, s := range stores {
		if _, on := holds.Stores[s.ID]; on {
			out.Holds = append(out.Holds, s.Name+" is on hold")
		}
		if !s.Health.Well() {
			out.Unwell = append(out.Unwell, Named{ID: s.ID, Name: s.Name, Platform: s.Platform, ToDo: s.Health.ToDo})
		}
	}
	now := d.Now()
	for _, k := range accounts {
		if _, on := holds.Accounts[k.ID]; on {
			out.Holds = append(out.Holds, k.Name+" is on hold")
		}
		named := Named{ID: k.ID, Name: k.Name, Supplier: k.Supplier, ToDo: k.Health.ToDo, Until: k.ConsentUntil}
		if !k.Health.Well() {
			out.Unwell = append(out.Unwell, named)
		} else if !k.ConsentUntil.IsZero() && k.ConsentUntil.Sub(now) < endsSoon {
			out.Ending = append(out.Ending, named)
		}
	}
	return out, nil
}
