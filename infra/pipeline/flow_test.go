package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/pipeline"
	sim "onward/infra/sim/aliexpress"
	"onward/shared/queue/queuetest"
)

// tiny is an order of one line, as fast as it can be.
func tiny(w *pipeline.World) error {
	if _, err := w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 3, Units: 1}}}); err != nil {
		return err
	}
	if err := w.Let(10 * time.Minute); err != nil {
		return err
	}
	w.Reconcile(pipeline.Plan{})
	if err := w.Let(30 * time.Minute); err != nil {
		return err
	}
	w.PayAll()
	if err := w.Let(time.Hour); err != nil {
		return err
	}
	w.ShipAll()
	if err := w.Let(time.Hour); err != nil {
		return err
	}
	return w.Rest()
}

// long is several orders with what merchants, customers and suppliers do to them.
func long(w *pipeline.World) error {
	var ids []string
	for _, b := range []pipeline.Basket{
		{Goods: []pipeline.Goods{{Article: 0, Units: 3}}},
		{Goods: []pipeline.Goods{{Article: 1, Units: 1}, {Article: 2, Units: 2}}},
		{Goods: []pipeline.Goods{{Article: 3, Units: 2}}, Unpaid: true},
		{Goods: []pipeline.Goods{{Article: 4, Units: 1}, {Article: 0, Units: 1}}},
		{Goods: []pipeline.Goods{{Article: 1, Units: 4}}},
	} {
		id, err := w.Buy(b)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	steps := []func() error{
		func() error { return w.Act(ids[2], pipeline.Act{Do: pipeline.Pay}) },
		func() error { w.PayAll(); return nil },
		func() error { // the first in parts, the second whole
			for _, so := range w.Bought(ids[0]) {
				if err := w.Ship(so, sim.ParcelItem{Child: 0, Quantity: 1}); err != nil {
					return err
				}
			}
			for _, so := range w.Bought(ids[1]) {
				if err := w.Ship(so); err != nil {
					return err
				}
			}
			return nil
		},
		func() error {
			for _, so := range w.Bought(ids[1]) {
				if err := w.Renumber(so, 0); err != nil {
					return err
				}
			}
			return nil
		},
		func() error { w.PayAll(); w.ShipAll(); return nil },
	}
	for _, step := range steps {
		if err := w.Let(2 * time.Hour); err != nil {
			return err
		}
		w.Reconcile(pipeline.Plan{})
		if err := w.Let(13 * time.Hour); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return w.Rest()
}

// ending runs a story and tells how it ended.
func ending(t *testing.T, opts pipeline.Options, story func(*pipeline.World) error, disturb func(*pipeline.World)) (string, *pipeline.World) {
	t.Helper()
	w := newWorld(t, opts)
	if disturb != nil {
		disturb(w)
	}
	require.NoError(t, story(w))
	text, err := w.Ending()
	require.NoError(t, err)
	return text, w
}

func TestLongFlowInFairWeather(t *testing.T) {
	t.Parallel()
	for name, opts := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, w := ending(t, opts, long, nil)
			assert.NotContains(t, text, "awaiting")
			assert.NotContains(t, text, "attention")
			assert.Empty(t, w.Dead())
		})
	}
}

func TestSameEndWithDispatchOff(t *testing.T) {
	t.Parallel()
	for name, opts := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, _ := ending(t, opts, long, nil)
			opts.StreamOff = true
			got, w := ending(t, opts, long, nil)
			assert.Equal(t, want, got)
			assert.Empty(t, w.Dead())
		})
	}
}

func TestSameEndWithEveryBatchTwiceAtTheSameInstant(t *testing.T) {
	t.Parallel()
	for name, opts := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, fair := ending(t, opts, tiny, nil)
			deepest := fair.Deepest()
			require.Greater(t, deepest, 20)
			step := 1
			if racing {
				step = 29
			}
			for at := 1; at <= deepest; at += step {
				got, w := ending(t, opts, tiny, func(w *pipeline.World) { w.Twins(at) })
				require.Equal(t, want, got, "at point %d", at)
				require.Empty(t, w.Dead())
			}
		})
	}
}

func TestSameEndWithEveryMessageTwice(t *testing.T) {
	t.Parallel()
	for name, opts := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, _ := ending(t, opts, long, nil)
			opts.Queues = queuetest.Faults{Duplicate: 1, Reorder: 1}
			got, w := ending(t, opts, long, nil)
			assert.Equal(t, want, got)
			assert.Empty(t, w.Dead())
		})
	}
}

// everywhere runs a story once for each point at which a fault can strike, until the story is over before it does.
func everywhere(t *testing.T, opts pipeline.Options, story func(*pipeline.World) error, on string, fault pipeline.Fault) {
	t.Helper()
	want, _ := ending(t, opts, story, nil)
	step, least := 1, 10
	if racing {
		step, least = 97, 0 // a short story has fewer points than two steps
	}
	n := 0
	for at := 1; ; at += step {
		w, err := pipeline.New(opts)
		require.NoError(t, err)
		w.Disturb(pipeline.Strike{On: on, At: at, Fault: fault})
		err = story(w)
		where := w.Struck()
		if where == "" {
			break
		}
		n++
		got := ""
		if err == nil {
			got, err = w.Ending()
		}
		if err != nil || got != want {
			t.Errorf("%s at point %d (%s): %v\nwant\n%sgot\n%s\n%s", fault, at, where, err, want, got, strings.Join(w.Story(60), "\n"))
			return
		}
	}
	require.Greater(t, n, least, "the fault struck somewhere")
	t.Logf("%s: %d points", fault, n)
}

func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"shopify", "wix", "woocommerce fulfilments"} {
		for _, fault := range []pipeline.Fault{pipeline.KillBefore, pipeline.KillAfter} {
			t.Run(name+" "+string(fault), func(t *testing.T) {
				t.Parallel()
				everywhere(t, stores()[name], tiny, "", fault)
			})
		}
	}
}

func TestEachOutsideCallFailsOnce(t *testing.T) {
	t.Parallel()
	faults := []pipeline.Fault{
		pipeline.FailBefore, pipeline.FailAfter, pipeline.Busy, pipeline.Limited, pipeline.Garbage, pipeline.GarbageAfter,
	}
	for name, opts := range stores() {
		for i, fault := range faults {
			if opts.Way != "" && i > 1 {
				continue // what else the outside can say is heard by the same client
			}
			t.Run(name+" "+string(fault), func(t *testing.T) {
				t.Parallel()
				everywhere(t, opts, tiny, "call ", fault)
			})
		}
	}
}

func TestStoreThatLosesDoublesAndTurnsOverItsWebhooks(t *testing.T) {
	t.Parallel()
	for name, opts := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, _ := ending(t, opts, long, nil)
			got, w := ending(t, opts, long, func(w *pipeline.World) {
				w.Bend(pipeline.Bent{Drop: 3, Twice: 2, Reverse: true})
			})
			assert.Equal(t, want, got)
			assert.Empty(t, w.Dead())
		})
	}
}
