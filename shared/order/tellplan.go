package order

import (
	"slices"
	"time"
)

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
	// Answer is what to report at once when nothing is to be sent.
	Answer TellAnswered
}

// PlanTell decides, from what the store holds just now, how a fulfilment is told: a fulfilment is
// recognised by its numbers together with its lines, because no store gives a key for it. It is
// called after the claim and before anything is sent; it changes nothing.
func PlanTell(o Order, p Policy, effect Effect, h Holdings) TellPlan {
	d := decision{o: &o, p: p}
	f := d.fulfilmentOf(effect.ID)
	if f == nil {
		return answer(TellAnswered{Outcome: TellFound})
	}
	tracking := o.Tracking(f)
	numbers := numbersOf(tracking)
	plan := TellPlan{Lines: f.LineTotals(), Tracking: tracking}
	if len(f.OutsideIDs) > 0 && f.State != FulfilmentWithdrawn {
		return planUpdate(f, h, plan, numbers, p)
	}
	if id, ok := find(h, numbers, plan.Lines, o); ok {
		return answer(TellAnswered{Outcome: TellFound, Numbers: numbers, OutsideIDs: id})
	}
	if h.Cancelled {
		return answer(TellAnswered{Outcome: TellChanged, Reason: "the order is cancelled in the store"})
	}
	if h.Blocked == BlockHeld || h.Blocked == BlockScheduled {
		return answer(TellAnswered{Outcome: TellWait, Reason: string(h.Blocked)})
	}
	plan.Lines = fitOpen(plan.Lines, h, numbers)
	if len(plan.Lines) == 0 {
		return planWithoutRoom(o, f, h, plan, numbers, p)
	}
	if h.Blocked != BlockNone {
		return answer(TellAnswered{Outcome: TellRefused, Reason: string(h.Blocked)})
	}
	plan.Action = ActCreate
	plan.Notify = p.MailFirst
	if f.Further {
		plan.Notify = p.MailFurther
	}
	return plan
}

func answer(a TellAnswered) TellPlan { return TellPlan{Action: ActNothing, Answer: a} }

// planUpdate changes the numbers of fulfilments that the store has, unless they are there already.
func planUpdate(f *Fulfilment, h Holdings, plan TellPlan, numbers []string, p Policy) TellPlan {
	var was []string
	same, there := true, 0
	for _, sf := range h.Fulfilments {
		if !slices.Contains(f.OutsideIDs, sf.ID) || sf.Cancelled {
			continue
		}
		there++
		same = same && sameNumbers(sf.Numbers, numbers)
		was = append(was, sf.Numbers...)
	}
	if there == 0 {
		return answer(TellAnswered{Outcome: TellChanged, Reason: "the fulfilment is gone from the store"})
	}
	if same {
		return answer(TellAnswered{Outcome: TellFound, Numbers: numbers, OutsideIDs: f.OutsideIDs})
	}
	plan.Action, plan.IDs, plan.Was = ActUpdate, f.OutsideIDs, was
	plan.Notify = p.MailChanged
	if len(f.Told) == 0 {
		plan.Notify = p.MailFirst
	}
	return plan
}

// find looks for the fulfilment among what the store holds: same numbers, and lines that together are the
// same (the store splits one over its locations) or that nobody else of ours has told.
func find(h Holdings, numbers []string, lines []LineUnits, o Order) ([]string, bool) {
	var ids []string
	got := map[string]int{}
	unknownLines := false
	for _, sf := range h.Fulfilments {
		if sf.Cancelled || len(numbers) == 0 || !sameNumbers(sf.Numbers, numbers) || o.knows(sf.ID) {
			continue
		}
		ids = append(ids, sf.ID)
		unknownLines = unknownLines || len(sf.Lines) == 0
		for _, l := range sf.Lines {
			got[l.Line] += l.Units
		}
	}
	if len(ids) == 0 {
		return nil, false
	}
	if unknownLines {
		return ids, true
	}
	for _, l := range lines {
		if got[l.Line] < l.Units {
			return nil, false
		}
	}
	return ids, true
}

func (o *Order) knows(outsideID string) bool {
	return slices.ContainsFunc(o.Fulfilments, func(f Fulfilment) bool { return slices.Contains(f.OutsideIDs, outsideID) })
}

// fitOpen lowers the quantities to what the store still has open, and leaves out what a part
// of the same fulfilment (same numbers, another location) has told already.
func fitOpen(lines []LineUnits, h Holdings, numbers []string) []LineUnits {
	var out []LineUnits
	for _, l := range lines {
		for _, sf := range h.Fulfilments {
			if sf.Cancelled || len(numbers) == 0 || !sameNumbers(sf.Numbers, numbers) {
				continue
			}
			for _, told := range sf.Lines {
				if told.Line == l.Line {
					l.Units -= told.Units
				}
			}
		}
		if h.Open != nil {
			l.Units = min(l.Units, h.Open[l.Line])
		}
		if l.Units > 0 {
			out = append(out, l)
		}
	}
	return out
}

// planWithoutRoom: the store has nothing open for these lines. If somebody fulfilled them without a
// number, the number goes there; if we had told them before rolling back, it goes there; else read again.
func planWithoutRoom(o Order, f *Fulfilment, h Holdings, plan TellPlan, numbers []string, p Policy) TellPlan {
	plan.Lines = f.LineTotals()
	for _, sf := range h.Fulfilments {
		if sf.Cancelled || !sharesLine(sf.Lines, plan.Lines) {
			continue
		}
		rolledBack := slices.ContainsFunc(o.Fulfilments, func(x Fulfilment) bool {
			return x.State == FulfilmentRolledBack && slices.Contains(x.OutsideIDs, sf.ID)
		})
		if len(sf.Numbers) == 0 || rolledBack {
			plan.Action, plan.IDs, plan.Was, plan.Notify = ActUpdate, []string{sf.ID}, sf.Numbers, p.MailFirst
			return plan
		}
	}
	if h.Blocked != BlockNone && h.Blocked != BlockClosed {
		return answer(TellAnswered{Outcome: TellRefused, Reason: string(h.Blocked)})
	}
	return answer(TellAnswered{Outcome: TellChanged, Numbers: numbers, Reason: "the store has nothing open for these lines"})
}

func sharesLine(a, b []LineUnits) bool {
	return slices.ContainsFunc(a, func(x LineUnits) bool {
		return slices.ContainsFunc(b, func(y LineUnits) bool { return x.Line == y.Line })
	})
}

// Shipped is when the parcels of a tell effect were first seen; zero when that is not known.
func (o *Order) Shipped(effect Effect) time.Time {
	f, ok := o.Fulfilment(effect.Target)
	if !ok {
		return time.Time{}
	}
	for _, ref := range f.Parcels {
		if parcel := o.parcel(ref); parcel != nil {
			if !parcel.FirstScan.IsZero() {
				return parcel.FirstScan
			}
			return parcel.FirstSeen
		}
	}
	return f.CreatedAt
}
