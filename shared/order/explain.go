package order

// Explanation answers a merchant's two questions about a portion.
type Explanation struct {
	// Here says why the portion is where it is.
	Here string `json:"here"`
	// Next says what will move it.
	Next string `json:"next"`
}

// Explain says why a portion is in its tab and what moves it next.
func (o *Order) Explain(p Portion) Explanation {
	e := sentence(p.State, p.Why)
	if p.State == Failed {
		if purchase, ok := o.Purchase(p.Purchase); ok {
			e.Next = purchase.Reason.Fix()
			if purchase.Message != "" {
				e.Here += " It said: " + purchase.Message
			}
		}
	}
	if f, ok := o.Fulfilment(p.Fulfilment); ok && f.Reason != "" && p.Why != WhyElsewhere {
		e.Here += " (" + f.Reason + ")"
	}
	return e
}

// sentence is the wording for a state and its refinement.
func sentence(s State, w Why) Explanation {
	switch s {
	case Pending:
		return pendingSentence(w)
	case AwaitingOrder:
		return awaitingOrderSentence(w)
	case AwaitingPayment:
		return Explanation{
			"The supplier accepted the purchase and waits for your payment.",
			"Pay on the supplier's site; the payment is seen at the next check.",
		}
	case AwaitingShipment, AwaitingFulfillment:
		return shippingSentence(s, w)
	case Fulfilled:
		if w == WhyByHand {
			return Explanation{"It was fulfilled in the store by hand or by another app.", "Nothing: a number found later is added where none is."}
		}
		return Explanation{"The store confirmed the fulfilment.", "Nothing, unless the number changes: then the store is told the new one."}
	case Canceled:
		return canceledSentence(w)
	case Failed:
		if w == WhyPlacedUnknown {
			return Explanation{"It is not known whether the supplier has this purchase, so it is not sent again.", FailOutcomeUnknown.Fix()}
		}
		return Explanation{"The supplier refused the purchase.", FailOther.Fix()}
	case Exempt:
		return Explanation{"There is nothing to ship for this line.", "Nothing."}
	default:
		return Explanation{}
	}
}

func pendingSentence(w Why) Explanation {
	switch w {
	case WhyPartlyPaid:
		return Explanation{"The customer has paid a part.", "The store reports the full payment, or you set the store to go on with partly paid orders."}
	case WhyNotReady:
		return Explanation{"The store has not accepted the order yet.", "The store approves it."}
	default:
		return Explanation{"The customer has not paid.", "The store reports the payment."}
	}
}

func awaitingOrderSentence(w Why) Explanation {
	switch w {
	case WhyPlacing:
		return Explanation{"The purchase is being sent to the supplier.", "The supplier's answer, usually within a minute."}
	case WhyCoolingOff:
		return Explanation{"The purchase waits for the cooling-off time that you set.", "The time passes, or you cancel it."}
	case WhyUnmapped:
		return Explanation{"The variant is not mapped to a supplier's product.", "Map the variant, then place the order."}
	case WhyHeldByStore:
		return Explanation{"The store holds the order back.", "The hold is released in the store."}
	case WhyOnHold:
		return Explanation{"The order is on hold here.", "Release the hold."}
	case WhyByHand:
		return Explanation{"The store says that the order is completed.", "Roll it back if it is to be bought all the same."}
	case WhyTest:
		return Explanation{"It is a test order; it is shown and never bought.", "Nothing."}
	case WhyImported:
		return Explanation{"It was imported as history and is not bought by itself.", "Place it if you want it bought."}
	case WhyTooOld:
		return Explanation{"It is older than the store's connection and is not bought by itself.", "Place it if you want it bought."}
	case WhyCountry:
		return Explanation{"Your settings do not serve this country.", "Place it anyway, or change the settings."}
	case WhyCurrency:
		return Explanation{"Your settings do not serve this currency.", "Place it anyway, or change the settings."}
	case WhyPickup:
		return Explanation{"The customer picks the goods up at the shop.", "Place it only if the supplier shall send to the shop."}
	case WhyMeasured:
		return Explanation{"The line is sold by measure; pieces cannot be counted.", "Check the quantity, then place it by hand."}
	case WhyRisk:
		return Explanation{"The store rates the order a high fraud risk.", "Review it in the store, then place it."}
	case WhyPartlyRefunded:
		return Explanation{"Money was refunded without naming any item, so it is not bought by itself.", "Place it if the customer still gets it, or refund the items."}
	case WhyNoAddress:
		return Explanation{"There is no address to send it to.", "Enter the address, then place it."}
	default:
		return Explanation{"It is paid and not bought yet.", "Place the order."}
	}
}

func shippingSentence(s State, w Why) Explanation {
	switch w {
	case WhyTelling:
		return Explanation{"The tracking number is known and the store is being told.", "The store's confirmation."}
	case WhyWaitingRest:
		return Explanation{"The tracking number is known; the store is told when every item has one.", "The remaining items' numbers."}
	case WhyQuietWindow:
		return Explanation{"The tracking number is known; further parcels may follow within the quiet window.", "The quiet window ends."}
	case WhyAmbiguous:
		return Explanation{"The supplier's lists do not tell which parcel a new number belongs to.", "Say whether it replaces a number or is a further parcel."}
	case WhyDoubtful:
		return Explanation{"The supplier gave a tracking number that looks wrong; the customer is not told of it.", "The supplier gives the right number, or you say that this one is right."}
	case WhyElsewhere:
		return Explanation{"The store keeps these items at another app's location, where only that app may fulfil them.", "Move them in the store, or have Onward take them over, then it is told. Or let the other app fulfil them."}
	case WhyStoreRefused:
		return Explanation{"The store refused the fulfilment.", "Mend what it named in the store, then tell it again."}
	case WhyWithdrawn:
		return Explanation{"The fulfilment was undone in the store.", "Tell the store again, or leave it."}
	case WhyCompleting:
		return Explanation{"Every number is saved in the store.", "The store completes the order."}
	default:
		if s == AwaitingFulfillment {
			return Explanation{"The tracking number is known.", "The store is told."}
		}
		return Explanation{"The supplier is paid and has not given a tracking number yet.", "The supplier ships and gives a number; a shipped flag alone moves nothing."}
	}
}

func canceledSentence(w Why) Explanation {
	switch w {
	case WhySupplierCancelled:
		return Explanation{"The supplier's order was cancelled, or lapsed unpaid.", "Place it again, or refund the customer."}
	case WhyStoreCancelled:
		return Explanation{"The order was cancelled in the store.", "Nothing, unless it is reopened there."}
	case WhyVoided:
		return Explanation{"The payment was voided or expired.", "Nothing, unless it is paid again."}
	case WhyDeleted:
		return Explanation{"The order was deleted in the store.", "Nothing, unless it is restored there."}
	default:
		return Explanation{"It was refunded or removed in the store.", "Nothing."}
	}
}
