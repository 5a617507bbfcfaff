package order

import "strconv"

// wantedEffects is what the facts ask to be done outside.
func (d *decision) wantedEffects() []Effect {
	var out []Effect
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if p.State == PurchaseOpen || p.State == PurchaseCalling {
			out = append(out, Effect{
				ID: string(EffectPlace) + "/" + p.ID, Kind: EffectPlace, Target: p.ID, NextAt: p.NotBefore,
			})
		}
	}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if d.toTell(f) {
			out = append(out, Effect{
				ID: string(EffectTell) + "/" + f.ID + "/" + strconv.Itoa(f.Revision), Kind: EffectTell, Target: f.ID,
			})
		}
	}
	if d.toComplete() {
		out = append(out, Effect{ID: string(EffectComplete), Kind: EffectComplete})
	}
	return out
}

// toTell reports whether the store is to be told of the fulfilment: it does not know it,
// or it knows other numbers than we do. One that nobody wants any more is still looked for
// when an earlier attempt may have told it.
func (d *decision) toTell(f *Fulfilment) bool {
	if d.o.Store.Deleted {
		return false
	}
	switch f.State {
	case FulfilmentTelling:
		return true
	case FulfilmentTold:
		if len(f.OutsideIDs) == 0 && len(f.Told) == 0 {
			return false
		}
		numbers := numbersOf(d.o.wanted(f))
		return len(numbers) > 0 && !sameNumbers(numbers, f.Told) && !sameNumbers(numbers, f.Refused)
	case FulfilmentStuck, FulfilmentWithdrawn, FulfilmentRolledBack:
		return false
	default:
		return false
	}
}

// toComplete reports whether WooCommerce is to complete the order: it is paid, and every unit that is
// still wanted has its number saved in the store.
func (d *decision) toComplete() bool {
	o := d.o
	if o.Platform != WooCommerce || o.Store.Completed || !o.CompletedAt.IsZero() || o.CompleteRefused != "" || !d.payable() {
		return false
	}
	told := 0
	for i := range o.Fulfilments {
		f := &o.Fulfilments[i]
		if f.State == FulfilmentRolledBack {
			continue
		}
		if f.State != FulfilmentTold || d.toTell(f) {
			return false
		}
		told++
	}
	if told == 0 {
		return false
	}
	for i := range o.Store.Lines {
		if line := &o.Store.Lines[i]; handled(line) && d.balance(line).open > 0 {
			return false
		}
	}
	return true
}
