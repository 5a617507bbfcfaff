package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/outcome"
)

// Handler does what a message asks for. Its error is read by package outcome.
type Handler func(ctx context.Context, m Message) error

// Options is what [Consume] works with. Source and Log must be set.
type Options struct {
	Source Source
	Log    *slog.Logger
	Now    func() time.Time
	// Concurrency is how many records are handled at once; 0 is 10.
	Concurrency int
	// Margin is how long before the invocation's end no record is begun, and those that run are cut off; 0 is 2 s.
	Margin time.Duration
	// MaxReceives is the queue's maxReceiveCount: a snooze on the last receive would bury the record. 0 is unknown.
	MaxReceives int
}

const (
	defaultConcurrency = 10
	defaultMargin      = 2 * time.Second
)

// Consume makes the function that Lambda calls with a batch of records. It answers with those that are
// to be handed out again:
//
//	nil        done
//	snooze     hidden and handed out again, within [MaxDelay]; done where it is longer, or the last
//	           receive, and something else wakes the matter
//	permanent  done, after a copy with its reason is in the dead-letter queue
//	others     handed out again
//
// A panic fails its own record only. A record that can't be read is permanent. Each record leaves one
// line in the log, without its content.
func Consume(handle Handler, o Options) func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) {
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
	if o.Margin <= 0 {
		o.Margin = defaultMargin
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &consumer{handle: handle, Options: o}
	return c.batch
}

type consumer struct {
	Options

	handle Handler
}

func (c *consumer) batch(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	again := make([]bool, len(event.Records))
	slots := make(chan struct{}, c.Concurrency)
	work, cancel := c.until(ctx)
	defer cancel()
	var wg sync.WaitGroup
	for i, record := range event.Records {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			again[i] = c.record(ctx, work, record)
		})
	}
	wg.Wait()
	// An empty list, not none: the local stack takes a null for a failure of all.
	response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i, record := range event.Records {
		if again[i] {
			response.BatchItemFailures = append(response.BatchItemFailures,
				events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	return response, nil
}

// until ends the handlers' work a little before the invocation does, so that what came of it can still be said.
func (c *consumer) until(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-c.Margin))
}

var errLate = errors.New("the invocation ends before it could begin")

// record handles one record and reports whether it is to be handed out again.
func (c *consumer) record(ctx, work context.Context, record events.SQSMessage) (again bool) {
	start := c.Now()
	m, err := Decode(record.Body)
	switch {
	case err != nil:
		err = outcome.Permanent(err)
	case work.Err() != nil:
		err = errLate
	default:
		err = c.guarded(work, m)
	}
	kind, note := outcome.Of(err), ""
	switch kind {
	case outcome.Done:
	case outcome.Retrying:
		again = true
	case outcome.Snoozed:
		again, note = c.snooze(ctx, record, m, err)
	case outcome.Refused:
		again, note = c.bury(ctx, record, err)
	}
	c.log(ctx, record, m, kind, err, note, c.Now().Sub(start))
	return again
}

// panicError is a handler that panicked. The stack goes to the log; the value may hold anything and does not.
type panicError struct {
	what  string
	stack []byte
}

func (e *panicError) Error() string { return "panic: " + e.what }

func (c *consumer) guarded(ctx context.Context, m Message) (err error) {
	defer func() {
		if v := recover(); v != nil {
			what := fmt.Sprintf("%T", v)
			var known runtime.Error
			if e, ok := v.(error); ok && errors.As(e, &known) {
				what = e.Error()
			}
			err = &panicError{what: what, stack: debug.Stack()}
		}
	}()
	return c.handle(ctx, m)
}

// snooze hides the record, or leaves the matter to who wakes it where the queue can't keep it.
func (c *consumer) snooze(ctx context.Context, record events.SQSMessage, m Message, err error) (again bool, note string) {
	after, _ := outcome.AsSnooze(err)
	last := c.MaxReceives > 0 && receives(record) >= c.MaxReceives
	if after > MaxDelay || last {
		if waker := m.waker(); waker != "" {
			return false, "left to " + waker
		}
	}
	if err := c.Source.Snooze(ctx, record, min(after, MaxDelay)); err != nil {
		return true, err.Error() // it comes again all the same, when its visibility ends
	}
	return true, "for " + min(after, MaxDelay).String()
}

func (c *consumer) bury(ctx context.Context, record events.SQSMessage, err error) (again bool, note string) {
	reason, _ := outcome.AsPermanent(err)
	if err := c.Source.Bury(ctx, record, reason.Error()); err != nil {
		return true, err.Error()
	}
	return false, "buried"
}

// waker is who sends a message's matter again when the message is gone; empty where nobody does.
func (m Message) waker() string {
	switch m.Kind {
	case KindPlace, KindPush:
		return "wake"
	case KindReread:
		if m.Effect != "" {
			return "wake"
		}
		return ""
	case KindPoll:
		return "sweep"
	case KindNotify:
		return "reconcile"
	case KindIntake, KindJob:
		return ""
	default:
		return ""
	}
}

func receives(record events.SQSMessage) int {
	n, err := strconv.Atoi(record.Attributes["ApproximateReceiveCount"])
	if err != nil {
		return 1
	}
	return n
}
