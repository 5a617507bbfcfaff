package scenes

import "onward/infra/play/plot"

// shopifyParcels is about parcels, their numbers, and when the store is told.
func shopifyParcels() []plot.Scene {
	return []plot.Scene{
		{
			Name: "two parcels, each told", Store: shopify, Shows: one(shopifyShips, shopifyTells),
			Steps: story(buys("2 glasses + 1 clip"), bought(), ships(0, "A", "2 glasses"), storeHas("A"), hasIn(awaitingShipment, ""), ships(0, "B", "")),
			End: plot.End{
				Tabs: told("2 glasses + 1 clip"), Status: wholeFulfilled, Told: one("A: 2 glasses", "B: 1 clip"),
				Mails: one("shipped A", "shipped B"), Bought: one("1 clip + 2 glasses"),
			},
		},
		{
			Name: "two parcels, told together", Store: shopifyBulk, Shows: one(shopifyShips, shopifyTells), Polled: true,
			Steps: story(buys("2 glasses + 1 clip"), bought(), ships(0, "A", "2 glasses"), hasIn(awaitingFulfillment, "waiting_for_the_rest"), ships(0, "B", "")),
			End: plot.End{
				Tabs: told("2 glasses + 1 clip"), Status: wholeFulfilled, Told: one("A: 2 glasses", "B: 1 clip"),
				Mails: one("shipped A", "shipped B"), Bought: one("1 clip + 2 glasses"),
			},
		},
		{
			Name: "one parcel, told together", Store: shopifyBulk,
			Steps: story(buys("1 glasses + 1 case"), bought(), ships(0, "A", "")),
			End:   plain("1 glasses + 1 case"),
		},
		{
			Name: "a part of a line ships", Store: shopify, Polled: true, Shows: one(shopifyShips),
			Steps: story(buys("3 glasses"), bought(), ships(0, "A", "2 glasses")),
			End: plot.End{
				Tabs: all(told("2 glasses"), in("1 glasses", awaitingShipment+", no_number")), Status: partFulfilled,
				Told: one("A: 2 glasses"), Mails: one("shipped A"), Bought: one("3 glasses"),
			},
		},
		{
			Name: "a part of an order ships, told together", Store: shopifyBulk, Polled: true, Shows: one(shopifyShips),
			Steps: story(buys("1 glasses + 1 clip"), bought(), ships(0, "A", "1 glasses")),
			End: plot.End{
				Tabs:   all(in("1 glasses", awaitingFulfillment+", waiting_for_the_rest"), in("1 clip", awaitingShipment+", no_number")),
				Status: notFulfilled, Bought: one("1 clip + 1 glasses"),
			},
		},
		{
			Name: "the merchant wants no mails", Store: shopifyQuiet, Shows: one(shopifyTells),
			Steps: story(buys("2 clip"), bought(), ships(0, "A", "1 clip"), storeHas("A"), ships(0, "B", ""), storeHas("B"), renumbers(0, "C"), syncs()),
			End:   plot.End{Tabs: told("2 clip"), Status: wholeFulfilled, Told: one("B: 1 clip", "C: 1 clip"), Bought: one("2 clip")},
		},
	}
}

// shopifyNumbers is about what numbers are known by, and of what.
func shopifyNumbers() []plot.Scene {
	const shared = "=LX473124829CN"
	return []plot.Scene{
		{
			Name: "number changes after it was told", Store: shopify,
			Steps: story(buys("1 glasses"), bought(), ships(0, "A", ""), storeHas("A"), stands(fulfilled), renumbers(0, "B"), syncs()),
			End: plot.End{
				Tabs: told("1 glasses"), Status: wholeFulfilled, Told: one("B: 1 glasses"),
				Mails: one("shipped A", "changed B"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "number changes before it is told", Store: shopify,
			Steps: story(buys("1 clip"), bought(), holdsInStore(), ships(0, "A", ""), hasIn(awaitingFulfillment, ""),
				renumbers(0, "B"), syncs(), knowsNumber("B"), releasesInStore()),
			End: plot.End{Tabs: told("1 clip"), Status: wholeFulfilled, Told: one("B: 1 clip"), Mails: one("shipped B"), Bought: one("1 clip")},
		},
		{
			Name: "one number for two orders, first", Store: shopify,
			Steps: story(buys("1 glasses"), bought(), ships(0, shared, "")),
			End: plot.End{
				Tabs: told("1 glasses"), Status: wholeFulfilled, Told: one(shared + ": 1 glasses"),
				Mails: one("shipped " + shared), Bought: one("1 glasses"),
			},
		},
		{
			Name: "one number for two orders, second", Store: shopify, Polled: true,
			Steps: story(buys("2 clip"), bought(), ships(0, shared, "")),
			End: plot.End{
				Tabs: told("2 clip"), Status: wholeFulfilled, Told: one(shared + ": 2 clip"),
				Mails: one("shipped " + shared), Bought: one("2 clip"),
			},
		},
		{
			Name: "a bundle waits for all its parts", Store: shopify, Polled: true,
			Steps: story(buys("1 set"), bought(), ships(0, "A", "1 glasses"), knowsNumber("A"), notTold(), ships(0, "B", "1 case")),
			End: plot.End{
				Tabs: told("1 set"), Status: wholeFulfilled, Told: one("A+B: 1 set"), Mails: one("shipped A+B"), Bought: one("1 case + 1 glasses"),
			},
		},
		{
			Name: "two sellers make two orders of it", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses + 1 lamp"), bought(), ships(0, "A", ""), storeHas("A"), ships(1, "B", "")),
			End: plot.End{
				Tabs: told("1 glasses + 1 lamp"), Status: wholeFulfilled, Told: one("A: 1 glasses", "B: 1 lamp"),
				Mails: one("shipped A", "shipped B"), Bought: one("1 glasses + 1 lamp in 2 orders"),
			},
		},
		{
			Name: "the supplier splits the order", Store: shopify,
			Steps: story(buys("1 glasses + 1 case"), meets(plot.FateSplit), bought(), ships(1, "B", ""), storeHas("B"), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 glasses + 1 case"), Status: wholeFulfilled, Told: one("A: 1 glasses", "B: 1 case"),
				Mails: one("shipped A", "shipped B"), Bought: one("1 case + 1 glasses in 2 orders"),
			},
		},
		{
			Name: "the merchant gives the number", Store: shopify,
			Steps: story(buys("1 poster"), stands(awaitingOrder), tracks("M")),
			End:   plot.End{Tabs: told("1 poster"), Status: wholeFulfilled, Told: one("M: 1 poster"), Mails: one("shipped M")},
		},
	}
}
