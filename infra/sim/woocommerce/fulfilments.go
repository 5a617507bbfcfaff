package woocommerce

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// fulfilment is the core's record of a shipment.
type fulfilment struct {
	id      int
	status  string
	updated time.Time
	deleted time.Time
	meta    []meta
}

type item struct {
	ID  int `json:"item_id"`
	Qty int `json:"qty"`
}

func (f *fulfilment) fulfilled() bool { return f.status == "fulfilled" }

func (f *fulfilment) set(st *site, key string, value any) {
	for i := range f.meta {
		if f.meta[i].Key == key {
			f.meta[i].Value = value
			return
		}
	}
	f.meta = append(f.meta, meta{ID: take(&st.nextMeta), Key: key, Value: value})
}

func (f *fulfilment) text(key string) string {
	for _, m := range f.meta {
		if s, ok := m.Value.(string); ok && m.Key == key {
			return s
		}
	}
	return ""
}

func (f *fulfilment) items() []item {
	for _, m := range f.meta {
		if m.Key != "_items" {
			continue
		}
		raw, err := json.Marshal(m.Value)
		var out []item
		if err == nil && json.Unmarshal(raw, &out) == nil {
			return out
		}
	}
	return nil
}

type fulfilmentJSON struct {
	ID         int     `json:"id"`
	EntityType string  `json:"entity_type"`
	EntityID   string  `json:"entity_id"`
	Status     string  `json:"status"`
	Is         any     `json:"is_fulfilled"`
	Updated    string  `json:"date_updated"`
	Deleted    *string `json:"date_deleted"`
	Meta       []meta  `json:"meta_data"`
}

// json shows is_fulfilled as a boolean in the answer to a write and as "1" or
// "0" in lists, as the real one does.
func (f *fulfilment) json(orderID string, listed bool) fulfilmentJSON {
	j := fulfilmentJSON{
		ID: f.id, EntityType: "WC_Order", EntityID: orderID, Status: f.status, Is: f.fulfilled(),
		Updated: gmt(f.updated) + "Z", Deleted: optional(f.deleted, gmt), Meta: nonNil(f.meta),
	}
	if listed {
		j.Is = "0"
		if f.fulfilled() {
			j.Is = "1"
		}
	}
	return j
}

// live are the order's fulfilments that were not deleted.
func (o *order) live() []*fulfilment {
	return slices.DeleteFunc(slices.Clone(o.fulfilments), func(f *fulfilment) bool { return !f.deleted.IsZero() })
}

// fulfilmentsChanged keeps the order's own summary and announces the order.
func (s *Sim) fulfilmentsChanged(st *site, o *order) {
	sent := map[int]int{}
	live := o.live()
	for _, f := range live {
		for _, i := range f.items() {
			if f.fulfilled() {
				sent[i.ID] += i.Qty
			}
		}
	}
	if len(live) == 0 {
		o.dropMeta("_fulfillment_status")
	} else {
		status, all := "unfulfilled", true
		for _, l := range o.lines {
			all = all && sent[l.id] >= l.quantity
		}
		switch {
		case all:
			status = "fulfilled"
		case len(sent) > 0:
			status = "partially_fulfilled"
		}
		o.setMeta(st, "_fulfillment_status", status)
	}
	s.touch(st, o)
}

// shrinkDrafts is what a refund does to fulfilments that were not sent yet.
func (s *Sim) shrinkDrafts(o *order, lines map[int]int) {
	left := maps.Clone(lines)
	if left == nil {
		return
	}
	for _, f := range o.live() {
		if f.fulfilled() {
			continue
		}
		items := f.items()
		for i := range items {
			n := min(left[items[i].ID], items[i].Qty)
			items[i].Qty -= n
			left[items[i].ID] -= n
		}
		items = slices.DeleteFunc(items, func(i item) bool { return i.Qty == 0 })
		for i := range f.meta {
			if f.meta[i].Key == "_items" {
				f.meta[i].Value = items
			}
		}
	}
}
