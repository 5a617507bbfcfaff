package job

import (
	"context"
	"strconv"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Erasable is what is kept of orders beside themselves.
type Erasable interface {
	Orders
	RewriteTimeline(ctx context.Context, key order.Key, rewrite func(order.Entry) (order.Entry, bool)) error
	RefreshViews(ctx context.Context, before []order.Order, now order.Order) error
	Jobs(ctx context.Context, merchant, cursor string, limit int) (jobs []table.Job, next string, err error)
	DropJobParts(ctx context.Context, merchant, job string) error
	UpdateJob(ctx context.Context, merchant, id string, do func(*table.Job) error) (table.Job, error)
	BlankAnswers(ctx context.Context, merchant string, about func(body []byte) bool, instead table.Answer) (int, error)
}

// Projector catches up on what is derived from an order, and has told of it.
type Projector interface {
	CatchUp(ctx context.Context, now order.Order) error
}

// erasing takes out what names customers: of the orders that the job names, or of all of its store. Figures and
// states stay. It goes over the orders twice: whoever was about to write while it went over them the first time
// has done so, or was refused, by the second.
type erasing struct {
	table     Erasable
	decider   Decider
	projector Projector
	search    Search
	// settle is longer than any function runs.
	settle time.Duration
	now    func() time.Time
	// all: of the whole store.
	all bool
}

// The phases of an erasure, as its cursor begins.
const (
	phaseErase   = "erase"
	phaseSettle  = "settle"
	phaseVerify  = "verify"
	phaseLetters = "letters"
)

// resultLetters counts messages that were removed from queues, resultExports copies made for customers, resultAnswers
// answers of the API that were kept for repeats.
const (
	resultLetters = "messages_removed"
	resultExports = "exports_removed"
	resultAnswers = "answers_removed"
)

// Piece implements [Worker].
func (w erasing) Piece(ctx context.Context, j table.Job) (Piece, error) {
	p, err := params[Privacy](j)
	if err != nil {
		return Piece{}, err
	}
	phase, at, _ := strings.Cut(j.Cursor, " ")
	switch phase {
	case "", phaseErase:
		return w.orders(ctx, j, p, at)
	case phaseSettle:
		return w.wait(at)
	case phaseVerify:
		return w.verify(ctx, j, p, at)
	default:
		return w.copies(ctx, j, p)
	}
}

func (w erasing) next(ctx context.Context, j table.Job, p Privacy, at string) (chosen, error) {
	if w.all {
		return tab(ctx, w.table, j.Merchant, table.TabQuery{Tab: table.TabAll, Store: j.Store, Cursor: at, Limit: pieceOrders})
	}
	refs := make([]Ref, 0, len(p.Orders))
	for _, id := range p.Orders {
		refs = append(refs, Ref{Store: j.Store, ID: id})
	}
	return named(j.Merchant, refs, at)
}

func (w erasing) orders(ctx context.Context, j table.Job, p Privacy, at string) (Piece, error) {
	c, err := w.next(ctx, j, p, at)
	if err != nil {
		return Piece{}, err
	}
	if len(c.keys) == 0 && c.over && !w.all {
		return Piece{Over: true}, nil // the store named no order, and none has the customer's address
	}
	piece, err := each(ctx, c, func(ctx context.Context, key order.Key) (string, string, error) {
		result, err := w.erase(ctx, key, j.Kind)
		if err == nil {
			return result, "", nil
		}
		result, problem, err := judgeLoad(err)
		if result == resultGone {
			problem = "" // nothing is known of it, which is right
		}
		return result, problem, err
	})
	piece.Cursor = phaseErase + " " + c.cursor
	if c.over {
		piece.Over = false
		piece.Cursor = phaseSettle + " " + strconv.FormatInt(w.now().Add(w.settle).UnixMilli(), 10)
		piece.Wait = w.settle
	}
	return piece, err
}

// erase erases one order. The look-up by mail address goes first: afterwards nobody knows where it was.
func (w erasing) erase(ctx context.Context, key order.Key, cause string) (string, error) {
	was, err := w.table.Load(ctx, key)
	if err != nil {
		return "", err
	}
	// What the stream did not tell of yet is told first: the rows that are written here say that all was.
	if err := w.projector.CatchUp(ctx, was); err != nil {
		return "", err
	}
	if !was.Erased {
		without := was
		without.Store.Email = ""
		if err := w.table.RefreshViews(ctx, []order.Order{was}, without); err != nil {
			return "", err
		}
	}
	r, err := w.decider.Apply(ctx, key, order.Erase{Cause: cause})
	if err != nil {
		return "", err
	}
	if err := w.table.RewriteTimeline(ctx, key, redact); err != nil {
		return "", err
	}
	if err := w.projector.CatchUp(ctx, r.Order); err != nil {
		return "", err
	}
	// An address that came in between is in no row that the order has now.
	if err := w.table.RefreshViews(ctx, []order.Order{was, r.Before}, r.Order); err != nil {
		return "", err
	}
	if !r.Changed {
		return resultUnchanged, nil
	}
	return resultDone, nil
}

func redact(e order.Entry) (order.Entry, bool) {
	if len(e.Event) == 0 {
		return e, false
	}
	return e.Redacted(), true
}

func (w erasing) wait(at string) (Piece, error) {
	ms, err := strconv.ParseInt(at, 10, 64)
	if err == nil {
		if left := time.UnixMilli(ms).Sub(w.now()); left > 0 {
			return Piece{Cursor: phaseSettle + " " + at, Wait: left}, nil
		}
	}
	return Piece{Cursor: phaseVerify + " "}, nil
}

// verify goes over the timelines once more: a writer that was refused may have appended what it was about to push out.
func (w erasing) verify(ctx context.Context, j table.Job, p Privacy, at string) (Piece, error) {
	c, err := w.next(ctx, j, p, at)
	if err != nil {
		return Piece{}, err
	}
	for _, key := range c.keys {
		if err := w.table.RewriteTimeline(ctx, key, redact); err != nil {
			return Piece{}, err
		}
	}
	if c.over {
		return Piece{Cursor: phaseLetters}, nil
	}
	return Piece{Cursor: phaseVerify + " " + c.cursor}, nil
}

// copies removes what lies elsewhere: messages of the store in queues, exports that were made for the customer, what
// jobs were told of it, and answers of the API.
func (w erasing) copies(ctx context.Context, j table.Job, p Privacy) (Piece, error) {
	piece := Piece{Over: true, Cursor: phaseLetters, Results: map[string]int{}}
	if !w.all && len(p.Orders) == 0 {
		return piece, nil
	}
	removed, more, err := w.search.remove(ctx, j.Merchant, j.Store, p.Orders)
	if err != nil {
		return Piece{}, err
	}
	if more {
		piece.Problems = append(piece.Problems, table.JobProblem{
			Problem: "There are more messages in the intake queue or its dead letters than could be searched. Mend and redrive them, then erase again.",
		})
	}
	exports, err := w.otherJobs(ctx, j, p)
	if err != nil {
		return Piece{}, err
	}
	answers, err := w.answers(ctx, j, p)
	if err != nil {
		return Piece{}, err
	}
	for result, n := range map[string]int{resultLetters: removed, resultExports: exports, resultAnswers: answers} {
		if n > 0 {
			piece.Results[result] = n
		}
	}
	return piece, nil
}
