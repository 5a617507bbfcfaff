package order

import (
	"slices"
	"strings"
	"time"
)

// claim lets one executor act on an effect. The claim is saved before anything is called,
// with the time of the first call and, for a purchase, its exact content; a lost save means
// that somebody else acts.
func (d *decision) claim(e Claimed) error {
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
	if effect.Kind == EffectPlace {
		if err := d.claimPurchase(effect); err != nil {
			return err
		}
	}
	effect.Attempt++
	effect.LeaseUntil = d.now.Add(d.p.Timing.Lease)
	effect.NextAt = effect.LeaseUntil.Add(d.p.Timing.Settle)
	effect.Waits = ""
	if effect.FirstCallAt.IsZero() {
		effect.FirstCallAt = d.now
	}
	d.due = time.Time{}
	return nil
}

// heldBy names the hold switch that stops the effect; empty when none does. Reading is never held.
func (d *decision) heldBy(effect *Effect) string {
	if effect.Kind == EffectReread {
		return ""
	}
	if d.o.Hold != nil {
		return "order"
	}
	for _, by := range d.p.HeldBy {
		account, isAccount := strings.CutPrefix(by, "account:")
		if !isAccount {
			return by
		}
		if p, ok := d.o.Purchase(effect.Target); ok && p.Account == account {
			return by
		}
	}
	if effect.Kind == EffectPlace && len(d.o.Store.Holds) > 0 {
		return "store: " + strings.Join(d.o.Store.Holds, ", ")
	}
	return ""
}

func (d *decision) claimPurchase(effect *Effect) error {
	p, ok := d.o.Purchase(effect.Target)
	if !ok {
		return ErrNotWanted
	}
	if p.NotBefore.After(d.now) {
		return &NotYetError{At: p.NotBefore}
	}
	if p.State == PurchaseOpen {
		if !d.payable() {
			return &HeldError{By: "payment"}
		}
		to := d.o.Destination()
		p.ShipTo = &to
		p.Note = d.o.SupplierNote
		p.State = PurchaseCalling
		p.FirstCallAt = d.now
	}
	return nil
}

// placeAnswered merges what came of a call that places a purchase. Order numbers are
// believed whenever they come; other outcomes only from the attempt that is running.
func (d *decision) placeAnswered(e PlaceAnswered) error {
	id, ok := strings.CutPrefix(e.Effect, string(EffectPlace)+"/")
	if !ok {
		return &InputError{Field: "effect", Problem: "is not a purchase's"}
	}
	p, ok := d.o.Purchase(id)
	if !ok {
		return ErrNotWanted
	}
	if e.Outcome == PlaceCreated {
		d.placed(p, e.Orders, e.Message)
		return nil
	}
	effect, ok := d.o.Effect(e.Effect)
	if !ok || effect.Attempt != e.Attempt || p.State != PurchaseCalling {
		return nil
	}
	effect.LeaseUntil = time.Time{}
	p.Message = e.Message
	switch e.Outcome {
	case PlaceRefused:
		if p.Unclear > 0 {
			// An earlier call may have bought it, and this refusal may be because of that.
			p.State, p.Reason = PurchaseUnknown, FailOutcomeUnknown
			return nil
		}
		p.State, p.Reason = PurchaseRefused, e.Reason
	case PlaceRepeated:
		p.State, p.Reason = PurchaseUnknown, FailAlreadyRepeated
	case PlaceUnclear:
		p.Unclear++
		effect.NextAt = d.now.Add(d.p.Timing.Settle)
		effect.Waits = "the supplier gave no clear answer"
	case PlaceNotRun:
		if p.Unclear == 0 {
			p.State, p.FirstCallAt, p.ShipTo = PurchaseOpen, time.Time{}, nil
		}
		effect.NextAt = d.now.Add(max(e.RetryAfter, d.backoff(effect.Attempt)))
		effect.Waits = "the supplier takes no orders just now"
	case PlaceCreated:
	}
	return nil
}

// placed notes the supplier's order numbers.
func (d *decision) placed(p *Purchase, orders []string, message string) {
	for _, id := range orders {
		if _, known := p.Order(id); id != "" && !known {
			p.Orders = append(p.Orders, SupplierOrder{ID: id, Stage: StagePlaced})
		}
	}
	if len(p.Orders) == 0 || p.State == PurchasePlaced {
		return
	}
	p.State, p.Reason, p.Message = PurchasePlaced, "", message
	p.PlacedAt = d.now
	if p.FirstCallAt.IsZero() {
		p.FirstCallAt = d.now
	}
}

// expireUnclear ends the repeating of purchases whose outcome stayed unknown: after the time in
// which the supplier recognises a repeat, a repeat could buy twice.
func (d *decision) expireUnclear() {
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if p.State != PurchaseCalling || p.FirstCallAt.IsZero() {
			continue
		}
		end := p.FirstCallAt.Add(d.p.Timing.RepeatWithin)
		if effect, ok := d.o.Effect(string(EffectPlace) + "/" + p.ID); ok && effect.LeaseUntil.After(end) {
			end = effect.LeaseUntil
		}
		if d.reached(end) {
			p.State, p.Reason = PurchaseUnknown, FailOutcomeUnknown
		}
	}
}

// backoff doubles the resend time with every attempt, up to its limit.
func (d *decision) backoff(attempt int) time.Duration {
	wait := d.p.Timing.Resend
	for range min(attempt, 10) {
		wait *= 2
		if wait >= d.p.Timing.ResendMax {
			return d.p.Timing.ResendMax
		}
	}
	return wait
}

func (d *decision) closeEffect(id string) {
	d.o.Effects = slices.DeleteFunc(d.o.Effects, func(e Effect) bool { return e.ID == id })
	if len(d.o.Effects) == 0 {
		d.o.Effects = nil
	}
}
