// Package poll asks suppliers about purchases. An answer that means nothing new writes nothing.
package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/supplier"
	"onward/shared/table"
)

// Decider applies events to orders.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
}

// Accounts opens a merchant's account at a supplier. Its errors are the supplier's.
type Accounts interface {
	Open(ctx context.Context, merchant string, s order.Supplier, account string) (supplier.Client, error)
}

// Rows is the part of the table that polling needs.
type Rows interface {
	Others
	WaitingOf(ctx context.Context, refs []table.WaitingRef) ([]table.Waiting, error)
	SetDigest(ctx context.Context, ref table.WaitingRef, digest []byte) error
	DeleteWaiting(ctx context.Context, refs []table.WaitingRef) error
	MarkFailing(ctx context.Context, w table.Waiting, at time.Time) error
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
	ReleaseLease(ctx context.Context, merchant, thing, owner string, nextAllowed time.Time) error
	SetBan(ctx context.Context, merchant, thing string, ban table.Ban) error
}

// Stage polls.
type Stage struct {
	decider  Decider
	accounts Accounts
	rows     Rows
	owner    func() string
	now      func() time.Time
	log      *slog.Logger
	// lease is how long an account is held; longer than a batch can take.
	lease time.Duration
	turns turns
	wait  func(ctx context.Context, d time.Duration) error
}

// New makes a Stage. lease must outlast the function's timeout; owner names each run differently.
func New(d Decider, accounts Accounts, rows Rows, lease time.Duration, owner func() string, now func() time.Time, log *slog.Logger) *Stage {
	return &Stage{decider: d, accounts: accounts, rows: rows, lease: lease, owner: owner, now: now, log: log, wait: pause}
}

// Do polls one batch under the account's lease. A banned account's batch is dropped: its interval remembers; one
// whose account somebody else is calling comes again.
// Rows that fail are marked and do not stop the others.
func (s *Stage) Do(ctx context.Context, b queue.Poll) error {
	owner := s.owner()
	thing := table.AccountThing(b.Supplier, b.Account)
	end, err := s.turns.take(ctx, b.Merchant+"/"+thing)
	if err != nil {
		return outcome.Snooze(comeAgain)
	}
	defer end()
	err = s.acquire(ctx, b.Merchant, thing, owner)
	now := s.now()
	var held *table.HeldError
	switch {
	case errors.As(err, &held) && held.Banned():
		s.log.InfoContext(ctx, "poll.banned", "merchant", b.Merchant, "account", b.Account, "until", held.At())
		return nil
	case errors.As(err, &held):
		return outcome.Snooze(min(max(held.At().Sub(now), time.Second), comeAgain))
	case err != nil:
		return fmt.Errorf("poll: %w", err)
	}
	count, err := s.batch(ctx, b, thing)
	if e := s.rows.ReleaseLease(ctx, b.Merchant, thing, owner, s.now()); e != nil && err == nil {
		err = e
	}
	s.log.InfoContext(ctx, "poll.done", "merchant", b.Merchant, "supplier", b.Supplier, "account", b.Account,
		"asked", count.asked, "news", count.news, "failed", count.failed, "ms", s.now().Sub(now).Milliseconds())
	if err != nil {
		return fmt.Errorf("poll: %w", err)
	}
	return nil
}

type counts struct{ asked, news, failed int }

func (s *Stage) batch(ctx context.Context, b queue.Poll, thing string) (counts, error) {
	var c counts
	rows, err := s.known(ctx, b)
	if err != nil {
		return c, err
	}
	client, err := s.accounts.Open(ctx, b.Merchant, b.Supplier, b.Account)
	if err != nil {
		return c, s.accountFailed(ctx, b, thing, rows, supplier.As(err))
	}
	var firstErr error
	for _, w := range rows {
		c.asked++
		news, err := s.one(ctx, client, w)
		var e *supplier.Error
		switch {
		case err == nil && news:
			c.news++
		case err == nil:
		case errors.As(err, &e) && stops(e.Kind):
			return c, s.accountFailed(ctx, b, thing, rows[c.asked-1:], e)
		case errors.As(err, &e):
			c.failed++
			if err := s.rows.MarkFailing(ctx, w, s.now()); err != nil && firstErr == nil {
				firstErr = err
			}
		default:
			c.failed++
			firstErr = errors.Join(firstErr, err)
		}
	}
	return c, firstErr
}

// known is the rows to ask about. A sweep has read them just before; whoever asks without having read them sends
// refs only, and a row that has gone by then is asked about no more.
func (s *Stage) known(ctx context.Context, b queue.Poll) ([]table.Waiting, error) {
	if !b.Asked {
		return b.Rows, nil
	}
	refs := make([]table.WaitingRef, 0, len(b.Rows))
	for _, w := range b.Rows {
		refs = append(refs, w.WaitingRef)
	}
	return s.rows.WaitingOf(ctx, refs)
}

// stops reports whether an error is the account's and not the single order's.
func stops(k supplier.Kind) bool {
	switch k {
	case supplier.Banned, supplier.TokenExpired, supplier.ConsentNeeded:
		return true
	case supplier.NotRun, supplier.Refused, supplier.Repeated, supplier.Unclear, supplier.Temporary, supplier.NotVisible:
		return false
	default:
		return false
	}
}

// accountFailed keeps a ban as one interval on the account; any other trouble of the account marks its rows.
func (s *Stage) accountFailed(ctx context.Context, b queue.Poll, thing string, rows []table.Waiting, e *supplier.Error) error {
	now := s.now()
	s.log.WarnContext(ctx, "poll.account_failed", "merchant", b.Merchant, "account", b.Account, "kind", e.Kind,
		"code", e.Code, "retry_after", e.RetryAfter.String())
	if e.Kind == supplier.Banned {
		return s.rows.SetBan(ctx, b.Merchant, thing, table.Ban{From: now, Until: now.Add(e.RetryAfter), Reason: e.Code})
	}
	for _, w := range rows {
		if err := s.rows.MarkFailing(ctx, w, now); err != nil {
			return err
		}
	}
	return nil
}

// one asks about one order. Only news are written: to the order first, then to the row, so that a
// fault in between has the news found again.
func (s *Stage) one(ctx context.Context, client supplier.Client, w table.Waiting) (bool, error) {
	report, err := client.Report(ctx, w.Order)
	if err != nil {
		return false, err
	}
	report = doubted(report, w)
	digest := supplier.Digest(report)
	if digest == string(w.Digest) && w.FailingSince.IsZero() {
		return false, nil
	}
	if digest == string(w.Digest) {
		return false, s.rows.SetDigest(ctx, w.WaitingRef, []byte(digest))
	}
	if report, err = s.usedBefore(ctx, report, w.Key); err != nil {
		return false, fmt.Errorf("look for numbers: %w", err)
	}
	r, err := s.decider.Apply(ctx, w.Key, order.SupplierSaid{Purchase: w.Purchase, Report: report})
	if err != nil && !errors.Is(err, order.ErrNotWanted) {
		return false, fmt.Errorf("apply report: %w", err)
	}
	if over := !slices.ContainsFunc(r.Order.Watches(), func(x order.Watch) bool { return table.RefOf(w.Key, x) == w.WaitingRef }); over {
		// Those were the last news. The stream ends the row as well, unless it is late or off.
		return true, s.rows.DeleteWaiting(ctx, []table.WaitingRef{w.WaitingRef})
	}
	return true, s.rows.SetDigest(ctx, w.WaitingRef, []byte(digest))
}
