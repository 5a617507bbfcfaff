package scenes

import "onward/infra/play/plot"

// shopifySupplier is what goes wrong with placing and at the supplier.
func shopifySupplier() []plot.Scene {
	return []plot.Scene{
		{
			Name: "the supplier's answer is lost", Store: shopify,
			Steps: story(buys("1 glasses"), meets(plot.FateCutAfter), bought(), ships(0, "A", "")),
			End:   plain("1 glasses"),
		},
		{
			Name: "the supplier does not hear us", Store: shopify, Polled: true,
			Steps: story(buys("1 clip"), meets(plot.FateCutBefore), bought(), ships(0, "A", "")),
			End:   plain("1 clip"),
		},
		{
			Name: "known there, under no number", Store: shopify,
			Steps: story(buys("1 glasses"), meets(plot.FateCutAfter, plot.FateRepeated), stands(awaitingOrder), places(),
				hasIn(failed, "placed_unknown"), asks("placed_unknown"), settles(), stands(awaitingPayment), pays(), ships(0, "A", "")),
			End: plain("1 glasses"),
		},
		{
			Name: "an address that the supplier refuses", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses", longStreet), stands(awaitingOrder), places(), hasIn(failed, "refused_by_supplier"),
				shortensStreet(), places(), stands(awaitingPayment), pays(), ships(0, "A", "")),
			End: plain("1 glasses"),
		},
		{
			Name: "nothing to buy it as, then mapped", Store: shopify,
			Steps: story(buys("1 mystery"), hasIn(awaitingOrder, "unmapped"), asks("unmapped"), triesToPlace(),
				maps("mystery", "lamp"), places(), stands(awaitingPayment), pays(), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 mystery"), Status: wholeFulfilled, Told: one("A: 1 mystery"), Mails: one("shipped A"), Bought: one("1 lamp"),
			},
		},
		{
			Name: "one item cancelled at the supplier", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses + 1 clip"), bought(), supplierCancelsItem(0, "clip"), hasIn(canceled, "cancelled_at_supplier"), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("1 glasses"), in("1 clip", canceled+", cancelled_at_supplier")), Status: partFulfilled,
				Told: one("A: 1 glasses"), Mails: one("shipped A"), Bought: one("1 clip + 1 glasses"),
			},
		},
		{
			Name: "unpaid too long, bought again", Store: shopify,
			Steps: story(buys("1 case"), stands(awaitingOrder), places(), stands(awaitingPayment), supplierCancels(0, "buyer_cancel_notpay_order"),
				stands(canceled), places(), stands(awaitingPayment), pays(), ships(1, "A", "")),
			End: plot.End{
				Tabs: told("1 case"), Status: wholeFulfilled, Told: one("A: 1 case"), Mails: one("shipped A"), Bought: one("1 case", "1 case"),
			},
		},
		{
			Name: "cancelled at the supplier after payment", Store: shopify, Polled: true,
			Steps: story(buys("1 lamp"), bought(), supplierCancels(0, "buyer_cancel_order"), stands(canceled)),
			End:   plot.End{Tabs: in("1 lamp", canceled+", cancelled_at_supplier"), Status: notFulfilled, Bought: one("1 lamp")},
		},
		{
			Name: "the account's token ends on the way", Store: shopify,
			Steps: story(buys("1 poster"), stands(awaitingOrder), places(), stands(awaitingPayment), expires(1), pays(), ships(0, "A", "")),
			End:   plain("1 poster"),
		},
		{
			Name: "the supplier takes no calls for a while", Store: shopify, Polled: true,
			Steps: story(buys("1 glasses"), stands(awaitingOrder), places(), stands(awaitingPayment), bans("trade.ds.order.get", 3), pays(), ships(0, "A", "")),
			End:   plain("1 glasses"),
		},
	}
}
