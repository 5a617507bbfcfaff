package notify

import (
	"context"
	"maps"
	"slices"
	"time"

	"onward/shared/queue"
	"onward/shared/table"
)

// connection is a store or account with how it is doing.
type connection struct {
	kind, id, on string
	health       table.Health
}

func (c connection) thing() string { return c.kind + "/" + c.id }

// quietCode is of stores that the merchants themselves disconnected.
const quietCode = "disconnected"

// connectionsOf lists what is connected and what is wrong with it.
func (r *Rounds) connectionsOf(ctx context.Context, merchant string) ([]connection, error) {
	stores, err := r.book.Stores(ctx, merchant)
	if err != nil {
		return nil, err
	}
	accounts, err := r.book.Accounts(ctx, merchant)
	if err != nil {
		return nil, err
	}
	var out []connection
	for _, s := range stores {
		out = append(out, connection{"store", s.ID, string(s.Platform), s.Health})
	}
	for _, a := range accounts {
		out = append(out, connection{"account", a.ID, string(a.Supplier), a.Health})
	}
	return out, nil
}

// connections tells of connections that stopped working since the last round, and of those that work again.
func (r *Rounds) connections(ctx context.Context, m table.Merchant) error {
	all, err := r.connectionsOf(ctx, m.ID)
	if err != nil {
		return err
	}
	told := map[string]string{}
	var messages []queue.Message
	add := func(event string, at time.Time, c connection) error {
		if !wants(m.Notify, event) {
			return nil
		}
		n, err := news(m.ID, event, at, Trouble{Kind: c.kind, ID: c.id, On: c.on, Code: c.health.Code, ToDo: c.health.ToDo}, c.thing(), c.health.Code)
		messages = append(messages, n)
		return err
	}
	for _, c := range all {
		was, known := m.Notify.Troubles[c.thing()]
		trouble := !c.health.Well() && c.health.Code != quietCode
		switch {
		case trouble && was != c.health.Code:
			err = add(EventTrouble, since(c.health, r.now()), c)
		case c.health.Well() && known:
			err = add(EventWell, r.now(), c)
		}
		if err != nil {
			return err
		}
		if trouble {
			told[c.thing()] = c.health.Code
		}
	}
	if maps.Equal(told, m.Notify.Troubles) {
		return nil
	}
	if err := r.sender.Send(ctx, messages...); err != nil {
		return err
	}
	_, err = r.book.UpdateMerchant(ctx, m.ID, func(m *table.Merchant) error {
		m.Notify.Troubles = told
		return nil
	})
	return err
}

func since(h table.Health, now time.Time) time.Time {
	if h.Since.IsZero() {
		return now
	}
	return h.Since
}

// inTrouble is the connections of a merchant that do not work, for the digest.
func (r *Rounds) inTrouble(ctx context.Context, merchant string) ([]Trouble, error) {
	all, err := r.connectionsOf(ctx, merchant)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c connection) bool { return c.health.Well() || c.health.Code == quietCode })
	out := []Trouble{}
	for _, c := range all {
		out = append(out, Trouble{Kind: c.kind, ID: c.id, On: c.on, Code: c.health.Code, ToDo: c.health.ToDo})
	}
	return out, nil
}
