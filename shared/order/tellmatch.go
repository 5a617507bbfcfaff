package order

import "slices"

// recognise looks for what this telling, or an earlier attempt at it, may have put into the store already.
func (t *teller) recognise() (TellPlan, bool) {
	for _, v := range t.f.variants(t.numbers) {
		ids, ok := t.match(v)
		if !ok {
			continue
		}
		if sameNumbers(v.Numbers, t.numbers) {
			return t.answer(TellAnswered{Outcome: TellFound, Numbers: t.numbers, Lines: totals(v.Lines), OutsideIDs: ids}), true
		}
		return t.retrack(ids, v.Numbers, totals(v.Lines), v.Numbers), true
	}
	if ids, ok := t.entries(t.numbers); ok {
		return t.answer(TellAnswered{Outcome: TellFound, Numbers: t.numbers, OutsideIDs: ids}), true
	}
	return TellPlan{}, false
}

// entries are the records that together hold all the numbers in a store that knows no lines, only numbers of the
// whole order. Each of its records may hold one number or several.
func (t *teller) entries(numbers []string) ([]string, bool) {
	missing := slices.Clone(numbers)
	var ids []string
	for _, sf := range t.h.Fulfilments {
		if sf.Cancelled || len(sf.Lines) > 0 || !overlap(sf.Numbers, missing) {
			continue
		}
		ids = append(ids, sf.ID)
		missing = slices.DeleteFunc(missing, func(n string) bool { return slices.Contains(sf.Numbers, n) })
	}
	return ids, len(ids) > 0 && len(missing) == 0
}

// variants is what the store may hold for a fulfilment: what is wanted now first, then what was tried.
func (f *Fulfilment) variants(numbers []string) []Attempted {
	out := make([]Attempted, 0, 1+len(f.Tried))
	if f.total() > 0 && len(numbers) > 0 {
		out = append(out, Attempted{Numbers: numbers, Lines: f.Lines})
	}
	for _, v := range slices.Backward(f.Tried) {
		if len(v.Numbers) > 0 {
			out = append(out, v)
		}
	}
	return out
}

// match finds the records of the store that are exactly this: the same numbers, and lines that together are
// the same (the store splits one over its locations). Records known as other shipments do not count.
func (t *teller) match(v Attempted) ([]string, bool) {
	left := totals(v.Lines)
	var ids []string
	for _, sf := range t.strangers(v.Numbers) {
		if len(sf.Lines) == 0 {
			return []string{sf.ID}, true // this store does not say what is in it
		}
		if within(sf.Lines, left) {
			left = minus(left, sf.Lines)
			ids = append(ids, sf.ID)
		}
	}
	return ids, len(ids) > 0 && len(left) == 0
}

// strangers are the store's records with just these numbers that no shipment of ours is known by.
func (t *teller) strangers(numbers []string) []StoreFulfilment {
	var out []StoreFulfilment
	for _, sf := range t.h.Fulfilments {
		if !sf.Cancelled && sameNumbers(sf.Numbers, numbers) && !t.o.knows(sf.ID) {
			out = append(out, sf)
		}
	}
	return out
}

func (o *Order) knows(outsideID string) bool {
	return slices.ContainsFunc(o.Fulfilments, func(f Fulfilment) bool { return slices.Contains(f.OutsideIDs, outsideID) })
}
