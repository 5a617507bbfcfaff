package order

import (
	"fmt"
	"slices"
	"time"
)

// New is an order of which nothing is known yet. The first [StoreSaid] fills it.
func New(key Key, platform Platform) Order {
	return Order{Layout: Layout, Key: key, Platform: platform}
}

// Decide is the product: every rule of what happens to an order is in what it does with
// an event. It merges the event's facts into the order, derives portions, effects and
// attention from all facts anew, and answers with the changed order and the effects that
// are to be sent now. Same inputs give same outputs; the input order is not touched.
//
// An event that brings nothing new (a repeat, something late, something older than what
// is known) changes nothing: the answer has the version that came in, and nothing needs
// to be written. Errors: [RejectedError] and [InputError] for wishes that cannot be met;
// [ErrNotWanted], [TakenError], [HeldError] and [NotYetError] for [Claimed];
// [ErrTransition] for a defect. With an error the order is answered as it came in.
func Decide(o Order, p Policy, e Event, now time.Time) (Order, []Effect, error) {
	next := o.clone()
	if o.Erased {
		e = withoutPerson(e)
	}
	d := decision{o: &next, p: p, now: now.UTC().Truncate(time.Millisecond)}
	_, d.woken = e.(TimePassed)
	if err := d.absorb(e); err != nil {
		return o, nil, err
	}
	d.settle()
	d.leaveUnchecked(&o)
	if o.equal(&next) {
		return o, nil, nil
	}
	moves := movesBetween(o.Portions, next.Portions)
	for _, m := range moves {
		if m.From != "" && !CanMove(m.From, m.To) {
			return o, nil, fmt.Errorf("%w: line %s from %s to %s by %s", ErrTransition, m.Line, m.From, m.To, e.Kind())
		}
	}
	next.Version = o.Version + 1
	if err := d.record(o, e, moves); err != nil {
		return o, nil, err
	}
	return next, d.send, nil
}

// decision is one run of [Decide] over its own copy of the order.
type decision struct {
	o   *Order
	p   Policy
	now time.Time
	// send collects the effects that are to go to their queues now.
	send []Effect
	// due is when time alone changes something next.
	due time.Time
	// claiming is the effect that is being claimed: it is not sent again on top of it.
	claiming string
	// woken: the event is that time passed, so whoever brings it looks at what hangs on the order as well.
	woken bool
	// quiet: numbers wait for the quiet window to end.
	quiet bool
	// kept is the ledger, nil when facts changed since.
	kept *ledger
}

// at notes a moment at which time alone will change something.
func (d *decision) at(t time.Time) {
	if t.IsZero() {
		return
	}
	if d.due.IsZero() || t.Before(d.due) {
		d.due = t
	}
}

// reached reports whether a moment has come; if not, it is noted for waking.
func (d *decision) reached(t time.Time) bool {
	if !t.After(d.now) {
		return true
	}
	d.at(t)
	return false
}

func (d *decision) absorb(e Event) error {
	if d.o.Parked != "" && !d.unpark(e) {
		return nil
	}
	switch e := e.(type) {
	case StoreSaid:
		return d.storeSaid(e)
	case StoreDeleted:
		d.storeDeleted(e)
		return nil
	case Reread:
		d.wantReread()
		return nil
	case Claimed:
		return d.claim(e)
	case ServicesChosen:
		return d.servicesChosen(e)
	case PlaceAnswered:
		return d.placeAnswered(e)
	case SupplierSaid:
		return d.supplierSaid(e)
	case TellAnswered:
		return d.tellAnswered(e)
	case TimePassed:
		return nil
	case Erase:
		d.erase()
		return nil
	default:
		return d.choose(e)
	}
}

// unpark reports whether an event reaches a parked order: an erasure always; asking for it to be read
// again has it tried once more. All else is left alone.
func (d *decision) unpark(e Event) bool {
	switch e.(type) {
	case Erase, SeeAttention:
		return true
	case Reread:
		d.o.Parked = ""
		d.o.Attention = orNil(slices.DeleteFunc(d.o.Attention, func(a Attention) bool { return a.Code == AttentionParked }))
		return true
	default:
		return false
	}
}

// settle derives everything that follows from the facts.
func (d *decision) settle() {
	if d.o.Parked != "" {
		d.o.Effects = nil
		d.check()
		d.o.WakeAt = ceil(d.due)
		return
	}
	d.touch()
	d.ageWatches()
	d.expireUnclear()
	d.date()
	d.caution()
	d.shrinkOpen()
	d.autoPlace()
	d.planFulfilments()
	d.o.Portions = d.portions()
	d.settleEffects()
	d.settleAttention()
	d.check()
	d.o.WakeAt = ceil(d.due)
}

// ceil rounds up to the precision in which decisions are timed, so that waking finds the moment reached.
func ceil(t time.Time) time.Time {
	if down := t.Truncate(time.Millisecond); down.Before(t) {
		return down.Add(time.Millisecond)
	}
	return t
}
