package scenes

import "onward/infra/play/plot"

// shopifyChanges is what the merchant and the customer do in the store while an order is on its way.
func shopifyChanges() []plot.Scene {
	return []plot.Scene{
		{
			Name: "refunded between payment and shipping", Store: shopify,
			Steps: story(buys("1 glasses"), bought(), refunds(""), stands(canceled)),
			End: plot.End{
				Tabs: in("1 glasses", canceled+", refunded"), Status: notFulfilled, Bought: one("1 glasses"), Asks: one("cancel_at_supplier"),
			},
		},
		{
			Name: "refunded, and shipped all the same", Store: shopify, Polled: true,
			Steps: story(buys("1 clip"), bought(), refunds(""), stands(canceled), ships(0, "A", ""), knowsNumber("A")),
			End:   plot.End{Tabs: in("1 clip", canceled+", refunded"), Status: notFulfilled, Bought: one("1 clip")},
		},
		{
			Name: "one of three refunded", Store: shopify,
			Steps: story(buys("3 glasses"), bought(), refunds("1 glasses"), hasIn(canceled, "refunded"), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("2 glasses"), in("1 glasses", canceled+", refunded")), Status: wholeFulfilled,
				Told: one("A: 2 glasses"), Mails: one("shipped A"), Bought: one("3 glasses"),
			},
		},
		{
			Name: "only money refunded", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses"), bought(), refundsMoney("5.00"), asks("money_refunded"), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 glasses"), Status: wholeFulfilled, Told: one("A: 1 glasses"), Mails: one("shipped A"),
				Bought: one("1 glasses"), Asks: one("money_refunded"),
			},
		},
		{
			Name: "cancelled before it was placed", Store: shopify,
			Steps: story(buys("1 case"), stands(awaitingOrder), cancelsInStore(), stands(canceled), triesToPlace()),
			End:   plot.End{Tabs: in("1 case", canceled+", cancelled_in_store"), Status: notFulfilled},
		},
		{
			Name: "deleted in the store", Store: shopify,
			Steps: story(buys("1 case"), stands(awaitingOrder), deed("the order is deleted in the store", plot.Deed{Do: "delete"}), stands(canceled)),
			End:   plot.End{Tabs: in("1 case", canceled+", deleted_in_store")},
		},
		{
			Name: "a line removed before placing", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses + 1 clip"), stands(awaitingOrder), edits("0 clip"), hasIn(canceled, ""), places(), pays(), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("1 glasses"), in("1 clip", canceled+", refunded")), Status: wholeFulfilled, Told: one("A: 1 glasses"),
				Mails: one("shipped A"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "one more added before placing", Store: shopify,
			Steps: story(buys("1 glasses"), stands(awaitingOrder), edits("2 glasses"), counts(2), bought(), ships(0, "A", "")),
			End:   plain("2 glasses"),
		},
	}
}

// shopifyHands is what the merchant does by hand: holds, fulfilments, rolling back.
func shopifyHands() []plot.Scene {
	return []plot.Scene{
		{
			Name: "held back by the store, then released", Store: shopify,
			Steps: story(buys("1 glasses", heldBack), hasIn(awaitingOrder, "held_by_store"), triesToPlace(), releasesInStore(),
				hasIn(awaitingOrder, "to_place"), bought(), ships(0, "A", "")),
			End: plain("1 glasses"),
		},
		{
			Name: "on hold here, then released", Store: shopify, Polled: true,
			Steps: story(buys("1 clip"), bought(), holdsHere(true), ships(0, "A", ""), hasIn(awaitingFulfillment, ""), knowsNumber("A"), notTold(), holdsHere(false)),
			End:   plain("1 clip"),
		},
		{
			Name: "fulfilled by hand with a number", Store: shopify,
			Steps: story(buys("1 glasses"), bought(), fulfilsByHand(true, "M"), stands(fulfilled), ships(0, "A", ""), knowsNumber("A")),
			End: plot.End{
				Tabs: in("1 glasses", fulfilled+", by_hand_in_store"), Status: wholeFulfilled, Told: one("M: 1 glasses"),
				Mails: one("shipped M"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "fulfilled by hand without a number", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses"), bought(), fulfilsByHand(false), stands(fulfilled), ships(0, "A", "")),
			End: plot.End{
				Tabs: in("1 glasses", fulfilled+", by_hand_in_store"), Status: wholeFulfilled, Told: one("A: 1 glasses"),
				Mails: one("changed A"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "fulfilled by hand before it was placed", Store: shopify,
			Steps: story(buys("1 lamp"), stands(awaitingOrder), fulfilsByHand(true, "M"), stands(fulfilled), triesToPlace()),
			End: plot.End{
				Tabs: in("1 lamp", fulfilled+", by_hand_in_store"), Status: wholeFulfilled, Told: one("M: 1 lamp"), Mails: one("shipped M"),
			},
		},
		{
			Name: "the fulfilment is undone in the store", Store: shopify,
			Steps: story(buys("1 clip"), bought(), ships(0, "A", ""), storeHas("A"), stands(fulfilled),
				deed("the fulfilment is cancelled in the store", plot.Deed{Do: "unfulfil"})),
			End: plot.End{
				Tabs: in("1 clip", awaitingFulfillment+", withdrawn_in_store"), Status: notFulfilled, Mails: one("shipped A"),
				Bought: one("1 clip"), Asks: one("fulfilment_withdrawn"),
			},
		},
		{
			Name: "rolled back and bought again", Store: shopify, Polled: true,
			Steps: story(buys("1 case"), bought(), rollsBack(), stands(awaitingOrder), places(), stands(awaitingPayment), pays(), ships(1, "A", "")),
			End: plot.End{
				Tabs: told("1 case"), Status: wholeFulfilled, Told: one("A: 1 case"), Mails: one("shipped A"),
				Bought: one("1 case", "1 case"), Asks: one("cancel_at_supplier"),
			},
		},
	}
}
