package desk

import (
	"strings"

	"onward/shared/order"
)

// WhyLabel is a refinement in a few words, for lists; the order's page has the sentences.
func WhyLabel(w order.Why) string {
	labels := map[order.Why]string{
		order.WhyUnpaid: "Not paid", order.WhyPartlyPaid: "Partly paid", order.WhyNotReady: "Not accepted by the store",
		order.WhyToPlace: "Ready to place", order.WhyPlacing: "Being placed", order.WhyCoolingOff: "Cooling off",
		order.WhyUnmapped: "Not mapped", order.WhyHeldByStore: "Held by the store", order.WhyOnHold: "On hold",
		order.WhyTest: "Test order", order.WhyImported: "Imported", order.WhyTooOld: "Older than the connection",
		order.WhyCountry: "Country not served", order.WhyCurrency: "Currency not served", order.WhyPickup: "Pickup",
		order.WhyMeasured: "Sold by measure", order.WhyRisk: "High risk", order.WhyNoAddress: "No address",
		order.WhyPartlyRefunded: "Money refunded", order.WhyNoNumber: "No number yet", order.WhyTelling: "Telling the store",
		order.WhyWaitingRest: "Waits for the rest", order.WhyQuietWindow: "Quiet window", order.WhyAmbiguous: "Parcel in doubt", order.WhyDoubtful: "Number in doubt", order.WhyElsewhere: "At another app's location",
		order.WhyStoreRefused: "Store refused", order.WhyWithdrawn: "Undone in the store", order.WhyCompleting: "Completing",
		order.WhyTold: "Told", order.WhyByHand: "By hand in the store", order.WhyRefunded: "Refunded",
		order.WhyStoreCancelled: "Cancelled in the store", order.WhySupplierCancelled: "Cancelled at the supplier",
		order.WhyVoided: "Payment void", order.WhyDeleted: "Deleted in the store", order.WhyRefused: "Refused by the supplier",
		order.WhyPlacedUnknown: "Placed?",
	}
	if label, ok := labels[w]; ok {
		return label
	}
	return strings.ReplaceAll(string(w), "_", " ")
}
