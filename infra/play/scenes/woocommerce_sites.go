package scenes

import "onward/infra/play/plot"

// Further WooCommerce stores of the play.
const (
	wooAdvanced = "woo-advanced" // has the Advanced Shipment Tracking plugin, and plain permalinks
	wooNotes    = "woo-notes"    // has no place for numbers, so they become notes to the customer
	wooCut      = "woo-cut"      // switches its webhooks off on the way
	wooQuiet    = "woo-quiet"    // has the core's fulfilments, and a merchant who wants no mails about parcels
)

const wooSyncs = "WooCommerce 1a: to be processed right away, it is synchronised with AliExpress on demand"

// wooSites is orders in stores that are set up in other ways.
func wooSites() []plot.Scene {
	return []plot.Scene{
		{
			Name: "paid, and synchronised on demand", Store: wooCore, Shows: one(wooPaid, wooSyncs), Polled: true,
			Steps: story(buys("1 case"), stands(awaitingOrder), places(), stands(awaitingPayment), paysAndSyncs(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 case"), Status: completed, Told: one("A: 1 case"), Mails: one("shipped A", "completed"), Bought: one("1 case"),
			},
		},
		{
			Name: "three lines in three parcels", Store: wooCore, Shows: one(wooShips),
			Steps: story(buys("1 glasses + 1 clip + 2 case"), bought(), ships(0, "A", "1 clip"), knowsNumber("A"), ships(0, "B", "2 case"),
				knowsNumber("B"), notTold(), ships(0, "C", "")),
			End: plot.End{
				Tabs: told("1 glasses + 1 clip + 2 case"), Status: completed, Told: one("A: 1 clip", "B: 2 case", "C: 1 glasses"),
				Mails: one("shipped A", "shipped B", "shipped C", "completed"), Bought: one("2 case + 1 clip + 1 glasses"),
			},
		},
		{
			Name: "number changes after it was told in a fulfilment", Store: wooCore,
			Steps: story(buys("1 glasses"), bought(), ships(0, "A", ""), storeHas("A"), stands(fulfilled), renumbers(0, "B"), syncs()),
			End: plot.End{
				Tabs: told("1 glasses"), Status: completed, Told: one("B: 1 glasses"), Mails: one("shipped A", "completed", "changed B"),
				Bought: one("1 glasses"),
			},
		},
		{
			Name: "fulfilled by hand in the core", Store: wooCore, Polled: true,
			Steps: story(buys("1 glasses"), bought(), fulfilsByHand(true, "M"), stands(fulfilled), ships(0, "A", ""), knowsNumber("A")),
			End: plot.End{
				Tabs: in("1 glasses", fulfilled+", by_hand_in_store"), Status: completed, Told: one("M: 1 glasses"),
				Mails: one("shipped M", "completed"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "Advanced Shipment Tracking", Store: wooAdvanced, Shows: one(wooTells), Polled: true,
			Steps: story(buys("2 clip"), bought(), ships(0, "A", "")),
			End:   wooEnd("2 clip", "A"),
		},
		{
			Name: "a number in a note", Store: wooNotes, Shows: one(wooTells),
			Steps: story(buys("1 lamp"), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 lamp"), Status: completed, Told: one("A"), Mails: one("note A", "completed"), Bought: one("1 lamp"),
			},
		},
		{
			Name: "bank transfer", Store: wooNotes,
			Steps: story(buys("1 clip", heldBack), stands(pending), triesToPlace(), customerPays(), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 clip"), Status: completed, Told: one("A"), Mails: one("note A", "completed"), Bought: one("1 clip"),
			},
		},
		{
			Name: "cancelled after it was bought", Store: wooNotes, Polled: true,
			Steps: story(buys("1 case"), bought(), cancelsInStore(), stands(canceled)),
			End: plot.End{
				Tabs: in("1 case", canceled+", cancelled_in_store"), Status: "cancelled", Bought: one("1 case"), Asks: one("cancel_at_supplier"),
			},
		},
		{
			Name: "the merchant wants no mails about parcels", Store: wooQuiet, Shows: one(wooTells), Polled: true,
			Steps: story(buys("1 lamp"), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 lamp"), Status: completed, Told: one("A: 1 lamp"), Mails: one("completed"), Bought: one("1 lamp"),
			},
		},
		{
			Name: "only files", Store: woo,
			Steps: story(buys("1 ebook")),
			End:   plot.End{Tabs: in("1 ebook", nothingToShip), Status: completed, Mails: one("completed")},
		},
	}
}

// wooHosts is what plugins, hosts and webhooks do meanwhile.
func wooHosts() []plot.Scene {
	return []plot.Scene{
		{
			Name: "a plugin's status on the way", Store: woo,
			Steps: story(buys("1 clip"), bought(), deed("a plugin gives it a status of its own", plot.Deed{Do: "status", Status: "awaiting-shipment"}),
				ships(0, "A", "")),
			End: wooEnd("1 clip", "A"),
		},
		{
			Name: "put aside by the merchant", Store: woo, Polled: true,
			Steps: story(buys("1 lamp"), bought(), holdsInStore(), ships(0, "A", ""), knowsNumber("A"), hasIn(awaitingFulfillment, ""), notTold(),
				releasesInStore()),
			End: wooEnd("1 lamp", "A"),
		},
		{
			Name: "two orders in one second, first", Store: woo,
			Steps: story(buys("1 glasses", inCompany), sharesDelivery(), bought(), ships(0, "A", "")),
			End:   wooEnd("1 glasses", "A"),
		},
		{
			Name: "two orders in one second, second", Store: woo, Polled: true,
			Steps: story(buys("2 case", inCompany), sharesDelivery(), bought(), ships(0, "A", "")),
			End:   wooEnd("2 case", "A"),
		},
		{
			Name: "webhooks switched off, and put back", Store: wooCut, Polled: true,
			Steps: story(buys("1 clip"), stands(awaitingOrder), deed("Onward is out of reach until the store gives up", plot.Deed{Do: "outage"}),
				hooksBack(), cancelsInStore(), stands(canceled)),
			End: plot.End{Tabs: in("1 clip", canceled+", cancelled_in_store"), Status: "cancelled"},
		},
		{
			Name: "a copy of the store sends webhooks", Store: wooTwice,
			Steps: story(buys("1 case"), bought(), deed("in a copy of the store the order is cancelled", plot.Deed{Do: "clone"}), ships(0, "A", "")),
			End:   wooEnd("1 case", "A"),
		},
		{
			Name: "the customer is erased", Store: woo, Polled: true,
			Steps: story(buys("1 clip"), bought(), ships(0, "A", ""), stands(fulfilled), anonymises(), forgets()),
			End:   wooEnd("1 clip", "A"),
		},
	}
}
