package order_test

import (
	"slices"
	"strconv"
	"time"

	"onward/shared/order"
)

// shop is a simulated store: the truth of one order, of which the core hears by snapshots only.
type shop struct {
	platform order.Platform
	truth    order.Snapshot
	records  []record
	// locations makes the shop split fulfilments of several lines.
	locations bool
	// blind is a store that keeps numbers without lines.
	blind   bool
	deleted bool
	serial  int
}

// record is a fulfilment in the shop.
type record struct {
	order.StoreFulfilment
	ours bool
}

func (s *shop) changed(now time.Time) {
	if at := now.Truncate(time.Second); at.After(s.truth.UpdatedAt) {
		s.truth.UpdatedAt = at
	}
}

// snapshot is the order as the shop tells it just now.
func (s *shop) snapshot() order.Snapshot {
	out := s.truth
	out.Lines = slices.Clone(s.truth.Lines)
	out.Holds = slices.Clone(s.truth.Holds)
	out.FulfilmentsKnown = true
	for _, r := range s.records {
		out.Fulfilments = append(out.Fulfilments, s.shown(r))
	}
	return out
}

func (s *shop) shown(r record) order.StoreFulfilment {
	f := r.StoreFulfilment
	f.Numbers, f.Lines = slices.Clone(f.Numbers), slices.Clone(f.Lines)
	if s.blind {
		f.Lines = nil
	}
	return f
}

func (s *shop) line(id string) *order.SnapshotLine {
	for i := range s.truth.Lines {
		if s.truth.Lines[i].ID == id {
			return &s.truth.Lines[i]
		}
	}
	return nil
}

// fulfilled is how many units of a line stand in records that are not undone.
func (s *shop) fulfilled(line string) int {
	n := 0
	for _, r := range s.records {
		for _, u := range r.Lines {
			if u.Line == line && !r.Cancelled {
				n += u.Units
			}
		}
	}
	return n
}

func (s *shop) open(line string) int {
	l := s.line(line)
	if l == nil || s.truth.Cancelled {
		return 0
	}
	return max(l.Quantity-l.Cancelled-s.fulfilled(line), 0)
}

func (s *shop) holdings() order.Holdings {
	h := order.Holdings{Cancelled: s.truth.Cancelled, Completed: s.truth.Completed}
	if s.platform != order.WooCommerce {
		h.Open = map[string]int{}
		for _, l := range s.truth.Lines {
			h.Open[l.ID] = s.open(l.ID)
		}
		if len(s.truth.Holds) > 0 {
			h.Blocked = order.BlockHeld
		}
	}
	for _, r := range s.records {
		h.Fulfilments = append(h.Fulfilments, s.shown(r))
	}
	return h
}

// create makes records; false when the shop refuses because less is open.
func (s *shop) create(lines []order.LineUnits, numbers []string, ours bool, now time.Time) ([]string, bool) {
	if s.platform != order.WooCommerce || !ours {
		for _, u := range lines {
			if u.Units > s.open(u.Line) {
				return nil, false
			}
		}
	}
	groups := [][]order.LineUnits{lines}
	if s.locations && len(lines) > 1 {
		groups = [][]order.LineUnits{lines[:1], lines[1:]}
	}
	var ids []string
	for _, g := range groups {
		s.serial++
		id := "s" + strconv.Itoa(s.serial)
		ids = append(ids, id)
		s.records = append(s.records, record{ours: ours, StoreFulfilment: order.StoreFulfilment{
			ID: id, Numbers: slices.Clone(numbers), Lines: slices.Clone(g),
		}})
	}
	s.changed(now)
	return ids, true
}

func (s *shop) update(ids, numbers []string, now time.Time) bool {
	done := false
	for i := range s.records {
		if r := &s.records[i]; slices.Contains(ids, r.ID) && !r.Cancelled {
			r.Numbers, done = slices.Clone(numbers), true
		}
	}
	s.changed(now)
	return done
}

func (s *shop) complete(now time.Time) {
	s.truth.Completed = true
	s.changed(now)
}
