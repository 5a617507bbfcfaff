package desk

import "context"

// Notice is what concerns a merchant as a whole: switches that are on, what does not work, what ends soon.
type Notice struct {
	Holds  []string
	Unwell []Named
	Ending []Named
	// Stopped is the webhook endpoints that were given up by themselves.
	Stopped []Endpoint
}

// Notice reads what concerns the merchant as a whole.
func (d *Desk) Notice(ctx context.Context, a Actor) (Notice, error) {
	if err := a.need(ReadOnly); err != nil {
		return Notice{}, err
	}
	stores, accounts, err := d.Table.Connections(ctx, a.Merchant)
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
	}
	for _, k := range accounts {
		if _, on := holds.Accounts[k.ID]; on {
			out.Holds = append(out.Holds, k.Name+" is on hold")
		}
	}
	for _, c := range connectionsOf(stores, accounts, d.Now()) {
		named := Named{ID: c.ID, Name: c.Name, Platform: c.Platform, Supplier: c.Supplier, ToDo: c.Text, Until: c.Due}
		if c.Code == codeConsentEnding {
			out.Ending = append(out.Ending, named)
		} else {
			out.Unwell = append(out.Unwell, named)
		}
	}
	endpoints, err := d.Endpoints(ctx, a)
	if err != nil {
		return Notice{}, err
	}
	for _, e := range endpoints {
		if e.Stopped != nil && e.Stopped.ToDo != "" {
			out.Stopped = append(out.Stopped, e)
		}
	}
	return out, nil
}
