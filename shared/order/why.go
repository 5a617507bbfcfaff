package order

// Why refines a portion's state.
type Why string

// The refinements, grouped by the state that they refine.
const (
	WhyNone Why = ""

	// Pending.

	WhyUnpaid     Why = "unpaid"
	WhyPartlyPaid Why = "partly_paid"
	WhyNotReady   Why = "not_ready"

	// Awaiting order.

	WhyToPlace        Why = "to_place"
	WhyPlacing        Why = "placing"
	WhyCoolingOff     Why = "cooling_off"
	WhyUnmapped       Why = "unmapped"
	WhyHeldByStore    Why = "held_by_store"
	WhyOnHold         Why = "on_hold"
	WhyTest           Why = "test_order"
	WhyImported       Why = "imported"
	WhyTooOld         Why = "before_connection"
	WhyCountry        Why = "country_not_served"
	WhyCurrency       Why = "currency_not_served"
	WhyPickup         Why = "pickup"
	WhyMeasured       Why = "by_measure"
	WhyRisk           Why = "risk"
	WhyNoAddress      Why = "no_address"
	WhyPartlyRefunded Why = "money_refunded"

	// Awaiting shipment and awaiting fulfillment.

	WhyNoNumber     Why = "no_number"
	WhyTelling      Why = "telling_the_store"
	WhyWaitingRest  Why = "waiting_for_the_rest"
	WhyQuietWindow  Why = "quiet_window"
	WhyAmbiguous    Why = "ambiguous_parcel"
	WhyDoubtful     Why = "doubtful_number"
	WhyStoreRefused Why = "store_refused"
	WhyElsewhere    Why = "at_another_apps_location"
	WhyWithdrawn    Why = "withdrawn_in_store"
	WhyCompleting   Why = "completing_in_store"

	// Fulfilled.

	WhyTold   Why = "told"
	WhyByHand Why = "by_hand_in_store"

	// Canceled.

	WhyRefunded          Why = "refunded"
	WhyStoreCancelled    Why = "cancelled_in_store"
	WhySupplierCancelled Why = "cancelled_at_supplier"
	WhyVoided            Why = "payment_void"
	WhyDeleted           Why = "deleted_in_store"

	// Failed.

	WhyRefused       Why = "refused_by_supplier"
	WhyPlacedUnknown Why = "placed_unknown"
)
