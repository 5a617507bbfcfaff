package notify

import (
	"context"
	"maps"
	"slices"
	"time"

	"onward/shared/queue"
	"onward/shared/table"
)

// connection is a store, an account or an endpoint with how it is doing.
type connection struct {
	kind, id, name, on string
	health             table.Health
}

func (c connection) thing() string { return c.kind + "/" + c.id }

// trouble reports whether something is wrong that the merchant did not choose.
func (c connection) trouble() bool { return !c.health.Well() && c.health.Code != quietCode }

func (c connection) told() Trouble {
	return Trouble{Kind: c.kind, ID: c.id, Name: c.name, On: c.on, Code: c.health.Code, ToDo: c.health.ToDo}
}

// quietCode is of stores that the merchants themselves disconnected.
const quietCode = "disconnected"

// HealthOf is how an endpoint is doing. One that a person paused is well.
func HealthOf(e table.Endpoint) table.Health {
	switch {
	case e.Stop == nil || e.Stop.Code == table.StopPaused:
		return table.Health{}
	case e.Stop.Code == table.StopGone:
		return table.Health{Code: e.Stop.Code, Since: e.Stop.At, ToDo: "The receiver answered 410, that it is gone for good, so nothing more is sent to it. Change its address or resume it; what it missed can be sent again."}
	default:
		return table.Health{Code: e.Stop.Code, Since: e.Stop.At, ToDo: "The receiver took nothing for five days, so nothing more is sent to it. Mend it, send a test, and resume it; what it missed can be sent again."}
	}
}

// connectionsOf lists what is connected and what is wrong with it.
func connectionsOf(m table.Merchant, stores []table.Store, accounts []table.Account) []connection {
	var out []connection
	for _, s := range stores {
		out = append(out, connection{KindStore, s.ID, s.Name, string(s.Platform), s.Health})
	}
	for _, a := range accounts {
		out = append(out, connection{KindAccount, a.ID, a.Name, string(a.Supplier), a.Health})
	}
	for _, e := range Present(m.Notify) {
		out = append(out, connection{KindEndpoint, e.ID, e.Name, "", HealthOf(e)})
	}
	return out
}

// connections tells of connections that stopped working since the last round, and of those that work again.
func (r *Rounds) connections(ctx context.Context, m table.Merchant) error {
	if len(wanting(m.Notify, EventTrouble))+len(wanting(m.Notify, EventWell)) == 0 {
		return nil
	}
	stores, accounts, err := r.book.Connections(ctx, m.ID)
	if err != nil {
		return err
	}
	told := map[string]string{}
	var messages []queue.Message
	add := func(event string, at time.Time, c connection) error {
		more, err := fact{event, at, c.told(), []string{c.thing(), c.health.Code}}.messages(m.ID, wanting(m.Notify, event)...)
		messages = append(messages, more...)
		return err
	}
	for _, c := range connectionsOf(m, stores, accounts) {
		was, known := m.Notify.Troubles[c.thing()]
		switch {
		case c.trouble() && was != c.health.Code:
			err = add(EventTrouble, since(c.health, r.now()), c)
		case c.health.Well() && known:
			err = add(EventWell, r.now(), c)
		}
		if err != nil {
			return err
		}
		if c.trouble() {
			told[c.thing()] = c.health.Code
		}
	}
	if maps.Equal(told, m.Notify.Troubles) {
		return nil
	}
	if len(messages) > 0 {
		if err := r.sender.Send(ctx, messages...); err != nil {
			return err
		}
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

// inTrouble is the connections that do not work, for the digest.
func inTrouble(all []connection) []Trouble {
	out := []Trouble{}
	for _, c := range slices.DeleteFunc(all, func(c connection) bool { return !c.trouble() }) {
		out = append(out, c.told())
	}
	return out
}
