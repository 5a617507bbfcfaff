package plot_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/play/plot"
)

func TestSceneThatEndsAsStatedArrives(t *testing.T) {
	t.Parallel()
	w := &world{}
	p := play(w, buys(w))
	var moves atomic.Int32
	p.Progress = func(plot.Progress) { moves.Add(1) }
	results := p.Perform(t.Context())
	require.Len(t, results, 1)
	assert.Empty(t, results[0].Wrong)
	assert.Equal(t, "#1001", results[0].Order)
	assert.Equal(t, []string{"p1"}, results[0].Purchases)
	assert.Equal(t, []string{"Fulfilled"}, results[0].In)
	assert.Positive(t, moves.Load())
}

func TestWhatDiffersIsNamedExactly(t *testing.T) {
	t.Parallel()
	w := &world{}
	p := play(w, buys(w), plot.Step{Says: "it is bought twice, and mailed twice", Do: func(context.Context, *plot.Actor) error {
		w.made = 2
		w.held.Mails = append(w.held.Mails, w.held.Mails[0])
		return nil
	}})
	results := p.Perform(t.Context())
	assert.Equal(t, []string{
		"mailed is too much: shipped A", "bought is missing: 1 glasses", "bought is too much: 1 glasses BOUGHT 2 TIMES",
	}, results[0].Wrong)
}

func TestSecondFulfilmentThatComesLateIsFound(t *testing.T) {
	t.Parallel()
	w := &world{}
	arrived := false
	p := play(w, buys(w))
	p.Finished = func(plot.Result) {
		w.mu.Lock()
		defer w.mu.Unlock()
		arrived = true
		w.order.Version++
		w.held.Shipments = append(w.held.Shipments, w.held.Shipments[0])
	}
	results := p.Perform(t.Context())
	require.True(t, arrived)
	assert.Equal(t, []string{"it did not stay so:", "told is too much: A: 1 glasses"}, results[0].Wrong)
}

func TestStepThatFailsSaysWhere(t *testing.T) {
	t.Parallel()
	w := &world{}
	p := play(w, buys(w), plot.Step{Says: "the supplier ships", Do: func(context.Context, *plot.Actor) error { return errors.New("nothing is left to ship") }})
	assert.Equal(t, []string{"the supplier ships: nothing is left to ship"}, p.Perform(t.Context())[0].Wrong)
}

func TestWaitingInVainSaysWhereTheOrderIs(t *testing.T) {
	t.Parallel()
	w := &world{}
	p := play(w, buys(w), plot.Step{Says: "it fails", Do: func(ctx context.Context, a *plot.Actor) error {
		return a.Until(ctx, "Failed", func(plot.Order) bool { return false })
	}})
	assert.Equal(t, []string{"it fails: waited 50ms for Failed in vain: 1 in Fulfilled (told)"}, p.Perform(t.Context())[0].Wrong)
}

func TestOrderThatNeverComesIsWaitedForOnlySoLong(t *testing.T) {
	t.Parallel()
	w := &world{}
	p := play(w, plot.Step{Says: "it comes", Do: func(ctx context.Context, a *plot.Actor) error {
		return a.Until(ctx, "the order", func(plot.Order) bool { return true })
	}})
	assert.Contains(t, p.Perform(t.Context())[0].Wrong[0], "Onward does not know the order")
}

func TestStoreThatIsMissingIsNoPanic(t *testing.T) {
	t.Parallel()
	p := play(&world{})
	p.Scenes[0].Store = "elsewhere"
	assert.Equal(t, []string{"there is no store elsewhere"}, p.Perform(t.Context())[0].Wrong)
}

func TestNumbersAreTheSameInEveryRunAndHaveTheirCheckDigit(t *testing.T) {
	t.Parallel()
	w := &world{}
	var numbers []string
	p := play(w, plot.Step{Says: "numbers", Do: func(_ context.Context, a *plot.Actor) error {
		numbers = append(numbers, a.Number("A"), a.Number("B"), a.Number("A"), a.Number("=SHARED1"))
		return errors.New("enough")
	}})
	p.Perform(t.Context())
	p.Perform(t.Context())
	require.Len(t, numbers, 8)
	assert.Equal(t, numbers[:4], numbers[4:])
	assert.Equal(t, numbers[0], numbers[2])
	assert.NotEqual(t, numbers[0], numbers[1])
	assert.Equal(t, "SHARED1", numbers[3])
	for _, n := range numbers[:2] {
		require.Regexp(t, `^L[A-Z][0-9]{9}CN$`, n)
		sum := 0
		for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
			sum += int(n[2+i]-'0') * weight
		}
		check := map[int]int{0: 5, 1: 0}
		want, special := check[sum%11]
		if !special {
			want = 11 - sum%11
		}
		assert.Equal(t, want, int(n[10]-'0'), n)
	}
}
