package scenes

import "onward/infra/play/plot"

const shopifySyncs = "Shopify 1a: to be processed right away, it is synchronised with AliExpress on demand"

// shopifySync is orders whose merchant does not wait for the next look at the supplier.
func shopifySync() []plot.Scene {
	return []plot.Scene{{
		Name: "paid, and synchronised on demand", Store: shopify, Shows: one(shopifyPaid, shopifySyncs), Polled: true,
		Steps: story(buys("1 case"), stands(awaitingOrder), places(), stands(awaitingPayment), paysAndSyncs(), ships(0, "A", "")),
		End:   plain("1 case"),
	}}
}
