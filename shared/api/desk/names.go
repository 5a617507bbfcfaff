package desk

import (
	"context"
	"time"

	"onward/shared/order"
)

// Names is what stores and accounts are called, for lists.
type Names struct {
	Stores   []Named
	Accounts []Named
}

// Named is a store or an account.
type Named struct {
	ID, Name string
	Platform order.Platform
	Supplier order.Supplier
	// What to do, and until when, are given where something is wrong or ends.
	ToDo  string
	Until time.Time
}

// Store is what a store is called.
func (n Names) Store(id string) string { return nameOf(n.Stores, id) }

// Account is what an account is called.
func (n Names) Account(id string) string { return nameOf(n.Accounts, id) }

func nameOf(list []Named, id string) string {
	for _, s := range list {
		if s.ID == id {
			return s.Name
		}
	}
	return id
}

type knownNames struct {
	names Names
	at    time.Time
}

// namesKept is for how long names are taken to be what they were: another instance of the function may have changed them,
// or the way back from a platform's page.
const namesKept = time.Minute

// Names reads what the merchant's stores and accounts are called, or remembers it for a minute.
func (d *Desk) Names(ctx context.Context, a Actor) (Names, error) {
	if err := a.need(ReadOnly); err != nil {
		return Names{}, err
	}
	now := d.Now()
	d.mu.Lock()
	known, ok := d.names[a.Merchant]
	d.mu.Unlock()
	if ok && now.Sub(known.at) < namesKept {
		return known.names, nil
	}
	stores, accounts, err := d.Table.Connections(ctx, a.Merchant)
	if err != nil {
		return Names{}, err
	}
	var names Names
	for _, s := range stores {
		names.Stores = append(names.Stores, Named{ID: s.ID, Name: s.Name, Platform: s.Platform})
	}
	for _, k := range accounts {
		names.Accounts = append(names.Accounts, Named{ID: k.ID, Name: k.Name, Supplier: k.Supplier})
	}
	if len(names.Stores) == 0 || len(names.Accounts) == 0 {
		return names, nil // whoever has just connected the first one must not read that there is none
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.names) >= maxKnown {
		clear(d.names)
	}
	d.names[a.Merchant] = knownNames{names: names, at: now}
	return names, nil
}

func (d *Desk) forgetNames(merchant string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.names, merchant)
}
