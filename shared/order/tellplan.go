package order

import "slices"

// TellAction is what an executor does about a fulfilment after it has read what the store holds.
type TellAction string

// The actions.
const (
	// ActCreate makes a new fulfilment in the store.
	ActCreate TellAction = "create"
	// ActUpdate replaces the tracking of fulfilments that the store has.
	ActUpdate TellAction = "update"
	// ActNothing sends nothing: the answer to report stands in the plan.
	ActNothing TellAction = "nothing"
)

// TellPlan is the outcome of [PlanTell].
type TellPlan struct {
	Action   TellAction
	Lines    []LineUnits
	Tracking []Tracking
	// IDs is the store's fulfilments to update, Was the numbers that they have.
	IDs []string
	Was []string
	// Notify asks for a mail to the customer.
	Notify bool
	// Answer is what to report: at once when nothing is to be sent, else when the store has confirmed, with the
	// ids that it gave added to OutsideIDs.
	Answer TellAnswered
}

// teller is what one run of [PlanTell] works on.
type teller struct {
	o       *Order
	p       Policy
	f       *Fulfilment
	effect  Effect
	h       Holdings
	numbers []string
}

// PlanTell decides, from what the store holds just now, how a fulfilment is told: a fulfilment is
// recognised by its numbers together with its lines, because no store gives a key for it. It is
// called after the claim and before anything is sent; it changes nothing.
func PlanTell(o Order, p Policy, effect Effect, h Holdings) TellPlan {
	t := teller{o: &o, p: p, effect: effect, h: h}
	f, revision := o.fulfilmentOf(effect.ID)
	if f == nil || revision != f.Revision {
		return t.answer(TellAnswered{Outcome: TellFound})
	}
	t.f = f
	t.numbers = numbersOf(o.wanted(f))
	if f.State == FulfilmentTold {
		return t.update()
	}
	if plan, ok := t.recognise(); ok {
		return plan
	}
	switch {
	case f.total() == 0:
		return t.answer(TellAnswered{Outcome: TellRefused, Reason: "its units are not wanted any more"})
	case h.Cancelled:
		return t.answer(TellAnswered{Outcome: TellChanged, Reason: "the order is cancelled in the store"})
	case h.Blocked == BlockHeld, h.Blocked == BlockScheduled:
		return t.answer(TellAnswered{Outcome: TellWait, Reason: string(h.Blocked)})
	}
	return t.create()
}

func (t *teller) answer(a TellAnswered) TellPlan {
	a.Effect, a.Attempt = t.effect.ID, t.effect.Attempt
	return TellPlan{Action: ActNothing, Answer: a}
}

// send is a plan that calls the store; done is what it comes to when the store confirms.
func (t *teller) send(plan TellPlan, ids []string) TellPlan {
	plan.Answer = TellAnswered{
		Effect: t.effect.ID, Attempt: t.effect.Attempt, Outcome: TellDone,
		Numbers: numbersOf(plan.Tracking), Lines: plan.Lines, OutsideIDs: ids,
	}
	return plan
}

// update changes the numbers of fulfilments that the store has, unless they are there already.
func (t *teller) update() TellPlan {
	var ids, was []string
	same := true
	for _, sf := range t.h.Fulfilments {
		if !slices.Contains(t.f.OutsideIDs, sf.ID) || sf.Cancelled {
			continue
		}
		ids = append(ids, sf.ID)
		same = same && (len(sf.Lines) == 0 || sameNumbers(sf.Numbers, t.numbers))
		for _, n := range sf.Numbers {
			if !slices.Contains(was, n) {
				was = append(was, n)
			}
		}
	}
	switch {
	case len(ids) == 0:
		// Where a changed number is a new record, an attempt without an answer may have replaced ours.
		if ids, ok := t.entries(t.numbers); ok {
			return t.answer(TellAnswered{Outcome: TellFound, Numbers: t.numbers, OutsideIDs: ids})
		}
		return t.answer(TellAnswered{Outcome: TellChanged, Reason: "the fulfilment is gone from the store"})
	case same && sameNumbers(was, t.numbers):
		return t.answer(TellAnswered{Outcome: TellFound, Numbers: t.numbers, OutsideIDs: ids})
	}
	return t.retrack(ids, was, t.f.LineTotals(), t.f.Told)
}

// retrack replaces numbers. Whether the customer hears of it depends on what was known before.
func (t *teller) retrack(ids, was []string, lines []LineUnits, told []string) TellPlan {
	plan := TellPlan{
		Action: ActUpdate, Lines: lines, Tracking: t.o.wantedWith(t.f, ids), IDs: ids, Was: was, Notify: t.p.MailChanged,
	}
	switch {
	case len(told) == 0:
		plan.Notify = t.p.MailFirst
	case !slices.ContainsFunc(told, func(n string) bool { return !slices.Contains(t.numbers, n) }):
		plan.Notify = t.p.MailFurther
	}
	return t.send(plan, ids)
}

// create makes what the store does not hold yet of the fulfilment, as far as it has units open.
func (t *teller) create() TellPlan {
	want := t.f.LineTotals()
	if sf := t.leftBehind(want); sf != nil {
		return t.retrack([]string{sf.ID}, sf.Numbers, want, nil)
	}
	var parts []string
	for _, sf := range t.strangers(t.numbers) {
		if len(sf.Lines) > 0 && within(sf.Lines, want) {
			want = minus(want, sf.Lines)
			parts = append(parts, sf.ID)
		}
	}
	for i := range want {
		want[i].Units = max(min(want[i].Units, t.open(want[i].Line)), 0)
	}
	want = slices.DeleteFunc(want, func(u LineUnits) bool { return u.Units == 0 })
	if len(want) == 0 {
		return t.withoutRoom(parts)
	}
	if t.h.Blocked != BlockNone {
		return t.answer(TellAnswered{Outcome: TellRefused, Reason: string(t.h.Blocked)})
	}
	plan := TellPlan{Action: ActCreate, Lines: want, Tracking: t.o.Tracking(t.f), Notify: t.p.MailFirst}
	if t.f.Further {
		plan.Notify = t.p.MailFurther
	}
	plan = t.send(plan, parts)
	if len(parts) > 0 {
		plan.Answer.Lines = t.f.within(want, t.h, parts)
	}
	return plan
}

// leftBehind finds a record without lines that still holds the number of units which were rolled back: the new
// number takes its place, instead of standing beside it.
func (t *teller) leftBehind(want []LineUnits) *StoreFulfilment {
	for i := range t.h.Fulfilments {
		sf := &t.h.Fulfilments[i]
		if sf.Cancelled || len(sf.Lines) > 0 {
			continue
		}
		free := false
		for k := range t.o.Fulfilments {
			g := &t.o.Fulfilments[k]
			if !slices.Contains(g.OutsideIDs, sf.ID) {
				continue
			}
			if g.State != FulfilmentRolledBack {
				free = false
				break
			}
			free = free || sharesLine(g.LineTotals(), want)
		}
		if free {
			return sf
		}
	}
	return nil
}

// open is how many units of a line the store would let us fulfil. One that does not say it has open what its own
// records do not hold, as far as they name lines.
func (t *teller) open(line string) int {
	if t.h.Open != nil {
		return t.h.Open[line]
	}
	l := t.o.line(line)
	if l == nil {
		return 0
	}
	n := l.Quantity - l.Cancelled
	for _, sf := range t.h.Fulfilments {
		if !sf.Cancelled {
			n -= unitsOf(sf.Lines, line)
		}
	}
	return n
}

// within is what the store will hold of the fulfilment: what is sent now and the parts that it has.
func (f *Fulfilment) within(sent []LineUnits, h Holdings, parts []string) []LineUnits {
	all := slices.Clone(sent)
	for _, sf := range h.Fulfilments {
		if slices.Contains(parts, sf.ID) {
			all = append(all, sf.Lines...)
		}
	}
	return joined(all)
}

// withoutRoom: the store has nothing open for these lines. If parts of it are there, that is all of it; if somebody
// fulfilled the lines with just this number or without one, or if we had told them before rolling back, that
// record gets the number; else the order is read again.
func (t *teller) withoutRoom(parts []string) TellPlan {
	if len(parts) > 0 {
		return t.answer(TellAnswered{
			Outcome: TellFound, Numbers: t.numbers, Lines: t.f.within(nil, t.h, parts), OutsideIDs: parts,
		})
	}
	lines := t.f.LineTotals()
	for _, sf := range t.h.Fulfilments {
		if sf.Cancelled || !sharesLine(sf.Lines, lines) {
			continue
		}
		if sameNumbers(sf.Numbers, t.numbers) && within(lines, sf.Lines) && !t.o.knows(sf.ID) {
			return t.answer(TellAnswered{Outcome: TellFound, Numbers: t.numbers, Lines: lines, OutsideIDs: []string{sf.ID}})
		}
		if len(sf.Numbers) == 0 && !t.o.knows(sf.ID) || t.o.rolledBack(sf.ID) {
			return t.retrack([]string{sf.ID}, sf.Numbers, lines, nil)
		}
	}
	if t.h.Blocked != BlockNone && t.h.Blocked != BlockClosed {
		return t.answer(TellAnswered{Outcome: TellRefused, Reason: string(t.h.Blocked)})
	}
	return t.answer(TellAnswered{Outcome: TellChanged, Reason: "the store has nothing open for these lines"})
}

// rolledBack reports whether the store's record belongs to units that the merchant took back.
func (o *Order) rolledBack(outsideID string) bool {
	return slices.ContainsFunc(o.Fulfilments, func(f Fulfilment) bool {
		return f.State == FulfilmentRolledBack && slices.Contains(f.OutsideIDs, outsideID)
	})
}

func sharesLine(a, b []LineUnits) bool {
	return slices.ContainsFunc(a, func(x LineUnits) bool {
		return slices.ContainsFunc(b, func(y LineUnits) bool { return x.Line == y.Line })
	})
}
