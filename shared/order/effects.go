package order

import (
	"slices"
	"strings"
	"time"
)

// wantReread opens the effect that reads the order from the store again. Asked for while a read runs,
// it is read once more after that: the running one may have been too early.
func (d *decision) wantReread() {
	if d.o.Store.Deleted && d.o.Store.ID == "" {
		return
	}
	if e, open := d.o.Effect(string(EffectReread)); open {
		e.Again = e.Again || e.LeaseUntil.After(d.now)
		return
	}
	d.open(Effect{ID: string(EffectReread), Kind: EffectReread})
}

// reread notes that the order was read just now.
func (d *decision) reread() {
	e, open := d.o.Effect(string(EffectReread))
	if !open {
		return
	}
	if e.Again {
		e.Again, e.LeaseUntil, e.NextAt = false, time.Time{}, d.now
		e.NotBefore = time.Time{}
		return
	}
	d.closeEffect(e.ID)
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

func (d *decision) closeEffect(id string) {
	d.o.Effects = orNil(slices.DeleteFunc(d.o.Effects, func(e Effect) bool { return e.ID == id }))
}

// settleEffects opens what the facts ask for, closes what they do not ask for any more, and sends again
// what had no outcome in time. What the order itself holds back needs no waking: the event that
// ends the hold sends it.
func (d *decision) settleEffects() {
	wanted := d.wantedEffects()
	d.o.Effects = orNil(slices.DeleteFunc(d.o.Effects, func(e Effect) bool {
		return e.Kind != EffectReread && !slices.ContainsFunc(wanted, func(w Effect) bool { return w.ID == e.ID })
	}))
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
		e := &d.o.Effects[i]
		if d.heldByOrder(e) != "" {
			continue
		}
		if e.ID != d.claiming && !e.NextAt.After(d.now) && !e.LeaseUntil.After(d.now) {
			d.resend(e)
		}
		d.at(e.NextAt)
	}
}

func (d *decision) resend(e *Effect) {
	e.Sent++
	e.LeaseUntil = time.Time{}
	e.NextAt = d.now.Add(d.backoff(e.Sent))
	d.send = append(d.send, *e)
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

// heldBy names the hold switch that stops the effect; empty when none does. Reading is never held.
func (d *decision) heldBy(effect *Effect) string {
	if by := d.heldByOrder(effect); by != "" || effect.Kind == EffectReread {
		return by
	}
	for _, by := range d.p.HeldBy {
		account, isAccount := strings.CutPrefix(by, "account:")
		if !isAccount {
			return by
		}
		if p, ok := d.o.Purchase(effect.Target); ok && effect.Kind == EffectPlace && p.Account == account {
			return by
		}
	}
	return ""
}

// heldByOrder names what in the order itself stops the effect.
func (d *decision) heldByOrder(effect *Effect) string {
	switch {
	case effect.Kind == EffectReread:
		return ""
	case d.o.Hold != nil:
		return "order"
	case effect.Kind != EffectPlace:
		return ""
	case len(d.o.Store.Holds) > 0:
		return "store: " + strings.Join(d.o.Store.Holds, ", ")
	}
	if p, ok := d.o.Purchase(effect.Target); ok && p.State == PurchaseOpen && !d.payable() {
		return "payment"
	}
	return ""
}
