package order

import (
	"slices"
	"time"
)

// claim lets one executor act on an effect. The claim is saved before anything is called,
// with the time of the first call and its exact content; a lost save means that somebody else acts.
func (d *decision) claim(e Claimed) error {
	d.claiming = e.Effect
	d.settle()
	effect, ok := d.o.Effect(e.Effect)
	if !ok {
		return ErrNotWanted
	}
	if effect.LeaseUntil.After(d.now) {
		return &TakenError{Until: effect.LeaseUntil}
	}
	if by := d.heldBy(effect); by != "" {
		return &HeldError{By: by}
	}
	if effect.NotBefore.After(d.now) {
		return &NotYetError{At: effect.NotBefore}
	}
	switch effect.Kind {
	case EffectPlace:
		if err := d.claimPurchase(effect); err != nil {
			return err
		}
	case EffectTell:
		d.claimTelling(effect)
	case EffectComplete, EffectReread:
	}
	effect.Attempt++
	effect.LeaseUntil = d.now.Add(d.p.Timing.Lease)
	effect.NextAt = effect.LeaseUntil.Add(d.p.Timing.Settle)
	effect.NotBefore = effect.NextAt
	effect.Waits = ""
	if effect.FirstCallAt.IsZero() {
		effect.FirstCallAt = d.now
	}
	d.due = time.Time{}
	return nil
}

// claimPurchase freezes what is bought, so that every repeat is identical. An earlier attempt that
// never had an answer counts as unclear: it may have bought.
func (d *decision) claimPurchase(effect *Effect) error {
	p, ok := d.o.Purchase(effect.Target)
	if !ok {
		return ErrNotWanted
	}
	if p.NotBefore.After(d.now) {
		return &NotYetError{At: p.NotBefore}
	}
	if p.State == PurchaseOpen {
		to := d.o.Destination()
		p.ShipTo = &to
		p.Note = d.o.SupplierNote
		p.State = PurchaseCalling
		p.FirstCallAt = d.now
		return nil
	}
	if effect.Attempt > effect.Answered {
		p.Unclear++
	}
	return nil
}

// claimTelling writes down what the store is about to be told, so that it is recognised there
// even when the numbers or the quantities are others by the time of the answer.
func (d *decision) claimTelling(effect *Effect) {
	f, _ := d.o.fulfilmentOf(effect.ID)
	if f == nil || f.State != FulfilmentTelling || f.total() == 0 {
		return
	}
	v := Attempted{Numbers: numbersOf(d.o.Tracking(f)), Lines: slices.Clone(f.Lines)}
	known := slices.ContainsFunc(f.Tried, func(t Attempted) bool {
		return sameNumbers(t.Numbers, v.Numbers) && slices.Equal(t.Lines, v.Lines)
	})
	if !known {
		f.Tried = append(f.Tried, v)
	}
}
