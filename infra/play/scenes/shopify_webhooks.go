package scenes

import "onward/infra/play/plot"

// shopifyWebhooks is orders whose webhooks are lost, or come twice and out of order.
func shopifyWebhooks() []plot.Scene {
	return []plot.Scene{
		{
			Name: "no webhook tells of it", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses", unheard), bought(), ships(0, "A", "")),
			End:   plain("1 glasses"),
		},
		{
			Name: "webhooks lost, doubled, out of order", Store: shopifyLoud,
			Steps: story(buys("1 glasses + 1 clip"), bought(), ships(0, "A", "1 glasses"), storeHas("A"), ships(0, "B", "")),
			End: plot.End{
				Tabs: told("1 glasses + 1 clip"), Status: wholeFulfilled, Told: one("A: 1 glasses", "B: 1 clip"),
				Mails: one("shipped A", "shipped B"), Bought: one("1 clip + 1 glasses"),
			},
		},
		{
			Name: "the same, paid later and refunded in part", Store: shopifyLoud, Polled: true,
			Steps: story(buys("2 clip", unpaid), stands(pending), customerPays(), bought(), refunds("1 clip"), hasIn(canceled, "refunded"), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("1 clip"), in("1 clip", canceled+", refunded")), Status: wholeFulfilled, Told: one("A: 1 clip"),
				Mails: one("shipped A"), Bought: one("2 clip"),
			},
		},
		{
			Name: "the same, cancelled in the end", Store: shopifyLoud,
			Steps: story(buys("1 case"), stands(awaitingOrder), cancelsInStore(), stands(canceled)),
			End:   plot.End{Tabs: in("1 case", canceled+", cancelled_in_store"), Status: notFulfilled},
		},
	}
}
