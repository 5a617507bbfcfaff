package pipeline_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/pipeline"
	sim "onward/infra/sim/aliexpress"
	"onward/shared/order"
)

// inTwoParcels is an order of two units of which the supplier sends one after the other, an hour apart; the second gets another
// number later.
func inTwoParcels(w *pipeline.World) error {
	id, err := w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 0, Units: 2}}})
	if err := errors.Join(err, w.Let(4*time.Hour)); err != nil {
		return err
	}
	w.PayAll()
	if err := w.Let(3 * time.Hour); err != nil {
		return err
	}
	for range 2 {
		for _, so := range w.Bought(id) {
			if err := w.Ship(so, sim.ParcelItem{Child: 0, Quantity: 1}); err != nil {
				return err
			}
		}
		if err := w.Let(14 * time.Hour); err != nil {
			return err
		}
	}
	for _, so := range w.Bought(id) {
		if err := w.Renumber(so, 0); err != nil {
			return err
		}
	}
	return errors.Join(w.Let(14*time.Hour), w.Rest())
}

// TestEverySettingDoesWhatItSays: on each platform, as far as the platform can.
func TestEverySettingDoesWhatItSays(t *testing.T) {
	t.Parallel()
	type end struct{ mails, shipments int }
	const shopify, wix, core, notes = "shopify", "wix", "woocommerce fulfilments", "woocommerce notes"
	tests := map[string]struct {
		choose func(*order.Policy)
		want   map[string]end
	}{
		"as founded": {func(*order.Policy) {}, map[string]end{shopify: {3, 2}, wix: {3, 2}, core: {3, 2}, notes: {3, 3}}},
		// Wix mails by itself, whatever is asked.
		"no mail for the first number":    {func(p *order.Policy) { p.MailFirst = false }, map[string]end{shopify: {2, 2}, wix: {3, 2}, core: {1, 2}, notes: {1, 1}}},
		"no mail for a changed number":    {func(p *order.Policy) { p.MailChanged = false }, map[string]end{shopify: {2, 2}, wix: {3, 2}, core: {2, 2}, notes: {2, 2}}},
		"no mail for a further parcel":    {func(p *order.Policy) { p.MailFurther = false }, map[string]end{shopify: {2, 2}, wix: {3, 2}, core: {3, 2}, notes: {3, 3}}},
		"parcels of a day in one message": {func(p *order.Policy) { p.QuietWindow = 24 * time.Hour }, map[string]end{shopify: {2, 1}, wix: {3, 2}, core: {3, 2}, notes: {3, 3}}},
		"other countries only":            {func(p *order.Policy) { p.Countries = []string{"DE"} }, map[string]end{shopify: {}, wix: {}, core: {}, notes: {}}},
		"other currencies only":           {func(p *order.Policy) { p.Currencies = []string{"EUR"} }, map[string]end{shopify: {}, wix: {}, core: {}, notes: {}}},
	}
	for what, tt := range tests {
		for name, want := range tt.want {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				opts, p := stores()[name], order.DefaultPolicy()
				p.AutoPlace, p.FallbackPhone = true, "2025550123"
				tt.choose(&p)
				opts.Policy = &p
				text, w := ending(t, opts, inTwoParcels, nil)
				require.Equal(t, want.mails, w.Mails(), text)
				require.Equal(t, want.shipments, strings.Count(text, "shipment ["), text)
				if want == (end{}) {
					require.Contains(t, text, "_not_served × 2")
				} else {
					require.Contains(t, text, "fulfilled told × 2")
				}
			})
		}
	}
}
