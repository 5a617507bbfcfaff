package order

import (
	"slices"
	"strings"
	"time"
)

// changedAttempts is how often an answer that does not fit is met by reading again before it counts as a refusal.
const changedAttempts = 5

// tellAnswered merges what came of telling the store, or of completing the order there.
func (d *decision) tellAnswered(e TellAnswered) error {
	if e.Effect == string(EffectComplete) {
		return d.completeAnswered(e)
	}
	f := d.fulfilmentOf(e.Effect)
	if f == nil {
		return ErrNotWanted
	}
	if e.Outcome == TellDone || e.Outcome == TellFound {
		if f.State == FulfilmentTold && sameNumbers(f.Told, e.Numbers) {
			return nil
		}
		d.confirm(f, e.Numbers, e.OutsideIDs)
		return nil
	}
	effect, ok := d.o.Effect(e.Effect)
	if !ok || effect.Attempt != e.Attempt {
		return nil
	}
	if e.Outcome == TellRefused || e.Outcome == TellChanged && effect.Attempt >= changedAttempts {
		f.Refused = numbersOf(d.o.Tracking(f))
		f.Reason = e.Reason
		if f.State == FulfilmentTelling {
			f.State = FulfilmentStuck
		}
		return nil
	}
	d.postpone(effect, e)
	return nil
}

// postpone leaves the effect open for a later attempt.
func (d *decision) postpone(effect *Effect, e TellAnswered) {
	effect.LeaseUntil = time.Time{}
	effect.Waits = e.Reason
	wait := d.backoff(effect.Attempt)
	switch e.Outcome {
	case TellUnclear:
		wait = max(wait, d.p.Timing.Settle)
	case TellChanged:
		d.wantReread()
		wait = max(wait, d.p.Timing.Settle)
		effect, _ = d.o.Effect(e.Effect) // wantReread may have moved the effects.
	case TellWait, TellRefused, TellDone, TellFound:
	}
	effect.NextAt = d.now.Add(max(wait, e.RetryAfter))
}

func (d *decision) completeAnswered(e TellAnswered) error {
	if e.Outcome == TellDone || e.Outcome == TellFound {
		if d.o.CompletedAt.IsZero() {
			d.o.CompletedAt = d.now
		}
		return nil
	}
	effect, ok := d.o.Effect(e.Effect)
	if !ok || effect.Attempt != e.Attempt {
		return nil
	}
	if e.Outcome == TellRefused {
		d.o.CompleteRefused = e.Reason
		return nil
	}
	d.postpone(effect, e)
	return nil
}

// fulfilmentOf finds the fulfilment in a tell effect's id ("tell/f3/0").
func (d *decision) fulfilmentOf(effect string) *Fulfilment {
	parts := strings.Split(effect, "/")
	if len(parts) != 3 || parts[0] != string(EffectTell) {
		return nil
	}
	f, ok := d.o.Fulfilment(parts[1])
	if !ok {
		return nil
	}
	return f
}

// wantReread opens the effect that reads the order from the store again.
func (d *decision) wantReread() {
	if d.o.Store.Deleted && d.o.Store.ID == "" {
		return
	}
	if _, open := d.o.Effect(string(EffectReread)); !open {
		d.open(Effect{ID: string(EffectReread), Kind: EffectReread})
	}
}

// timePassed sends again what had no outcome in time.
func (d *decision) timePassed() {
	for i := range d.o.Effects {
		e := &d.o.Effects[i]
		if e.NextAt.After(d.now) || e.LeaseUntil.After(d.now) {
			continue
		}
		e.Sent++
		e.LeaseUntil = time.Time{}
		e.NextAt = d.now.Add(d.backoff(e.Sent))
		d.send = append(d.send, *e)
	}
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if p.State != PurchasePlaced {
			continue
		}
		if !p.PlacedAt.Add(d.p.Timing.WatchCheck).After(d.now) {
			p.WatchChecked = true
		}
		if !p.PlacedAt.Add(d.p.Timing.WatchFor).After(d.now) {
			p.WatchEnded = true
		}
	}
}

// open adds an effect that is not open yet, and sends it unless its time is still to come.
func (d *decision) open(e Effect) {
	e.OpenedAt = d.now
	if e.NextAt.After(d.now) {
		d.o.Effects = append(d.o.Effects, e)
		return
	}
	e.NextAt = d.now.Add(d.p.Timing.Resend)
	e.Sent = 1
	d.o.Effects = append(d.o.Effects, e)
	d.send = append(d.send, e)
}

// settleEffects opens what the facts ask for and closes what they do not ask for any more.
func (d *decision) settleEffects() {
	wanted := d.wantedEffects()
	d.o.Effects = slices.DeleteFunc(d.o.Effects, func(e Effect) bool {
		return e.Kind != EffectReread && !slices.ContainsFunc(wanted, func(w Effect) bool { return w.ID == e.ID })
	})
	if len(d.o.Effects) == 0 {
		d.o.Effects = nil
	}
	for _, w := range wanted {
		if _, open := d.o.Effect(w.ID); !open {
			d.open(w)
		}
	}
	d.send = slices.DeleteFunc(d.send, func(s Effect) bool {
		_, open := d.o.Effect(s.ID)
		return !open
	})
	for i := range d.o.Effects {
		d.at(d.o.Effects[i].NextAt)
	}
}
