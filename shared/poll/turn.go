package poll

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onward/shared/table"
)

const (
	// waitFor is how long a batch waits for the account of another: most batches take less.
	waitFor = 3 * time.Second
	// firstLook and slowLook are how soon it looks again, at first and later.
	firstLook = 50 * time.Millisecond
	slowLook  = 400 * time.Millisecond
	// comeAgain is when a batch comes again that waited in vain. A lease lasts much longer than most batches take: its end
	// is when a run that died is given up, not when the account will be free.
	comeAgain = 10 * time.Second
)

// turns lets the batches of one account go one after the other within a process, so that only one of them asks for the lease.
type turns struct {
	mu      sync.Mutex
	waiting map[string]*turn
}

type turn struct {
	free chan struct{} // holds one token while nobody goes
	n    int           // who goes or waits
}

// take waits for the turn, but no longer than a moment: the invocation's time is short. It answers with what ends the turn.
func (t *turns) take(ctx context.Context, account string) (end func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, waitFor)
	defer cancel()
	t.mu.Lock()
	if t.waiting == nil {
		t.waiting = map[string]*turn{}
	}
	mine := t.waiting[account]
	if mine == nil {
		mine = &turn{free: make(chan struct{}, 1)}
		mine.free <- struct{}{}
		t.waiting[account] = mine
	}
	mine.n++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.n--; mine.n == 0 {
			delete(t.waiting, account)
		}
	}
	select {
	case <-mine.free:
		return func() { mine.free <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, fmt.Errorf("wait for the account: %w", ctx.Err())
	}
}

// acquire takes the account's lease, waiting a moment for a run that has it. A ban is not waited for.
func (s *Stage) acquire(ctx context.Context, merchant, thing, owner string) error {
	var waited time.Duration
	for look := firstLook; ; look = min(2*look, slowLook) {
		now := s.now()
		err := s.rows.AcquireLease(ctx, merchant, thing, owner, now, now.Add(s.lease))
		var held *table.HeldError
		if !errors.As(err, &held) || held.Banned() || waited >= waitFor {
			return err
		}
		if s.wait(ctx, look) != nil {
			return err
		}
		waited += look
	}
}

// Waiting replaces how the stage waits, for a clock that moves only when told.
func (s *Stage) Waiting(wait func(ctx context.Context, d time.Duration) error) *Stage {
	s.wait = wait
	return s
}

// pause waits for d, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait: %w", ctx.Err())
	}
}
