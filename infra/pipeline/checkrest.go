package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
)

// CheckRest looks for what must hold once all is at rest.
func (w *World) CheckRest() error {
	all, err := w.All()
	if err != nil {
		return err
	}
	known := map[string]order.Order{}
	for i := range all {
		known[all[i].Key.ID] = all[i]
	}
	var errs []error
	for _, h := range w.shop.Orders() {
		o, ok := known[h.ID]
		if !ok {
			errs = append(errs, fmt.Errorf("order %s is at the store and not here: it is lost", h.ID))
			continue
		}
		errs = append(errs, w.agrees(h, o))
	}
	for i := range all {
		errs = append(errs, w.checkKnown(&all[i]), w.checkTimeline(&all[i]))
	}
	if w.stream.off {
		// What the stream would have done, wake does when it comes to an order: as if it came to each of them now.
		for i := range all {
			errs = append(errs, w.one.rows.CatchUp(context.Background(), all[i]))
		}
	}
	errs = append(errs, w.checkRows(all))
	return errors.Join(errs...)
}

// agrees compares the store's word of an order with ours. Of an order that is cancelled there, all is cancelled here;
// what the merchant rolled back is open here and done there.
func (w *World) agrees(h Held, o order.Order) error {
	if o.Parked != "" {
		return fmt.Errorf("order %s is parked: %s", h.ID, o.Parked)
	}
	if h.Cancelled || len(o.Reopened) > 0 || slices.ContainsFunc(o.Fulfilments, func(f order.Fulfilment) bool { return f.State == order.FulfilmentRolledBack }) {
		return nil
	}
	fulfilled := map[string]int{}
	for _, p := range o.Portions {
		// What WooCommerce has recorded is not Fulfilled before the order is completed.
		recorded := w.opts.Way == WayFulfilments && (p.Why == order.WhyCompleting || p.Why == order.WhyWaitingRest && p.Fulfilment != "")
		if p.State == order.Fulfilled || recorded {
			fulfilled[p.Line] += p.Units
		}
	}
	for _, l := range h.Lines {
		if !w.opts.namesLines() && fulfilled[l.ID] >= l.Fulfilled && fulfilled[l.ID] <= l.Ordered {
			continue // what was refunded at the moment of telling counts as sent: the store does not say which units are
		}
		if fulfilled[l.ID] != l.Fulfilled {
			return fmt.Errorf("order %s: line %s has %d units fulfilled here and %d at the store\n%s", h.ID, l.ID, fulfilled[l.ID], l.Fulfilled, Describe(o))
		}
	}
	return nil
}

// checkKnown: all that the supplier did has arrived, and was told.
func (w *World) checkKnown(o *order.Order) error {
	for i := range o.Purchases {
		p := &o.Purchases[i]
		for j := range p.Orders {
			so := &p.Orders[j]
			if so.Replaced || p.WatchEnded {
				continue
			}
			actual, ok := w.market.Order(so.ID)
			if !ok {
				return fmt.Errorf("order %s: supplier order %s does not exist", o.Key.ID, so.ID)
			}
			if so.Stage == order.StageDone {
				continue // what happens after that is not looked at so often
			}
			for _, parcel := range actual.Parcels {
				if !slices.ContainsFunc(so.Parcels, func(x order.Parcel) bool { return x.Number == parcel.Number }) {
					return fmt.Errorf("order %s: number %s of supplier order %s did not arrive\n%s", o.Key.ID, parcel.Number, so.ID, Describe(*o))
				}
			}
		}
	}
	return checkTold(o)
}

// checkTold: the store was told the numbers as they are, unless the merchant holds the order.
func checkTold(o *order.Order) error {
	if o.Hold != nil {
		return nil
	}
	for _, f := range o.Fulfilments {
		if f.State != order.FulfilmentTold || f.Foreign || len(f.Manual) > 0 {
			continue
		}
		var want []string
		for _, t := range o.Tracking(&f) {
			want = append(want, t.Number)
		}
		have := slices.Clone(f.Told)
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) && f.Reason == "" {
			return fmt.Errorf("order %s: fulfilment %s has the numbers %v and the store was told %v\n%s", o.Key.ID, f.ID, want, have, Describe(*o))
		}
	}
	return nil
}

// checkTimeline: no step is missing.
func (w *World) checkTimeline(o *order.Order) error {
	have := map[int64]bool{}
	cursor := ""
	for {
		page, err := w.table.Timeline(context.Background(), o.Key, cursor, 100)
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			have[e.Version] = true
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	for v := int64(1); v <= o.Version; v++ {
		if !have[v] {
			return fmt.Errorf("order %s: step %d of %d is missing in the timeline", o.Key.ID, v, o.Version)
		}
	}
	return nil
}

// checkRows: what is derived from orders is what a fresh derivation gives.
func (w *World) checkRows(all []order.Order) error {
	fresh := memory.New(nil)
	rows := project.New(table.New(fresh))
	for i := range all {
		if err := rows.Refresh(context.Background(), nil, all[i]); err != nil {
			return err
		}
	}
	want, have := derived(fresh), derived(w.memory)
	for key, item := range want {
		got, ok := have[key]
		if !ok {
			return fmt.Errorf("row %s %s is missing", key.PK, key.SK)
		}
		if !maps.EqualFunc(got, item, kv.Value.Equal) {
			return fmt.Errorf("row %s %s says %v and should say %v", key.PK, key.SK, got, item)
		}
	}
	for key := range have {
		// Without the stream nobody knows by what an order could once be found; to find it by that does no harm.
		former := w.stream.off && strings.HasPrefix(key.PK, Merchant+"#l#")
		if _, ok := want[key]; !ok && !former && !strings.HasPrefix(key.PK, "#r#") {
			return fmt.Errorf("row %s %s should not be there", key.PK, key.SK)
		}
	}
	return nil
}

// derived is the view, look-up, waiting and route rows, without what says when they were made and what was last heard.
func derived(e *memory.Engine) map[kv.Key]kv.Item {
	out := map[kv.Key]kv.Item{}
	for _, item := range e.Items() {
		key := item.Key()
		view := strings.HasPrefix(key.PK, Merchant+"#v#") || strings.HasPrefix(key.PK, Merchant+"#l#")
		waiting := strings.HasPrefix(key.PK, "#w#") && key.SK != "!"
		route := strings.HasPrefix(key.PK, "#r#order")
		switch {
		case view:
			delete(item, "v")
		case waiting:
			delete(item, "d")
			delete(item, "f")
		case !route:
			continue
		}
		out[key] = item
	}
	return out
}
