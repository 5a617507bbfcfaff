package scenes

import "onward/infra/play/plot"

// The stores of the play.
const (
	shopify     = "shopify"      // items are told as they ship
	shopifyBulk = "shopify-bulk" // all is told together
	shopifyLoud = "shopify-loud" // its webhooks are lost, doubled and out of order
	// shopifyQuiet mails its customers nothing: the merchant wants it so.
	shopifyQuiet = "shopify-quiet"
)

// The lines of the founding article, by platform and place.
const (
	shopifyPaid    = "Shopify 1: an order with completed payment moves to the Awaiting shipment tab"
	shopifyShips   = "Shopify 2: when the supplier sends the package, it moves to Awaiting fulfillment or Fulfilled by the fulfillment setting"
	shopifyTells   = "Shopify 3: it is marked Fulfilled in the store and here, and the store mails the number, where the merchant wants it"
	wholeFulfilled = "FULFILLED"
	partFulfilled  = "PARTIALLY_FULFILLED"
	notFulfilled   = "UNFULFILLED"
)

// shopifyPlain is orders that go the usual way.
func shopifyPlain() []plot.Scene {
	return []plot.Scene{
		{
			Name: "one line", Store: shopify, Shows: one(shopifyPaid, shopifyTells),
			Steps: story(buys("1 glasses"), bought(), stands(awaitingShipment), ships(0, "A", "")),
			End:   plain("1 glasses"),
		},
		{
			Name: "one line, found by polling", Store: shopify, Polled: true, Shows: one(shopifyPaid),
			Steps: story(buys("1 clip"), bought(), stands(awaitingShipment), ships(0, "A", "")),
			End:   plain("1 clip"),
		},
		{
			Name: "several lines in one parcel", Store: shopify, Polled: true,
			Steps: story(buys("2 glasses + 1 clip + 3 case"), bought(), ships(0, "A", "")),
			End:   plain("2 glasses + 1 clip + 3 case"),
		},
		{
			Name: "paid later", Store: shopify,
			Steps: story(buys("1 case", unpaid), stands(pending), triesToPlace(), customerPays(), bought(), ships(0, "A", "")),
			End:   plain("1 case"),
		},
		{
			Name: "money reserved only", Store: shopify, Polled: true,
			Steps: story(buys("1 clip", authorized), bought(), ships(0, "A", "")),
			End:   plain("1 clip"),
		},
		{
			Name: "gift card and file beside goods", Store: shopify,
			Steps: story(buys("1 glasses + 1 card + 1 ebook"), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs:   all(told("1 glasses"), in("1 card + 1 ebook", nothingToShip)),
				Status: partFulfilled, Told: one("no number: 1 card", "A: 1 glasses"), Mails: one("shipped A"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "test order", Store: shopify,
			Steps: story(buys("1 glasses", testOrder), hasIn(awaitingOrder, "test_order"), triesToPlace()),
			End:   plot.End{Tabs: in("1 glasses", awaitingOrder+", test_order"), Status: notFulfilled},
		},
		{
			Name: "two accounts at the supplier", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses + 2 poster"), bought(), ships(0, "A", ""), storeHas("A"), ships(1, "B", "")),
			End: plot.End{
				Tabs: told("1 glasses + 2 poster"), Status: wholeFulfilled, Told: one("A: 1 glasses", "B: 2 poster"),
				Mails: one("shipped A", "shipped B"), Bought: one("1 glasses", "2 poster"),
			},
		},
		{
			Name: "one parcel for two places", Store: shopify,
			Steps: story(buys("2 clip", inTwoPlaces), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("2 clip"), Status: wholeFulfilled, Told: one("A: 1 clip", "A: 1 clip"),
				Mails: one("shipped A", "shipped A"), Bought: one("2 clip"),
			},
		},
	}
}

// plain is the end of an order that was bought at once, came in one parcel and was told.
func plain(list string) plot.End {
	return plot.End{
		Tabs: told(list), Status: wholeFulfilled, Told: one("A: " + sorted(list)), Mails: one("shipped A"), Bought: one(sorted(list)),
	}
}
