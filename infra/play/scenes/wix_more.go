package scenes

import "onward/infra/play/plot"

const wixCarrier = "wix-carrier" // the merchant has chosen how carriers are named and where their links lead

const (
	wixSyncs    = "Wix 1a: to be processed right away, it is synchronised with AliExpress on demand"
	wixProvider = "Wix 3a: the shipping carrier and the tracking provider can be changed"
)

// Numbers of a carrier for which Wix makes the link, and of one whose link must be given.
const (
	listedNumber = "=92748909900774583084888436"
	ownNumber    = "=LP00675700340018"
)

// wixCarriers is orders about carriers and their numbers.
func wixCarriers() []plot.Scene {
	return []plot.Scene{
		{
			Name: "paid, and synchronised on demand", Store: wix, Shows: one(wixPaid, wixSyncs), Polled: true,
			Steps: story(buys("1 case"), stands(awaitingOrder), places(), stands(awaitingPayment), paysAndSyncs(), ships(0, "A", "")),
			End:   wixEnd("1 case"),
		},
		{
			Name: "a carrier that Wix knows", Store: wix, Shows: one(wixProvider),
			Steps: story(buys("1 glasses"), bought(), shipsBy("USPS", listedNumber), carried(listedNumber, "usps", "tools.usps.com")),
			End: plot.End{
				Tabs: told("1 glasses"), Status: wixDone, Told: one(listedNumber + ": 1 glasses"), Mails: one("shipped " + listedNumber),
				Bought: one("1 glasses"),
			},
		},
		{
			Name: "a carrier with a link of its own", Store: wix, Shows: one(wixProvider), Polled: true,
			Steps: story(buys("1 clip"), bought(), shipsBy("CAINIAO_STANDARD", ownNumber), carried(ownNumber, "Cainiao", "global.cainiao.com")),
			End: plot.End{
				Tabs: told("1 clip"), Status: wixDone, Told: one(ownNumber + ": 1 clip"), Mails: one("shipped " + ownNumber), Bought: one("1 clip"),
			},
		},
		{
			Name: "a carrier of the merchant's choice", Store: wixCarrier, Shows: one(wixProvider),
			Steps: story(buys("1 case"), bought(), ships(0, "A", ""), carried("A", "Parcel House", "track.example.com")),
			End:   wixEnd("1 case"),
		},
		{
			Name: "two sellers, and the second's number changes", Store: wixThird, Polled: true,
			Steps: story(buys("1 glasses + 1 lamp"), bought(), ships(1, "B", ""), storeHas("B"), hasIn(fulfilled, "told"),
				renumbers(1, "C"), syncs(), storeHas("C"), ships(0, "A", "")),
			End: plot.End{
				Tabs: told("1 glasses + 1 lamp"), Status: wixDone, Told: one("A: 1 glasses", "C: 1 lamp"),
				Mails: one("shipped A", "shipped B", "shipped C"), Bought: one("1 glasses + 1 lamp in 2 orders"),
			},
		},
		{
			Name: "a bundle waits for all its parts", Store: wixThird,
			Steps: story(buys("1 set"), bought(), ships(0, "A", "1 glasses"), knowsNumber("A"), notTold(), ships(0, "B", "1 case")),
			End: plot.End{
				Tabs: told("1 set"), Status: wixDone, Told: one("A+B: 1 set"), Mails: one("shipped A+B"), Bought: one("1 case + 1 glasses"),
			},
		},
	}
}

// wixMore is what else happens at Wix.
func wixMore() []plot.Scene {
	return []plot.Scene{
		{
			Name: "only files", Store: wixThird,
			Steps: story(buys("2 ebook")),
			End:   plot.End{Tabs: in("2 ebook", nothingToShip), Status: wixDone},
		},
		{
			Name: "the fulfilment is undone in the store", Store: wixThird, Polled: true,
			Steps: story(buys("1 clip"), bought(), ships(0, "A", ""), storeHas("A"), stands(fulfilled),
				deed("the fulfilment is deleted in the store", plot.Deed{Do: "unfulfil"})),
			End: plot.End{
				Tabs: in("1 clip", awaitingShipment+", withdrawn_in_store"), Status: wixOpen, Mails: one("shipped A"), Bought: one("1 clip"),
				Asks: one("fulfilment_withdrawn"),
			},
		},
		{
			Name: "cancelled after it was bought", Store: wixThird, Polled: true,
			Steps: story(buys("1 case"), bought(), cancelsInStore(), stands(canceled)),
			End: plot.End{
				Tabs: in("1 case", canceled+", cancelled_in_store"), Status: wixOpen, Bought: one("1 case"), Asks: one("cancel_at_supplier"),
			},
		},
		{
			Name: "a line removed before placing", Store: wixThird,
			Steps: story(buys("1 glasses + 1 clip"), stands(awaitingOrder), edits("0 clip"), hasIn(canceled, ""), places(), pays(), ships(0, "A", "")),
			End: plot.End{
				Tabs: all(told("1 glasses"), in("1 clip", canceled+", refunded")), Status: wixDone, Told: one("A: 1 glasses"),
				Mails: one("shipped A"), Bought: one("1 glasses"),
			},
		},
		{
			Name: "the customer is erased", Store: wixThird,
			Steps: story(buys("1 clip"), bought(), ships(0, "A", ""), storeHas("A"), stands(fulfilled), anonymises(), forgets()),
			End:   wixEnd("1 clip"),
		},
		{
			Name: "no webhook tells of it", Store: wixThird, Polled: true,
			Steps: story(buys("1 case", unheard), bought(), ships(0, "A", "")),
			End:   wixEnd("1 case"),
		},
	}
}
