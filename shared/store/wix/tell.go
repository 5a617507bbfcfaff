package wix

import (
	"context"
	"errors"
	"slices"

	"onward/shared/order"
	"onward/shared/store"
)

// Fulfil tells Wix of a shipment. Wix cannot be asked to mail or not to mail:
// it does as the merchant's dashboard says.
//
// Where Wix says that it knows the number already, the order is read. A new
// fulfilment with the number and the lines is the one that was meant, told by an
// attempt whose answer was lost. Otherwise the number is used for other lines,
// or by another order with goods in the same parcel: the shipment is then told
// with carrier and link alone, as Wix takes a number only once.
func (s *Store) Fulfil(ctx context.Context, f store.Fulfilment) ([]string, error) {
	tracking, err := trackingOf(f.Tracking)
	if err != nil {
		return nil, err
	}
	lines := make([]FulfilledLine, 0, len(f.Lines))
	for _, l := range f.Lines {
		lines = append(lines, FulfilledLine{ID: l.Line, Quantity: l.Units})
	}
	id, _, err := s.site.CreateFulfilment(ctx, f.Order, NewFulfilment{Lines: lines, Tracking: tracking})
	if err == nil {
		return []string{id}, nil
	}
	switch FailureOf(err) {
	case TrackingExists:
		return s.fulfilShared(ctx, f, lines, tracking, err)
	case Refused:
		return nil, s.refusal(ctx, f, err)
	default:
		return nil, asStore(err)
	}
}

func (s *Store) fulfilShared(ctx context.Context, f store.Fulfilment, lines []FulfilledLine, t TrackingInfo, cause error) ([]string, error) {
	held, err := s.site.Fulfilments(ctx, f.Order)
	if err != nil {
		return nil, asStore(cause)
	}
	for _, one := range held.facts() {
		if slices.Contains(f.Known, one.ID) {
			continue // it was there before, for other units of the same lines
		}
		if sameNumbers(one.Numbers, numbersOf(f.Tracking)) && covers(one.Lines, f.Lines) {
			return []string{one.ID}, nil
		}
	}
	if t.TrackingLink == "" {
		return nil, asStore(cause)
	}
	id, _, err := s.site.CreateFulfilment(ctx, f.Order, NewFulfilment{Lines: lines, Tracking: t.withoutNumber()})
	if err != nil {
		return nil, asStore(err)
	}
	return []string{id}, nil
}

// refusal looks why Wix refused, as it names no code for quantities that are not
// left: what does not fit any more must be read again, the rest is final.
func (s *Store) refusal(ctx context.Context, f store.Fulfilment, cause error) error {
	out := asStore(cause)
	refused, ok := errors.AsType[*store.Error](out)
	if !ok {
		return out
	}
	h, err := s.Holdings(ctx, f.Order)
	switch {
	case err != nil:
	case h.Blocked == order.BlockHeld:
		refused.Kind = store.Held
	case h.Cancelled || slices.ContainsFunc(f.Lines, func(l order.LineUnits) bool { return h.Open[l.Line] < l.Units }):
		refused.Kind = store.Changed
	}
	return refused
}

// Retrack replaces the tracking of fulfilments. One that has the numbers already
// is left alone: each change may be a mail to the buyer.
func (s *Store) Retrack(ctx context.Context, r store.Retrack) error {
	tracking, err := trackingOf(r.Tracking)
	if err != nil {
		return err
	}
	held, err := s.site.Fulfilments(ctx, r.Order)
	if err != nil {
		return asStore(err)
	}
	targets := targetsOf(r, held)
	if len(targets) == 0 {
		return &store.Error{Kind: store.NotFound, Op: "wix update tracking", Code: "NO_SUCH_FULFILMENT"}
	}
	for _, one := range targets {
		if sameNumbers(one.Numbers, numbersOf(r.Tracking)) {
			continue
		}
		_, err := s.site.UpdateTracking(ctx, r.Order, one.ID, tracking)
		if FailureOf(err) == TrackingExists && tracking.TrackingLink != "" {
			_, err = s.site.UpdateTracking(ctx, r.Order, one.ID, tracking.withoutNumber())
		}
		if err != nil {
			return asStore(err)
		}
	}
	return nil
}

// targetsOf finds the fulfilments to change: by their ids, else by the numbers
// that they have.
func targetsOf(r store.Retrack, held OrderFulfilments) []order.StoreFulfilment {
	var out []order.StoreFulfilment
	for _, one := range held.facts() {
		if slices.Contains(r.IDs, one.ID) || len(r.IDs) == 0 && len(r.Was) > 0 && sameNumbers(one.Numbers, r.Was) {
			out = append(out, one)
		}
	}
	return out
}

// covers says that a fulfilment has at least the units of the lines.
func covers(has, want []order.LineUnits) bool {
	return !slices.ContainsFunc(want, func(w order.LineUnits) bool {
		return !slices.ContainsFunc(has, func(h order.LineUnits) bool { return h.Line == w.Line && h.Units >= w.Units })
	})
}
