package scenes

import (
	"strings"

	"onward/infra/play/plot"
)

// The WooCommerce stores of the play.
const (
	woo      = "woo"       // has the Shipment Tracking plugin
	wooCore  = "woo-core"  // has the core's fulfilments
	wooLost  = "woo-lost"  // its webhooks never arrive
	wooTwice = "woo-twice" // its webhooks arrive twice, the newest first
)

// The lines of the founding article about WooCommerce, and the store's own words.
const (
	wooPaid    = "WooCommerce 1: an order with finished payment moves to the Awaiting shipment tab"
	wooShips   = "WooCommerce 2: sent items with numbers move to Awaiting fulfillment; once the rest has numbers, all moves to Fulfilled"
	wooTells   = "WooCommerce 3: it is Fulfilled here and Completed in the store, which mails the numbers, where the merchant wants it"
	completed  = "completed"
	processing = "processing"
)

// wooEnd is the end of an order that the store completed, with a mail of these numbers.
func wooEnd(list string, numbers ...string) plot.End {
	mail := "completed " + strings.Join(numbers, "+")
	return plot.End{Tabs: told(list), Status: completed, Told: numbers, Mails: one(mail), Bought: one(sorted(list))}
}

// wooPlain is orders that go the usual way.
func wooPlain() []plot.Scene {
	return []plot.Scene{
		{
			Name: "one line", Store: woo, Shows: one(wooPaid, wooTells),
			Steps: story(buys("1 glasses"), bought(), stands(awaitingShipment), ships(0, "A", "")),
			End:   wooEnd("1 glasses", "A"),
		},
		{
			Name: "two parcels, completed with the second", Store: woo, Polled: true, Shows: one(wooPaid, wooShips, wooTells),
			Steps: story(buys("2 glasses + 1 clip"), bought(), stands(awaitingShipment), ships(0, "A", "2 glasses"),
				hasIn(awaitingFulfillment, "waiting_for_the_rest"), hasIn(awaitingShipment, "no_number"), ships(0, "B", "")),
			End: wooEnd("2 glasses + 1 clip", "A", "B"),
		},
		{
			Name: "a part ships, the rest is waited for", Store: woo, Shows: one(wooShips),
			Steps: story(buys("1 glasses + 1 case"), bought(), ships(0, "A", "1 glasses")),
			End: plot.End{
				Tabs:   all(in("1 glasses", awaitingFulfillment+", waiting_for_the_rest"), in("1 case", awaitingShipment+", no_number")),
				Status: processing, Bought: one("1 case + 1 glasses"),
			},
		},
		{
			Name: "paid later", Store: woo, Polled: true,
			Steps: story(buys("1 case", unpaid), stands(pending), triesToPlace(), customerPays(), bought(), ships(0, "A", "")),
			End:   wooEnd("1 case", "A"),
		},
		{
			Name: "core fulfilments, one parcel", Store: wooCore, Shows: one(wooTells),
			Steps: story(buys("1 glasses + 1 clip"), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 glasses + 1 clip"), Status: completed, Told: one("A: 1 clip + 1 glasses"), Mails: one("shipped A", "completed"),
				Bought: one("1 clip + 1 glasses"),
			},
		},
		{
			Name: "core fulfilments, two parcels", Store: wooCore, Polled: true, Shows: one(wooShips),
			Steps: story(buys("2 glasses + 1 clip"), bought(), ships(0, "A", "2 glasses"), hasIn(awaitingFulfillment, "waiting_for_the_rest"), ships(0, "B", "")),
			End: plot.End{
				Tabs: told("2 glasses + 1 clip"), Status: completed, Told: one("A: 2 glasses", "B: 1 clip"),
				Mails: one("shipped A", "shipped B", "completed"), Bought: one("1 clip + 2 glasses"),
			},
		},
		{
			Name: "no webhook ever arrives", Store: wooLost, Polled: true,
			Steps: story(buys("1 glasses"), bought(), ships(0, "A", "")),
			End:   wooEnd("1 glasses", "A"),
		},
		{
			Name: "webhooks doubled, out of order", Store: wooTwice,
			Steps: story(buys("1 clip + 1 case"), bought(), ships(0, "A", "")),
			End:   wooEnd("1 clip + 1 case", "A"),
		},
	}
}

// wooChanges is what happens in the store while an order is on its way.
func wooChanges() []plot.Scene {
	return []plot.Scene{
		{
			Name: "refunded between payment and shipping", Store: woo,
			Steps: story(buys("1 glasses"), bought(), refunds(""), stands(canceled)),
			End: plot.End{
				Tabs: in("1 glasses", canceled+", refunded"), Status: "refunded", Bought: one("1 glasses"), Asks: one("cancel_at_supplier"),
			},
		},
		{
			Name: "one of three refunded", Store: woo, Polled: true,
			Steps: story(buys("3 glasses"), bought(), refunds("1 glasses"), hasIn(canceled, "refunded"), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("2 glasses"), in("1 glasses", canceled+", refunded")), Status: completed, Told: one("A"),
				Mails: one("completed A"), Bought: one("3 glasses"),
			},
		},
		{
			Name: "only money refunded", Store: woo,
			Steps: story(buys("1 glasses"), bought(), refundsMoney("5.00"), asks("money_refunded"), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 glasses"), Status: completed, Told: one("A"), Mails: one("completed A"), Bought: one("1 glasses"), Asks: one("money_refunded"),
			},
		},
		{
			Name: "cancelled before it was placed", Store: woo, Polled: true,
			Steps: story(buys("1 case"), stands(awaitingOrder), cancelsInStore(), stands(canceled), triesToPlace()),
			End:   plot.End{Tabs: in("1 case", canceled+", cancelled_in_store"), Status: "cancelled"},
		},
		{
			Name: "put into the trash and taken out again", Store: woo,
			Steps: story(buys("1 case"), stands(awaitingOrder), deed("it is put into the trash", plot.Deed{Do: "delete"}), stands(canceled),
				deed("it is taken out again", plot.Deed{Do: "restore"}), bought(), ships(0, "A", "")),
			End: wooEnd("1 case", "A"),
		},
		{
			Name: "shipped by hand with a number", Store: wooCore, Polled: true,
			Steps: story(buys("1 glasses"), bought(), fulfilsByHand(true, "M"), stands(fulfilled), ships(0, "A", ""), knowsNumber("A")),
			End: plot.End{
				Tabs: in("1 glasses", fulfilled+", by_hand_in_store"), Status: completed, Told: one("M: 1 glasses"),
				Mails: one("shipped M", "completed"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "number changes before the rest has one", Store: woo,
			Steps: story(buys("1 glasses + 1 clip"), bought(), ships(0, "A", "1 glasses"), hasIn(awaitingFulfillment, "waiting_for_the_rest"),
				renumbers(0, "B"), syncs(), knowsNumber("B"), ships(0, "C", "")),
			End: wooEnd("1 glasses + 1 clip", "B", "C"),
		},
		{
			Name: "number changes after it was completed", Store: woo,
			Steps: story(buys("1 clip"), bought(), ships(0, "A", ""), stands(fulfilled), renumbers(0, "B"), syncs()),
			End: plot.End{
				Tabs: told("1 clip"), Status: completed, Told: one("B"), Mails: one("completed A"), Bought: one("1 clip"),
			},
		},
		{
			Name: "a line removed before placing", Store: woo, Polled: true,
			Steps: story(buys("1 glasses + 1 clip"), stands(awaitingOrder), edits("0 clip"), hasIn(canceled, ""), places(), pays(), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("1 glasses"), in("1 clip", canceled+", refunded")), Status: completed, Told: one("A"), Mails: one("completed A"), Bought: one("1 glasses"),
			},
		},
	}
}
