package pipeline_test

import (
	"crypto/rand"
	"crypto/rsa"
	"os"
	"sync"
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

// theKey is made once: it takes a while.
var theKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// stores is every kind of store.
func stores() map[string]pipeline.Options {
	return map[string]pipeline.Options{
		"shopify":                 {Platform: order.Shopify},
		"wix":                     {Platform: order.Wix, WixKey: theKey()},
		"woocommerce notes":       {Platform: order.WooCommerce, Way: pipeline.WayNotes},
		"woocommerce fulfilments": {Platform: order.WooCommerce, Way: pipeline.WayFulfilments},
		"woocommerce tracking":    {Platform: order.WooCommerce, Way: pipeline.WayTracking},
		"woocommerce advanced":    {Platform: order.WooCommerce, Way: pipeline.WayAdvanced},
	}
}

func TestFairWeather(t *testing.T) {
	t.Parallel()
	for name, opts := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, opts)
			id, err := w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 0, Units: 2}, {Article: 3, Units: 1}}})
			require.NoError(t, err)
			w.Drain()
			o, err := w.Order(id)
			require.NoError(t, err)
			assert.Equal(t, map[order.State]int{order.AwaitingPayment: 3}, pipeline.States(o), pipeline.Describe(o))
			w.PayAll()
			w.Drain()
			o, err = w.Order(id)
			require.NoError(t, err)
			assert.Equal(t, map[order.State]int{order.AwaitingShipment: 3}, pipeline.States(o), pipeline.Describe(o))
			w.ShipAll()
			w.Drain()
			w.Pass(time.Hour)
			require.NoError(t, w.Rest())
			o, err = w.Order(id)
			require.NoError(t, err)
			assert.Equal(t, map[order.State]int{order.Fulfilled: 3}, pipeline.States(o), pipeline.Describe(o))
			assert.Empty(t, w.Dead())
		})
	}
}
