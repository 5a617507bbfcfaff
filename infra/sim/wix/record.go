package wix

import (
	"encoding/json"
	"fmt"
	"time"
)

// doc is a JSON object as Wix holds it.
type doc = map[string]any

// record is an order with what belongs to it.
type record struct {
	id           string
	order        doc
	fulfilments  []*fulfilment
	refunds      []doc
	refundCents  int
	sequence     int
	indexed      doc // what the search knows
	pending      []version
	draftOrderID int
}

// version is a state of the order which the search will know later.
type version struct {
	at    time.Time
	order doc
}

const stampLayout = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// clone copies a JSON value.
func clone[T any](v T) T {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("wix sim: clone: %v", err)) // documents are JSON by construction
	}
	var out T
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(fmt.Sprintf("wix sim: clone: %v", err))
	}
	return out
}

func (r *record) text(field string) string {
	s, _ := r.order[field].(string)
	return s
}

// touch dates the order's change and puts it on the way to the search.
func (s *Sim) touch(r *record) {
	now := s.opts.Now()
	r.order["updatedDate"] = stamp(now)
	r.pending = append(r.pending, version{at: now.Add(s.opts.SearchLag), order: clone(r.order)})
}

// inSearch is the order as the search knows it by now, nil if it does not.
func (r *record) inSearch(now time.Time) doc {
	for len(r.pending) > 0 && !r.pending[0].at.After(now) {
		r.indexed, r.pending = r.pending[0].order, r.pending[1:]
	}
	return r.indexed
}

func (st *site) find(id string) *record {
	for _, r := range st.orders {
		if r.id == id {
			return r
		}
	}
	return nil
}

// line is what the rules need to know of an order's line.
type line struct {
	id       string
	quantity int
	ships    bool
}

func (r *record) lines() []line {
	items, _ := r.order["lineItems"].([]any)
	out := make([]line, 0, len(items))
	for _, item := range items {
		l, ok := item.(doc)
		if !ok {
			continue
		}
		one := line{id: fmt.Sprint(l["id"]), quantity: number(l["quantity"]), ships: true}
		if kind, ok := l["itemType"].(doc); ok && kind["preset"] != "PHYSICAL" {
			one.ships = false
		}
		out = append(out, one)
	}
	return out
}

// number reads a whole number from a document, whoever wrote it.
func number(v any) int {
	switch n := v.(type) {
	case int:
		return n
	case float64:
		return int(n)
	}
	return 0
}
