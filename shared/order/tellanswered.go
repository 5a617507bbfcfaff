package order

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// changedAttempts is how often an answer that does not fit is met by reading again before it counts as a refusal.
const changedAttempts = 5

// tellAnswered merges what came of telling the store, or of completing the order there. An answer to an
// earlier revision of the fulfilment is an old message: what it said was overtaken.
func (d *decision) tellAnswered(e TellAnswered) error {
	if e.Effect == string(EffectComplete) {
		return d.completeAnswered(e)
	}
	f, revision := d.o.fulfilmentOf(e.Effect)
	if f == nil {
		return ErrNotWanted
	}
	if revision != f.Revision {
		return nil
	}
	if e.Outcome == TellDone || e.Outcome == TellFound {
		d.told(f, e)
		return nil
	}
	effect, ok := d.o.Effect(e.Effect)
	if !ok || effect.Attempt != e.Attempt || effect.Answered == e.Attempt {
		return nil
	}
	effect.Answered = e.Attempt
	if e.Outcome == TellChanged {
		effect.Changed++
	}
	if e.Outcome != TellRefused && effect.Changed < changedAttempts {
		d.postpone(effect, e)
		return nil
	}
	if f.State == FulfilmentTelling && f.total() == 0 {
		id := f.ID // nobody wants its units any more, and the store does not have it
		d.dropFulfilments(func(x *Fulfilment) bool { return x.ID == id })
		return nil
	}
	f.Refused = numbersOf(d.o.wanted(f))
	f.Reason = e.Reason
	if f.State == FulfilmentTelling {
		f.State = FulfilmentStuck
	}
	d.touch()
	return nil
}

// told takes in that the store holds the fulfilment. Where it holds fewer units, the others are told anew;
// where they were wanted no more in the meantime, the store's word stands.
func (d *decision) told(f *Fulfilment, e TellAnswered) {
	if f.State == FulfilmentTold {
		if !sameNumbers(f.Told, e.Numbers) {
			d.confirm(f, e.Numbers, e.OutsideIDs)
		}
		return
	}
	base, lines := f.Lines, e.Lines
	if v := f.attempted(e.Numbers); v != nil {
		base = v.Lines
	}
	if len(lines) == 0 {
		lines = totals(base)
	}
	for i := range d.o.Fulfilments {
		// A part that the store's own word made a shipment by itself meanwhile.
		if g := &d.o.Fulfilments[i]; g.ID != f.ID && g.State == FulfilmentTold && overlap(g.OutsideIDs, e.OutsideIDs) && !g.Foreign {
			lines = minus(lines, g.LineTotals())
		}
	}
	_, rest := take(f.Lines, lines)
	if taken, _ := take(base, lines); len(taken) > 0 {
		f.Lines = taken
	}
	d.confirm(f, e.Numbers, e.OutsideIDs)
	d.tellRest(f, rest)
}

// tellRest has units told by themselves that the store's record of their shipment does not hold. Those with a
// supplier's number are found by their parcels; those with a number given by hand would be forgotten.
func (d *decision) tellRest(f *Fulfilment, rest []FulfilledUnits) {
	if len(rest) == 0 || len(f.Manual) == 0 || f.Foreign || f.State != FulfilmentTold {
		return
	}
	d.o.Fulfilments = append(d.o.Fulfilments, Fulfilment{
		ID: d.serial("f"), State: FulfilmentTelling, Lines: rest, Parcels: slices.Clone(f.Parcels),
		Manual: slices.Clone(f.Manual), CreatedAt: d.now, Further: true,
	})
	d.touch()
}

// attempted finds what was tried with the numbers; the last try when no numbers tell.
func (f *Fulfilment) attempted(numbers []string) *Attempted {
	for i := len(f.Tried) - 1; i >= 0; i-- {
		if v := &f.Tried[i]; len(numbers) == 0 || sameNumbers(v.Numbers, numbers) {
			return v
		}
	}
	return nil
}

// confirm notes that the store holds the fulfilment with these numbers. What was rolled back stays so.
func (d *decision) confirm(f *Fulfilment, numbers, ids []string) {
	if f.State != FulfilmentRolledBack {
		f.State = FulfilmentTold
	}
	f.Told = slices.Clone(numbers)
	f.Reason, f.Refused, f.Tried = "", nil, nil
	for _, id := range ids {
		if id != "" && !slices.Contains(f.OutsideIDs, id) && (len(ids) == 1 || !d.o.knows(id)) {
			f.OutsideIDs = append(f.OutsideIDs, id)
		}
	}
	if f.ToldAt.IsZero() {
		f.ToldAt = d.now
	}
	f.Revision++
	for i := range d.o.Fulfilments {
		// Shipments that the store keeps in the same record hold the same numbers.
		if g := &d.o.Fulfilments[i]; g.ID != f.ID && g.State == FulfilmentTold && overlap(g.OutsideIDs, f.OutsideIDs) {
			g.Told = slices.Clone(numbers)
		}
	}
	d.touch()
}

// postpone leaves the effect open for a later attempt. What may have happened is given time to settle.
func (d *decision) postpone(effect *Effect, e TellAnswered) {
	effect.LeaseUntil = time.Time{}
	effect.Waits = e.Reason
	wait := max(d.backoff(effect.Attempt), e.RetryAfter)
	if e.Outcome == TellUnclear || e.Outcome == TellChanged {
		wait = max(wait, d.p.Timing.Settle)
	}
	effect.NextAt = d.now.Add(wait)
	effect.NotBefore = effect.NextAt
	if e.Outcome == TellChanged {
		d.wantReread() // may move the effects: last
	}
}

func (d *decision) completeAnswered(e TellAnswered) error {
	effect, ok := d.o.Effect(e.Effect)
	if !ok {
		return nil // not asked for any more: the store's next word says how it stands
	}
	if e.Outcome == TellDone || e.Outcome == TellFound {
		d.o.CompletedAt = d.now
		return nil
	}
	if effect.Attempt != e.Attempt || effect.Answered == e.Attempt {
		return nil
	}
	effect.Answered = e.Attempt
	if e.Outcome == TellRefused {
		d.o.CompleteRefused = e.Reason
		if e.Reason == "" {
			d.o.CompleteRefused = "the store refused to complete the order"
		}
		return nil
	}
	d.postpone(effect, e)
	return nil
}

// fulfilmentOf finds the fulfilment and its revision in a tell effect's id ("tell/f3/0").
func (o *Order) fulfilmentOf(effect string) (*Fulfilment, int) {
	parts := strings.Split(effect, "/")
	if len(parts) != 3 || parts[0] != string(EffectTell) {
		return nil, 0
	}
	revision, err := strconv.Atoi(parts[2])
	if err != nil {
		return nil, 0
	}
	f, ok := o.Fulfilment(parts[1])
	if !ok {
		return nil, 0
	}
	return f, revision
}
