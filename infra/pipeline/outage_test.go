package pipeline_test

import (
	"errors"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/pipeline"
	"onward/shared/order"
	"onward/shared/store"
)

// away is an order whose goods are sent while the store is away for more than a day, and another that is bought
// meanwhile, which is found when the store is back. during looks at the worst of it.
func away(o *pipeline.Outage, during func(*pipeline.World)) func(*pipeline.World) error {
	return func(w *pipeline.World) error {
		first, err := w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 3, Units: 1}}})
		if err := errors.Join(err, w.Let(time.Hour)); err != nil {
			return err
		}
		if len(w.Bought(first)) == 0 {
			return errors.New("nothing was bought")
		}
		w.PayAll()
		w.Outage(o)
		w.ShipAll()
		_, err = w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 3, Units: 1}}})
		for range 2 {
			if err := errors.Join(err, w.Let(2*time.Hour)); err != nil {
				return err
			}
			w.Reconcile(pipeline.Plan{})
			w.Pass(14 * time.Hour)
		}
		during(w)
		w.Outage(nil)
		for range 3 {
			w.Reconcile(pipeline.Plan{})
			if err := w.Let(2 * time.Hour); err != nil {
				return err
			}
			w.PayAll()
			w.ShipAll()
			w.Pass(14 * time.Hour)
		}
		return w.Rest()
	}
}

// numbers differ from run to run: they follow from ids that the simulated stores make as they go.
var numbers = regexp.MustCompile(`LP\d+`)

// TestStoreThatIsAwayLosesNothing: whatever keeps a store away, its merchant sees what it is and what to do, its orders
// wait, and all goes on by itself when it is back.
func TestStoreThatIsAwayLosesNothing(t *testing.T) {
	t.Parallel()
	const page, json = "text/html", "application/json"
	firewall := pipeline.Outage{Status: http.StatusForbidden, Type: page, Body: "<html>Your access to this site has been limited</html>"}
	tests := map[string]struct {
		outage pipeline.Outage
		want   map[order.Platform]store.Kind
	}{
		"down":                {pipeline.Outage{Status: http.StatusServiceUnavailable, Type: page, Body: "<html>down</html>"}, nil},
		"throttled for a day": {pipeline.Outage{Status: http.StatusTooManyRequests, Type: page, Body: "slow down"}, nil},
		"plan expired (402)":  {pipeline.Outage{Status: http.StatusPaymentRequired, Type: json, Body: `{"errors":"Unavailable Shop"}`}, all(store.Frozen)},
		"locked (423)":        {pipeline.Outage{Status: http.StatusLocked, Type: json, Body: `{"errors":"Locked"}`}, all(store.Locked)},
		"credentials refused": {pipeline.Outage{Status: http.StatusUnauthorized, Type: json, Body: `{"code":"woocommerce_rest_cannot_view","message":"no"}`}, map[order.Platform]store.Kind{
			order.Shopify: store.Unauthorized, order.WooCommerce: store.Unauthorized, order.Wix: store.Gone,
		}},
		"firewall page": {firewall, map[order.Platform]store.Kind{order.WooCommerce: store.Firewall}},
	}
	for _, name := range []string{"shopify", "wix", "woocommerce notes"} {
		for what, tt := range tests {
			if racing && what != "plan expired (402)" {
				continue // they differ in what the store answers, not in what runs at the same time
			}
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				opts := stores()[name]
				want, _ := ending(t, opts, away(nil, func(*pipeline.World) {}), nil)
				got, w := ending(t, opts, away(&tt.outage, func(w *pipeline.World) {
					health, err := w.StoreHealth()
					require.NoError(t, err)
					if kind, lasting := tt.want[opts.Platform]; lasting {
						assert.Equal(t, string(kind), health.Code)
						assert.NotEmpty(t, health.ToDo, "the merchant sees what to do")
						assert.False(t, health.Since.IsZero())
					}
				}), nil)
				assert.Equal(t, numbers.ReplaceAllString(want, "LP"), numbers.ReplaceAllString(got, "LP"))
				assert.NotContains(t, got, "awaiting")
				assert.Empty(t, w.Dead())
				health, err := w.StoreHealth()
				require.NoError(t, err)
				assert.True(t, health.Well(), "it is seen to be well again")
			})
		}
	}
}

// all is a kind that every platform's answer comes to.
func all(k store.Kind) map[order.Platform]store.Kind {
	return map[order.Platform]store.Kind{order.Shopify: k, order.WooCommerce: k, order.Wix: k}
}
