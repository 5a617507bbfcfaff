package wix

import (
	"net/http"
	"slices"
)

const maxLines = 300

// left is how many of each line are in no fulfilment.
func (r *record) left() map[string]int {
	out := map[string]int{}
	for _, l := range r.lines() {
		out[l.id] = l.quantity
	}
	for _, f := range r.fulfilments {
		for _, u := range f.lines {
			out[u.ID] -= *u.Quantity
		}
	}
	return out
}

// fulfil makes a fulfilment, or nothing at all. It is what the API and a person
// in the dashboard do alike.
func (s *Sim) fulfil(at *site, r *record, lines []units, t *tracking, status string) (*fulfilment, *answer) {
	switch r.text("status") {
	case "PENDING", "REJECTED", "CANCELED":
		a := refused(http.StatusPreconditionRequired, "ORDER_IS_"+r.text("status"), "order cannot be fulfilled")
		return nil, &a
	}
	if status != "" && !slices.Contains([]string{"Pending", "Accepted", "Ready", "In_Delivery", "Fulfilled"}, status) {
		a := invalid("fulfillment.status", "ENUM", "is not a status")
		return nil, &a
	}
	taken, bad := r.take(lines)
	if bad != nil {
		return nil, bad
	}
	if t != nil {
		if bad := s.checkTracking(at, r, nil, t); bad != nil {
			return nil, bad
		}
		t.complete()
	}
	f := &fulfilment{id: s.guid(), created: stamp(s.opts.Now()), lines: taken, tracking: t, status: status}
	r.fulfilments = append(r.fulfilments, f)
	s.fulfilmentsChanged(at, r)
	if t != nil && t.Number != "" {
		s.trackingAdded(at, r, t)
	}
	return f, nil
}

// take says which quantities a fulfilment of lines would get.
func (r *record) take(lines []units) ([]units, *answer) {
	if len(lines) == 0 {
		a := invalid("fulfillment.lineItems", "MIN_SIZE", "must not be empty")
		return nil, &a
	}
	if len(lines) > maxLines {
		a := invalid("fulfillment.lineItems", "MAX_SIZE", "must have at most 300 entries")
		return nil, &a
	}
	left := r.left()
	taken := make([]units, 0, len(lines))
	for _, l := range lines {
		have, ok := left[l.ID]
		if l.ID == "" || !ok {
			a := invalid("fulfillment.lineItems.id", "UNKNOWN", "is no line of the order")
			return nil, &a
		}
		want := have
		if l.Quantity != nil {
			want = *l.Quantity
		}
		if want < 1 || want > have {
			a := refused(http.StatusBadRequest, "QUANTITY_NOT_AVAILABLE", "line item quantity is not left to fulfill")
			return nil, &a
		}
		left[l.ID] -= want
		taken = append(taken, units{ID: l.ID, Quantity: &want})
	}
	return taken, nil
}

func (s *Sim) checkTracking(at *site, r *record, own *fulfilment, t *tracking) *answer {
	if bad := t.check(); bad != nil {
		return bad
	}
	if t.Number == "" {
		return nil
	}
	orders := []*record{r}
	if s.opts.NumbersUnique {
		orders = at.orders
	}
	for _, o := range orders {
		for _, f := range o.fulfilments {
			if f != own && f.tracking != nil && f.tracking.Number == t.Number {
				a := refused(http.StatusConflict, "TRACKING_NUMBER_ALREADY_EXISTS", "tracking number already exists")
				return &a
			}
		}
	}
	return nil
}

func (s *Sim) retrack(at *site, r *record, f *fulfilment, t *tracking) *answer {
	if t != nil {
		if bad := s.checkTracking(at, r, f, t); bad != nil {
			return bad
		}
		t.complete()
	}
	before := ""
	if f.tracking != nil {
		before = f.tracking.Number
	}
	f.tracking = t
	s.fulfilmentsChanged(at, r)
	if t != nil && t.Number != "" && t.Number != before && (before == "" || !s.opts.QuietUpdates) {
		s.trackingAdded(at, r, t)
	}
	return nil
}

func (s *Sim) unfulfil(at *site, r *record, f *fulfilment) {
	r.fulfilments = slices.DeleteFunc(r.fulfilments, func(o *fulfilment) bool { return o == f })
	s.fulfilmentsChanged(at, r)
}

// status is the order's fulfilment status, which follows the quantities. An
// order with nothing to ship is fulfilled at once.
func (r *record) status() string {
	left := r.left()
	open, begun := false, false
	for _, l := range r.lines() {
		if l.ships {
			open = open || left[l.id] > 0
			begun = begun || left[l.id] < l.quantity
		}
	}
	switch {
	case !open:
		return "FULFILLED"
	case begun:
		return "PARTIALLY_FULFILLED"
	}
	return "NOT_FULFILLED"
}

// fulfilmentsChanged brings the order in line with its fulfilments and tells.
func (s *Sim) fulfilmentsChanged(at *site, r *record) {
	before, after := r.text("fulfillmentStatus"), r.status()
	r.order["fulfillmentStatus"] = after
	s.touch(r)
	s.emit(at, r, fulfilmentsDomain, "updated", doc{"updatedEvent": doc{"currentEntity": r.withFulfilments()}})
	if before != after {
		s.emitAction(at, r, "fulfilled", doc{
			"order": r.order, "previousFulfillmentStatus": before, "newFulfillmentStatus": after, "action": after,
		})
	}
	s.emitUpdated(at, r)
}
