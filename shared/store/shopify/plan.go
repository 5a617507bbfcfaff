package shopify

import (
	"fmt"
	"slices"
	"strings"

	"onward/shared/order"
)

// Parcel is what the shop is to hold in the end, beside what is known: these quantities under these numbers. Pushing it
// again changes nothing.
type Parcel struct {
	Lines []order.LineUnits
	// Known is the ids of fulfilments that are other shipments, also where their number is the same.
	Known []string
	// Numbers and URLs belong together by position; URLs may be left out as a whole or one by one.
	Numbers []string
	URLs    []string
	// Company is the carrier's name; the same for all numbers.
	Company string
	// Notify makes Shopify mail the shipping confirmation to the customer.
	Notify bool
}

// maxPerCall is how many fulfilment-order lines one call may name.
const maxPerCall = 512

// share is one mutation: quantities of fulfilment orders of one location.
type share struct {
	location string
	orders   []shareOrder
	lines    int
}

type shareOrder struct {
	id    string
	lines []shareLine
}

type shareLine struct {
	id    string
	units int
}

// already finds the fulfilments that carry one of the numbers, and the units of each line under them. A parcel without
// a number is recognised in fulfilments without one.
func (h Held) already(numbers []string) (ids []string, units map[string]int) {
	numbers = trimmed(numbers)
	units = make(map[string]int)
	for _, f := range h.Fulfilments {
		if f.Cancelled {
			continue
		}
		same := slices.ContainsFunc(f.Numbers, func(n string) bool { return hasNumber(numbers, n) })
		if !same && (len(numbers) > 0 || len(f.Numbers) > 0) {
			continue
		}
		ids = append(ids, f.ID)
		for _, l := range f.Lines {
			units[l.Line] += l.Units
		}
	}
	return ids, units
}

// without leaves fulfilments out.
func (h Held) without(ids []string) Held {
	if len(ids) == 0 {
		return h
	}
	h.Fulfilments = slices.DeleteFunc(slices.Clone(h.Fulfilments), func(f order.StoreFulfilment) bool { return slices.Contains(ids, f.ID) })
	return h
}

func hasNumber(numbers []string, number string) bool {
	return slices.ContainsFunc(numbers, func(n string) bool { return strings.EqualFold(n, strings.TrimSpace(number)) })
}

// missing is what of the parcel the shop does not hold yet under its numbers, each line once, in the parcel's order.
// ids are the fulfilments that hold a part already.
func (h Held) missing(p Parcel) (lines []order.LineUnits, ids []string) {
	ids, have := h.without(p.Known).already(p.Numbers)
	held := false
	for _, want := range merged(p.Lines) {
		took := min(have[want.Line], want.Units)
		held = held || took > 0
		if rest := want.Units - took; rest > 0 {
			lines = append(lines, order.LineUnits{Line: want.Line, Units: rest})
		}
	}
	if !held {
		// The number is there for other lines only: another parcel of the same number.
		ids = nil
	}
	return lines, ids
}

func merged(lines []order.LineUnits) []order.LineUnits {
	var out []order.LineUnits
	for _, l := range lines {
		if i := slices.IndexFunc(out, func(o order.LineUnits) bool { return o.Line == l.Line }); i >= 0 {
			out[i].Units += l.Units
		} else {
			out = append(out, l)
		}
	}
	return out
}

// plan spreads quantities over the fulfilment orders that have them, one share for each location. It refuses the
// whole when a part cannot be had: half a parcel told to a customer cannot be taken back.
func (h Held) plan(lines []order.LineUnits) ([]share, error) {
	const op = "plan"
	switch {
	case h.Cancelled:
		return nil, &Error{Op: op, Kind: Refused, Reason: OrderCancelled, Message: "the order is cancelled"}
	case h.ScopeMissing:
		return nil, &Error{Op: op, Kind: ScopeMissing, Code: "read_merchant_managed_fulfillment_orders"}
	}
	candidates := slices.Clone(h.FulfilmentOrders)
	// The fulfilment order that has most of what is wanted comes first, so that few locations are involved.
	slices.SortStableFunc(candidates, func(a, b FulfilmentOrder) int { return b.covers(lines) - a.covers(lines) })

	var shares []share
	for _, want := range lines {
		if want.Units < 1 {
			return nil, &Error{Op: op, Kind: Refused, Reason: BadQuantity, Message: "quantity below one"}
		}
		rest := want.Units
		for _, fo := range candidates {
			if rest == 0 || !fo.Fulfillable {
				continue
			}
			for _, l := range fo.Lines {
				if take := min(rest, l.Remaining); l.LineID == want.Line && take > 0 {
					shares = put(shares, fo, shareLine{id: l.id, units: take})
					rest -= take
				}
			}
		}
		if rest > 0 {
			return nil, h.shortOf(want.Line, rest)
		}
	}
	return shares, nil
}

func (fo FulfilmentOrder) covers(lines []order.LineUnits) int {
	n := 0
	for _, l := range fo.Lines {
		for _, want := range lines {
			if l.LineID == want.Line {
				n += min(want.Units, l.Remaining)
			}
		}
	}
	return n
}

// put adds a line to the share of the fulfilment order's location, or opens a new one when there is none or it is full.
func put(shares []share, fo FulfilmentOrder, line shareLine) []share {
	place := fo.LocationID + "\x00" + fo.LocationName
	i := slices.IndexFunc(shares, func(s share) bool { return s.location == place && s.lines < maxPerCall })
	if i < 0 {
		shares = append(shares, share{location: place})
		i = len(shares) - 1
	}
	s := &shares[i]
	s.lines++
	j := slices.IndexFunc(s.orders, func(o shareOrder) bool { return o.id == fo.id })
	if j < 0 {
		s.orders = append(s.orders, shareOrder{id: fo.id})
		j = len(s.orders) - 1
	}
	s.orders[j].lines = append(s.orders[j].lines, line)
	return shares
}

// shortOf says why some units of a line cannot be fulfilled: the reason that may pass by itself comes first.
func (h Held) shortOf(line string, units int) error {
	reasons := make(map[Reason]bool)
	known := false
	for _, fo := range h.FulfilmentOrders {
		for _, l := range fo.Lines {
			if l.LineID != line {
				continue
			}
			known = true
			if why := fo.Blocked(); why != "" && l.Remaining > 0 {
				reasons[why] = true
			}
		}
	}
	reason := QuantityTooMuch
	switch {
	case !known:
		reason = LineUnknown
	case reasons[OnHold]:
		reason = OnHold
	case reasons[Scheduled]:
		reason = Scheduled
	case reasons[ForeignLocation]:
		reason = ForeignLocation
	case reasons[Closed], !h.anyRemaining(line):
		reason = Closed
	}
	return &Error{Op: "plan", Kind: Refused, Reason: reason, Message: fmt.Sprintf("line %s lacks %d", line, units)}
}

func (h Held) anyRemaining(line string) bool {
	for _, fo := range h.FulfilmentOrders {
		for _, l := range fo.Lines {
			if l.LineID == line && l.Remaining > 0 {
				return true
			}
		}
	}
	return false
}
