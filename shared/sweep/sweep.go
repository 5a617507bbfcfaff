// Package sweep finds, slot by slot, which watched supplier orders are due, and sends them to be polled.
package sweep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onward/shared/order"
	"onward/shared/plan"
	"onward/shared/queue"
	"onward/shared/table"
)

// Rows is the part of the table that sweeping needs.
type Rows interface {
	Slot(ctx context.Context, supplier order.Supplier, slot int) (table.Slot, error)
	MarkSwept(ctx context.Context, supplier order.Supplier, slot int, seen, at time.Time) error
}

// Stage sweeps.
type Stage struct {
	rows   Rows
	sender queue.Sender
	plans  map[order.Supplier]plan.Plan
	// perRun is how many slots one run reads for each supplier; after catchUp rows sent, a run begins no further slot.
	perRun  int
	catchUp int
	now     func() time.Time
	log     *slog.Logger
}

// New makes a Stage. Six slots a minute see each row every ten minutes.
func New(rows Rows, sender queue.Sender, plans map[order.Supplier]plan.Plan, perRun, catchUp int, now func() time.Time, log *slog.Logger) *Stage {
	return &Stage{rows: rows, sender: sender, plans: plans, perRun: perRun, catchUp: catchUp, now: now, log: log}
}

// Do sweeps the slots whose turn it is. A slot that fails does not stop the others; a slot's last sweep moves only
// after its sends succeeded, so that nothing due is forgotten, at the worst sent twice.
func (s *Stage) Do(ctx context.Context) error {
	now := s.now().UTC().Truncate(time.Second)
	sent := 0
	var errs []error
	for supplier, p := range s.plans {
		for _, slot := range s.turn(now) {
			if sent >= s.catchUp {
				break
			}
			n, err := s.slot(ctx, supplier, slot, p, now)
			sent += n
			if err != nil && !errors.Is(err, table.ErrConflict) {
				errs = append(errs, fmt.Errorf("sweep %s slot %d: %w", supplier, slot, err))
			}
		}
	}
	s.log.InfoContext(ctx, "sweep.done", "due", sent, "failed", len(errs), "ms", s.now().Sub(now).Milliseconds())
	return errors.Join(errs...)
}

// turn is the slots of this minute.
func (s *Stage) turn(now time.Time) []int {
	out := make([]int, 0, s.perRun)
	first := int(now.Unix()/60) * s.perRun
	for i := range min(s.perRun, table.Slots) {
		out = append(out, (first+i)%table.Slots)
	}
	return out
}

// slot sends what is due in one slot, then moves its last sweep on. Another sweep that was there in between is
// [table.ErrConflict]: it has sent the same, and the account's lease and the claims make that harmless.
func (s *Stage) slot(ctx context.Context, supplier order.Supplier, n int, p plan.Plan, now time.Time) (int, error) {
	slot, err := s.rows.Slot(ctx, supplier, n)
	if err != nil {
		return 0, err
	}
	if len(slot.Rows) == 0 {
		return 0, nil
	}
	var due []table.Waiting
	for _, w := range slot.Rows {
		if p.Due(plan.Row{ID: w.Order, Stage: w.Stage, Since: w.Since}, slot.SweptAt, now) {
			due = append(due, w)
		}
	}
	if len(due) > 0 {
		if err := s.sender.Send(ctx, queue.Polls(due, false)...); err != nil {
			return 0, err
		}
	}
	return len(due), s.rows.MarkSwept(ctx, supplier, n, slot.SweptAt, now)
}
