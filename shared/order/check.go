package order

import "time"

// Whoever wakes an order also verifies what others keep of it: the stream may have lost the change, or be off. Decided
// 2026-11-30: that is done once after a burst of changes, also for orders that nothing else would wake, because a
// merchant who can't see an order in its tab can't help it. It costs a write for each burst.

// check takes the verifying that is due as done by whoever brings the news that time passed, and by nobody else.
func (d *decision) check() {
	if d.o.Unchecked.IsZero() {
		return
	}
	due := d.o.Unchecked.Add(d.p.Timing.Check)
	if d.reached(due) && d.woken {
		d.o.Unchecked = time.Time{}
		return
	}
	d.at(due)
}

// leaveUnchecked notes that a decision changed something that was verified before. Effects are nothing that others keep:
// they stay open in the order until their outcome is written.
func (d *decision) leaveUnchecked(before *Order) {
	if !d.o.Unchecked.IsZero() {
		return
	}
	probe := *d.o
	probe.Unchecked, probe.WakeAt, probe.Effects = before.Unchecked, before.WakeAt, before.Effects
	if before.equal(&probe) {
		return
	}
	d.o.Unchecked = d.now
	d.at(d.now.Add(d.p.Timing.Check))
	d.o.WakeAt = ceil(d.due)
}
