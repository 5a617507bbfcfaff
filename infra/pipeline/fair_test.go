package pipeline_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/pipeline"
	"onward/shared/order"
)

func newWorld(t *testing.T, opts pipeline.Options) *pipeline.World {
	t.Helper()
	if os.Getenv("PIPELINE_LOG") != "" {
		opts.Log = os.Stderr
	}
	w, err := pipeline.New(opts)
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			for _, line := range w.Story(80) {
				t.Log(line)
			}
		}
	})
	return w
}

func TestFairWeather(t *testing.T) {
	t.Parallel()
	w := newWorld(t, pipeline.Options{Seed: 1})
	id, err := w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 0, Units: 2}, {Article: 3, Units: 1}}})
	require.NoError(t, err)
	w.Drain()
	o, err := w.Order(id)
	require.NoError(t, err)
	assert.Equal(t, map[order.State]int{order.AwaitingPayment: 3}, pipeline.States(o), pipeline.Describe(o))
	w.PayAll()
	w.Drain()
	w.ShipAll()
	w.Drain()
	w.Pass(time.Hour)
	require.NoError(t, w.Rest())
	o, err = w.Order(id)
	require.NoError(t, err)
	assert.Equal(t, map[order.State]int{order.Fulfilled: 3}, pipeline.States(o), pipeline.Describe(o))
	assert.Empty(t, w.Dead())
}
