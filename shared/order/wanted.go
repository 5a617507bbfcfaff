package order

import "fmt"

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
				ID: fmt.Sprintf("%s/%s/%d", EffectTell, f.ID, f.Revision), Kind: EffectTell, Target: f.ID,
			})
		}
	}
	if d.toComplete() {
		out = append(out, Effect{ID: string(EffectComplete), Kind: EffectComplete})
	}
	return out
}

// toTell reports whether the store is to be told of the fulfilment: it does not know it,
// or it knows other numbers than we do.
func (d *decision) toTell(f *Fulfilment) bool {
	if d.o.Store.Deleted {
		return false
	}
	numbers := numbersOf(d.o.Tracking(f))
	switch f.State {
	case FulfilmentTelling:
		return true
	case FulfilmentTold:
		return len(numbers) > 0 && !sameNumbers(numbers, f.Told) && !sameNumbers(numbers, f.Refused)
	case FulfilmentStuck, FulfilmentWithdrawn, FulfilmentRolledBack:
		return false
	default:
		return false
	}
}

// toComplete reports whether WooCommerce is to complete the order: every unit that is
// still wanted has its number saved in the store.
func (d *decision) toComplete() bool {
	o := d.o
	if o.Platform != WooCommerce || o.Store.Completed || !o.CompletedAt.IsZero() || o.CompleteRefused != "" {
		return false
	}
	if o.Store.Cancelled || o.Store.Deleted {
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
	for i := range o.Store.Lines {
		if b := d.balance(&o.Store.Lines[i]); b.open > 0 {
			return false
		}
	}
	return told > 0
}
