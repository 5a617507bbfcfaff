package scenes

import "onward/infra/play/plot"

// The Wix sites of the play. Their webhooks arrive twice, the newest first.
const (
	wix       = "wix"
	wixSecond = "wix-second"
	wixThird  = "wix-third"
)

// The lines of the founding article about Wix, and the store's own words.
const (
	wixPaid  = "Wix 1: an order that is paid moves to the Awaiting shipment tab"
	wixShips = "Wix 2: each line item moves to Fulfilled when it is sent and has its number"
	wixTells = "Wix 3: it is marked Fulfilled in the store and here, and Wix mails the customer the numbers"
	wixDone  = "FULFILLED"
	wixPart  = "PARTIALLY_FULFILLED"
	wixOpen  = "NOT_FULFILLED"
)

// wixEnd is the end of an order that was bought at once, came in one parcel and was told.
func wixEnd(list string) plot.End {
	e := plain(list)
	e.Status = wixDone
	return e
}

// wixPlain is orders that go the usual way.
func wixPlain() []plot.Scene {
	return []plot.Scene{
		{
			Name: "one line", Store: wix, Shows: one(wixPaid, wixTells),
			Steps: story(buys("1 glasses"), bought(), stands(awaitingShipment), ships(0, "A", "")),
			End:   wixEnd("1 glasses"),
		},
		{
			Name: "each line as it gets its number", Store: wix, Polled: true, Shows: one(wixPaid, wixShips, wixTells),
			Steps: story(buys("2 glasses + 1 clip"), bought(), stands(awaitingShipment), ships(0, "A", "2 glasses"), storeHas("A"),
				hasIn(fulfilled, "told"), hasIn(awaitingShipment, "no_number"), ships(0, "B", "")),
			End: plot.End{
				Tabs: told("2 glasses + 1 clip"), Status: wixDone, Told: one("A: 2 glasses", "B: 1 clip"), Mails: one("shipped A", "shipped B"),
				Bought: one("1 clip + 2 glasses"),
			},
		},
		{
			Name: "one line has its number, the other not yet", Store: wix, Shows: one(wixShips),
			Steps: story(buys("1 glasses + 1 case"), bought(), ships(0, "A", "1 glasses")),
			End: plot.End{
				Tabs: all(told("1 glasses"), in("1 case", awaitingShipment+", no_number")), Status: wixPart, Told: one("A: 1 glasses"),
				Mails: one("shipped A"), Bought: one("1 case + 1 glasses"),
			},
		},
		{
			Name: "a part of a line ships", Store: wix, Polled: true, Shows: one(wixShips),
			Steps: story(buys("3 clip"), bought(), ships(0, "A", "2 clip")),
			End: plot.End{
				Tabs: all(told("2 clip"), in("1 clip", awaitingShipment+", no_number")), Status: wixPart, Told: one("A: 2 clip"),
				Mails: one("shipped A"), Bought: one("3 clip"),
			},
		},
		{
			Name: "accepted later", Store: wix,
			Steps: story(buys("1 case", unapproved), hasIn(pending, "not_ready"), triesToPlace(), deed("the order is accepted", plot.Deed{Do: "approve"}),
				bought(), ships(0, "A", "")),
			End: wixEnd("1 case"),
		},
		{
			Name: "paid later", Store: wix, Polled: true,
			Steps: story(buys("1 glasses", unpaid), stands(pending), customerPays(), bought(), ships(0, "A", "")),
			End:   wixEnd("1 glasses"),
		},
		{
			Name: "a file beside goods", Store: wix,
			Steps: story(buys("1 glasses + 1 ebook"), bought(), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("1 glasses"), in("1 ebook", nothingToShip)), Status: wixDone, Told: one("A: 1 glasses"), Mails: one("shipped A"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "the customer fetches it", Store: wix, Polled: true,
			Steps: story(buys("1 lamp", pickup), hasIn(awaitingOrder, "pickup")),
			End:   plot.End{Tabs: in("1 lamp", awaitingOrder+", pickup"), Status: wixOpen},
		},
	}
}

// wixChanges is what happens in the store while an order is on its way.
func wixChanges() []plot.Scene {
	return []plot.Scene{
		{
			Name: "all money refunded between payment and shipping", Store: wixSecond,
			Steps: story(buys("1 glasses"), bought(), refunds(""), stands(canceled)),
			End: plot.End{
				Tabs: in("1 glasses", canceled+", refunded"), Status: wixOpen, Bought: one("1 glasses"), Asks: one("cancel_at_supplier"),
			},
		},
		{
			Name: "some money refunded", Store: wixSecond, Polled: true,
			Steps: story(buys("1 clip"), bought(), refundsMoney("2.00"), asks("money_refunded"), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 clip"), Status: wixDone, Told: one("A: 1 clip"), Mails: one("shipped A"), Bought: one("1 clip"), Asks: one("money_refunded"),
			},
		},
		{
			Name: "cancelled before it was placed", Store: wixSecond,
			Steps: story(buys("1 case"), stands(awaitingOrder), cancelsInStore(), stands(canceled), triesToPlace()),
			End:   plot.End{Tabs: in("1 case", canceled+", cancelled_in_store"), Status: wixOpen},
		},
		{
			Name: "fulfilled by hand with a number", Store: wixSecond, Polled: true,
			Steps: story(buys("1 glasses"), bought(), fulfilsByHand(true, "M"), stands(fulfilled), ships(0, "A", ""), knowsNumber("A")),
			End: plot.End{
				Tabs: in("1 glasses", fulfilled+", by_hand_in_store"), Status: wixDone, Told: one("M: 1 glasses"), Mails: one("shipped M"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "fulfilled by hand without a number", Store: wixSecond,
			Steps: story(buys("1 case"), bought(), fulfilsByHand(false), stands(fulfilled), ships(0, "A", "")),
			End: plot.End{
				Tabs: in("1 case", fulfilled+", by_hand_in_store"), Status: wixDone, Told: one("A: 1 case"), Mails: one("shipped A"), Bought: one("1 case"),
			},
		},
		{
			Name: "number changes after it was told", Store: wixSecond, Polled: true,
			Steps: story(buys("1 clip"), bought(), ships(0, "A", ""), stands(fulfilled), renumbers(0, "B"), syncs()),
			End: plot.End{
				Tabs: told("1 clip"), Status: wixDone, Told: one("B: 1 clip"), Mails: one("shipped A", "shipped B"), Bought: one("1 clip"),
			},
		},
		{
			Name: "one more added before placing", Store: wixSecond,
			Steps: story(buys("1 glasses"), stands(awaitingOrder), edits("2 glasses"), counts(2), bought(), ships(0, "A", "")),
			End:   wixEnd("2 glasses"),
		},
		{
			Name: "the supplier's answer is lost", Store: wixSecond, Polled: true,
			Steps: story(buys("1 case"), meets(plot.FateCutAfter), bought(), ships(0, "A", "")),
			End:   wixEnd("1 case"),
		},
	}
}
