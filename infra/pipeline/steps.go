package pipeline

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// run is one invocation of a function under a plan; it reports whether it was killed.
func (w *World) run(name string, plan Plan, do func(ctx context.Context) error) (killed bool) {
	one := &run{name: name, plan: plan}
	w.runs.push(one)
	defer w.runs.pop(one)
	err := do(context.Background())
	if one.struck {
		w.notef("%s: %s at %q", name, one.fault, one.struckAt)
	}
	if err != nil && !one.dead {
		w.notef("%s: %v", name, err)
	}
	return one.dead
}

// Deliver hands one batch of a queue to its function.
func (w *World) Deliver(kind queue.Kind, plan Plan) int {
	n, at := 0, w.here()
	if plan.At == 0 && plan.InterruptAt == 0 {
		plan.InterruptAt = w.twin
	}
	w.run("deliver "+string(kind), plan, func(ctx context.Context) error {
		one := w.runs.top()
		var err error
		n, err = w.net.Deliver(ctx, kind, func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			if plan.InterruptAt > 0 && plan.Interrupt == nil {
				// The same batch at the same instant, in another instance of the function.
				one.plan.Interrupt = func() { //nolint:contextcheck // an invocation of its own
					w.run("the same "+string(kind), Plan{}, func(ctx context.Context) error {
						_, err := w.two.consumers[kind](ctx, e)
						return err
					})
				}
			}
			resp, err := at.consumers[kind](ctx, e)
			if one.dead {
				return resp, errKilled
			}
			return resp, err
		})
		w.deepest = max(w.deepest, one.points)
		if errors.Is(err, errKilled) {
			return nil
		}
		return err
	})
	return n
}

// Stream hands dispatch the next records, at most n. What fails comes again.
func (w *World) Stream(n int, plan Plan) bool {
	batch := w.stream.batch(n)
	if len(batch) == 0 || w.stream.busy {
		return false // a shard is read by one at a time
	}
	w.stream.busy = true
	defer func() { w.stream.busy = false }()
	ok, at := false, w.here()
	killed := w.run("dispatch", plan, func(ctx context.Context) error {
		err := at.dispatch(ctx, events.DynamoDBEvent{Records: batch})
		ok = err == nil
		return err
	})
	if ok && !killed {
		w.stream.done(len(batch))
	}
	return true
}

// Again hands dispatch the last batch once more.
func (w *World) Again() {
	if len(w.stream.last) > 0 {
		at := w.here()
		w.run("dispatch again", Plan{}, func(ctx context.Context) error {
			return at.dispatch(ctx, events.DynamoDBEvent{Records: w.stream.last})
		})
	}
}

// Wake runs wake over all shards, one after the other.
func (w *World) Wake(plan Plan) {
	w.wakes++
	at := w.here()
	w.run("wake", plan, func(ctx context.Context) error {
		var errs []error
		for at.shards.shard = range table.WakeShards() {
			errs = append(errs, at.wake.Do(ctx))
		}
		return errors.Join(errs...)
	})
}

// Sweep runs sweep over all slots.
func (w *World) Sweep(plan Plan) {
	w.sweeps++
	w.run("sweep", plan, w.here().sweep.Do)
}

// Reconcile reads the store again.
func (w *World) Reconcile(plan Plan) { w.run("reconcile", plan, w.here().reconcile.Do) }

// Pass lets time go by.
func (w *World) Pass(d time.Duration) { w.clock.advance(d) }

// Choose is what the merchant does on Onward's pages.
func (w *World) Choose(id string, e order.Event) error {
	var err error
	at := w.here()
	w.run("merchant "+e.Kind(), Plan{}, func(ctx context.Context) error {
		key := order.Key{Merchant: Merchant, Store: StoreID, ID: id}
		r, e := at.decider.Apply(ctx, key, e)
		err = e
		if err == nil && len(r.Send) > 0 {
			// As functions/api does: it does not wait for the stream.
			return w.sender.Send(ctx, queue.Effects(key, r.Send)...)
		}
		return nil
	})
	return err
}
