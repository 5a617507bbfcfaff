package order

import (
	"fmt"
	"reflect"
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
	d := decision{o: &next, p: p, now: now.UTC().Truncate(time.Millisecond)}
	if err := d.absorb(e); err != nil {
		return o, nil, err
	}
	d.settle()
	if reflect.DeepEqual(o, next) {
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
	case PlaceAnswered:
		return d.placeAnswered(e)
	case SupplierSaid:
		return d.supplierSaid(e)
	case TellAnswered:
		return d.tellAnswered(e)
	case TimePassed:
		d.timePassed()
		return nil
	case Erase:
		d.erase()
		return nil
	default:
		return d.choose(e)
	}
}

// settle derives everything that follows from the facts.
func (d *decision) settle() {
	if d.o.Parked != "" {
		d.o.Effects, d.o.WakeAt = nil, time.Time{}
		return
	}
	d.expireUnclear()
	d.shrinkOpen()
	d.autoPlace()
	d.planFulfilments()
	d.o.Portions = d.portions()
	d.settleEffects()
	d.settleAttention()
	d.settleWatch()
	d.o.WakeAt = d.due
}

// record appends the timeline entry of this decision to the order's tail.
func (d *decision) record(before Order, e Event, moves []Move) error {
	raw, err := MarshalEvent(e)
	if err != nil {
		return err
	}
	entry := Entry{
		Version: d.o.Version, At: d.now, Kind: e.Kind(), Event: raw, Policy: d.p.Version,
		Moves: moves, Opened: missing(d.o.Effects, before.Effects), Closed: missing(before.Effects, d.o.Effects),
		Raised: raised(before.Attention, d.o.Attention),
	}
	if c, ok := e.(chosen); ok {
		entry.By = c.by()
	}
	if d.o.Erased {
		entry = entry.Redacted()
	}
	d.o.Tail = append(d.o.Tail, entry)
	if extra := len(d.o.Tail) - TailEntries; extra > 0 {
		d.o.Tail = d.o.Tail[extra:]
	}
	return nil
}

func missing(from, in []Effect) []string {
	var out []string
	for _, e := range from {
		found := false
		for _, other := range in {
			found = found || other.ID == e.ID
		}
		if !found {
			out = append(out, e.ID)
		}
	}
	return out
}

func raised(before, after []Attention) []AttentionCode {
	var out []AttentionCode
	for _, a := range after {
		if findAttention(before, a.Code, a.Subject) == nil {
			out = append(out, a.Code)
		}
	}
	return out
}
