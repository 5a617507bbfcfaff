package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// Order reads an order as Onward holds it.
func (w *World) Order(id string) (order.Order, error) {
	return w.table.Load(context.Background(), order.Key{Merchant: Merchant, Store: StoreID, ID: id})
}

// All reads every order that Onward holds.
func (w *World) All() ([]order.Order, error) {
	var out []order.Order
	for _, item := range w.memory.Items() {
		if _, ok := table.IsOrder(item.Key()); !ok {
			continue
		}
		// Unpacking takes most of the time there is.
		known, ok := w.unpacked[item.Key()]
		if !ok || known.Version != table.VersionOf(item) {
			var err error
			if known, err = w.table.DecodeOrder(item); err != nil {
				return nil, err
			}
			w.unpacked[item.Key()] = known
		}
		out = append(out, known)
	}
	return out, nil
}

// States is how many units of an order are in each state.
func States(o order.Order) map[order.State]int {
	out := map[order.State]int{}
	for _, p := range o.Portions {
		out[p.State] += p.Units
	}
	return out
}

// queued is how many messages wait.
func (w *World) queued() int {
	n := 0
	for _, kind := range queue.Kinds() {
		n += w.net.Pending(kind)
	}
	return n
}

// Dead is the dead letters of all queues, in words.
func (w *World) Dead() []string {
	var out []string
	for _, kind := range queue.Kinds() {
		for _, d := range w.net.Dead(kind) {
			out = append(out, fmt.Sprintf("%s %s %s: %s", kind, d.Message.Key, d.Message.Effect, d.Reason))
		}
	}
	return out
}

// open names the effects of an order that still want something, leaving out those that something holds back.
func open(o order.Order) []string {
	var out []string
	for _, e := range o.Effects {
		if o.Hold != nil && e.Kind != order.EffectReread {
			continue
		}
		if len(o.Store.Holds) > 0 && e.Kind != order.EffectReread {
			continue
		}
		if p, ok := o.Purchase(e.Target); ok && p.State == order.PurchaseOpen && o.Store.Payment == order.Unpaid {
			continue
		}
		out = append(out, e.ID)
	}
	return out
}

// restless says what is still going on; nothing when all is at rest.
func (w *World) restless() ([]string, error) {
	var out []string
	if n := w.queued(); n > 0 {
		out = append(out, fmt.Sprintf("%d messages wait", n))
	}
	if n := w.stream.waiting(); n > 0 {
		out = append(out, fmt.Sprintf("%d records wait", n))
	}
	if n := w.shop.Pending(); n > 0 {
		out = append(out, fmt.Sprintf("%d webhooks wait", n))
	}
	all, err := w.All()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if effects := open(all[i]); len(effects) > 0 {
			out = append(out, fmt.Sprintf("order %s has open effects %s", all[i].Key.ID, strings.Join(effects, " ")))
		}
	}
	return out, nil
}

var errRestless = errors.New("does not come to rest")

// Describe tells an order on one line, for failures.
func Describe(o order.Order) string {
	var parts []string
	for _, p := range o.Portions {
		parts = append(parts, fmt.Sprintf("%s×%d %s(%s)", p.Line, p.Units, p.State, p.Why))
	}
	for i := range o.Purchases {
		p := &o.Purchases[i]
		parts = append(parts, fmt.Sprintf("purchase %s %s unclear=%d", p.ID, p.State, p.Unclear))
		for j := range p.Orders {
			so := &p.Orders[j]
			parts = append(parts, fmt.Sprintf("  %s %s", so.ID, so.Stage))
			for _, parcel := range so.Parcels {
				parts = append(parts, fmt.Sprintf("    parcel %d %q %v ambiguous=%v", parcel.Ordinal, parcel.Number, parcel.Items, parcel.Ambiguous))
			}
		}
	}
	for _, f := range o.Fulfilments {
		parts = append(parts, fmt.Sprintf("fulfilment %s %s foreign=%v %v told=%v outside=%v %s", f.ID, f.State, f.Foreign, f.Lines, f.Told, f.OutsideIDs, f.Reason))
	}
	for _, e := range o.Effects {
		parts = append(parts, fmt.Sprintf("effect %s sent=%d attempt=%d next=%s waits=%q", e.ID, e.Sent, e.Attempt, e.NextAt.Format("02 15:04:05"), e.Waits))
	}
	for _, a := range o.Attention {
		parts = append(parts, fmt.Sprintf("attention %s %s %s", a.Code, a.Subject, a.Detail))
	}
	return fmt.Sprintf("order %s v%d pay=%s cancelled=%v wake=%s parked=%q\n  %s",
		o.Key.ID, o.Version, o.Store.Payment, o.Store.Cancelled, o.WakeAt.Format("02 15:04:05"), o.Parked, strings.Join(parts, "\n  "))
}

// Held is an order as the store holds it.
func (w *World) Held(id string) (Held, bool) {
	all := w.shop.Orders()
	i := slices.IndexFunc(all, func(h Held) bool { return h.ID == id })
	if i < 0 {
		return Held{}, false
	}
	return all[i], true
}

// TimelineOf tells the steps of an order, oldest first.
func (w *World) TimelineOf(ctx context.Context, key order.Key) []string {
	var out []string
	cursor := ""
	for {
		page, err := w.table.Timeline(ctx, key, cursor, 100)
		if err != nil {
			return append(out, err.Error())
		}
		for _, e := range page.Entries {
			out = append(out, fmt.Sprintf("%d %s %s moves=%v opened=%v closed=%v %s", e.Version, e.At.Format("02 15:04:05"), e.Kind, e.Moves, e.Opened, e.Closed, e.Event))
		}
		if cursor = page.Cursor; cursor == "" {
			slices.Reverse(out)
			return out
		}
	}
}
