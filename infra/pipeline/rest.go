package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"onward/shared/queue"
	"onward/shared/queue/queuetest"
)

// Drain lets everything that is due now happen: webhooks, records, messages. It is bounded.
func (w *World) Drain() {
	const rounds = 40
	for range rounds {
		busy := w.Hooks(Plan{}) > 0
		busy = w.Pushes(Plan{}) > 0 || busy
		for w.Stream(10, Plan{}) && w.stream.waiting() > 0 {
			busy = true
		}
		for _, kind := range queue.Kinds() {
			if w.one.consumers[kind] != nil && w.Deliver(kind, Plan{}) > 0 {
				busy = true
			}
		}
		if !busy && w.stream.waiting() == 0 {
			return
		}
	}
}

// Let drives the schedules for a while, until what can happen by then has happened. Faults stay as they are.
func (w *World) Let(while time.Duration) error {
	const step = 20 * time.Minute
	for end := w.Now().Add(while); ; w.Pass(step) {
		w.Drain()
		w.Wake(Plan{})
		w.Sweep(Plan{})
		w.Drain()
		if err := w.Check(); err != nil {
			return err
		}
		if !w.Now().Before(end) {
			return nil
		}
	}
}

// reconnect has the merchant connect the supplier account again where its page asks for that.
func (w *World) reconnect() error {
	ctx := context.Background()
	a, err := w.table.Account(ctx, Merchant, accountID)
	if err != nil || a.Health.Code != "consent_needed" {
		return err
	}
	tokens, err := w.market.tokens()
	if err != nil {
		return err
	}
	w.notef("merchant connects the supplier account again")
	_, err = w.one.accounts.Save(ctx, Merchant, accountID, tokens)
	return err
}

// Rest ends all faults and drives the schedules until nothing is going on any more, and for long enough that every
// watched purchase was looked at again. An error says what does not come to rest.
func (w *World) Rest() error {
	w.net.SetFaults(queuetest.Faults{})
	w.runs.strike, w.twin = Strike{}, 0
	w.Bend(Bent{})
	w.market.ClearRules()
	const (
		rounds = 160
		quiet  = 30 * time.Hour // a shipped purchase is looked at twice a day
	)
	since := w.Now()
	var left []string
	for round := range rounds {
		if err := w.reconnect(); err != nil {
			return err
		}
		w.Drain()
		w.Wake(Plan{})
		w.Sweep(Plan{})
		w.Drain()
		if round%6 == 1 {
			w.Reconcile(Plan{})
			w.Drain()
		}
		if err := w.Check(); err != nil {
			return err
		}
		var err error
		if left, err = w.restless(); err != nil {
			return err
		}
		if len(left) > 0 {
			since = w.Now()
			w.Pass(5 * time.Minute)
			continue
		}
		if w.Now().Sub(since) >= quiet {
			return w.CheckRest()
		}
		w.Pass(90 * time.Minute)
	}
	return fmt.Errorf("%w: %s", errRestless, strings.Join(left, "; "))
}
