package order

import (
	"strings"
	"time"
)

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
	if e.Outcome == PlaceCreated && d.placed(p, e.Orders, e.Message) {
		return nil
	}
	effect, ok := d.o.Effect(e.Effect)
	if !ok || effect.Attempt != e.Attempt || effect.Answered == e.Attempt || p.State != PurchaseCalling {
		return nil
	}
	effect.Answered = e.Attempt
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
	case PlaceRepeated, PlaceCreated:
		// It exists, and nobody says under which number.
		p.State, p.Reason = PurchaseUnknown, FailAlreadyRepeated
	case PlaceUnclear:
		p.Unclear++
		d.again(effect, max(d.p.Timing.Settle, e.RetryAfter), "the supplier gave no clear answer")
	case PlaceNotRun:
		if p.Unclear == 0 {
			p.State, p.FirstCallAt, p.ShipTo = PurchaseOpen, time.Time{}, nil
			p.forgetServices()
		}
		d.again(effect, max(e.RetryAfter, d.backoff(effect.Attempt)), "the supplier takes no orders just now")
	}
	return nil
}

// again leaves a purchase's effect open for a later attempt.
func (d *decision) again(effect *Effect, wait time.Duration, why string) {
	effect.NextAt = d.now.Add(wait)
	effect.NotBefore = effect.NextAt
	effect.Waits = why
}

// placed notes the supplier's order numbers, and answers whether there is any.
func (d *decision) placed(p *Purchase, orders []string, message string) bool {
	for _, id := range orders {
		if _, known := p.Order(id); id != "" && !known {
			p.Orders = append(p.Orders, SupplierOrder{ID: id, Stage: p.floor()})
			d.touch()
		}
	}
	if len(p.Orders) == 0 {
		return false
	}
	if p.State != PurchasePlaced {
		p.State, p.Reason, p.Message = PurchasePlaced, "", message
		p.PlacedAt = d.now
		if p.FirstCallAt.IsZero() {
			p.FirstCallAt = d.now
		}
		d.touch()
	}
	return true
}

// floor is how far an order number is that turns up beside others: what was paid before the
// supplier split it stays paid.
func (p *Purchase) floor() Stage {
	least := StageUnknown
	for i := range p.Orders {
		so := &p.Orders[i]
		if so.Stage == StageCancelled || so.Replaced && !so.Split {
			continue
		}
		if least == StageUnknown || so.Stage.rank() < least.rank() {
			least = so.Stage
		}
	}
	if least.rank() >= StagePaid.rank() {
		return StagePaid
	}
	return StagePlaced
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
