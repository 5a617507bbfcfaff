package order

// State is where a portion of an order line is. Each state but [Exempt] is a tab.
type State string

// The states, in the order in which a portion passes through them.
const (
	// Pending waits for the customer's payment.
	Pending State = "pending"
	// AwaitingOrder is paid and not yet bought at a supplier.
	AwaitingOrder State = "awaiting_order"
	// AwaitingPayment is bought; the supplier waits for the merchant's money.
	AwaitingPayment State = "awaiting_payment"
	// AwaitingShipment is paid at the supplier and has no tracking number yet.
	AwaitingShipment State = "awaiting_shipment"
	// AwaitingFulfillment has a tracking number that the store has not confirmed.
	AwaitingFulfillment State = "awaiting_fulfillment"
	// Fulfilled is confirmed by the store.
	Fulfilled State = "fulfilled"
	// Canceled is refunded or cancelled, at the store or at the supplier.
	Canceled State = "canceled"
	// Failed could not be bought; the portion's reason says why.
	Failed State = "failed"
	// Exempt is nothing to ship: digital goods, gift cards, tips. It is in no tab.
	Exempt State = "exempt"
)

// Tabs lists the states that are shown as tabs, in display order.
func Tabs() []State {
	return []State{
		Pending, AwaitingOrder, AwaitingPayment, AwaitingShipment,
		AwaitingFulfillment, Fulfilled, Canceled, Failed,
	}
}

// Title is the tab's name as the merchant reads it.
func (s State) Title() string {
	switch s {
	case Pending:
		return "Pending"
	case AwaitingOrder:
		return "Awaiting order"
	case AwaitingPayment:
		return "Awaiting payment"
	case AwaitingShipment:
		return "Awaiting shipment"
	case AwaitingFulfillment:
		return "Awaiting fulfillment"
	case Fulfilled:
		return "Fulfilled"
	case Canceled:
		return "Canceled"
	case Failed:
		return "Failed"
	case Exempt:
		return "Nothing to ship"
	default:
		return string(s)
	}
}

// Transition is one allowed move of a portion and what causes it.
type Transition struct {
	From, To State
	Cause    string
}

// Transitions is the whole table. A move that is not in it is a defect:
// [Decide] refuses it with [ErrTransition] and the order stays as it was.
func Transitions() []Transition {
	return []Transition{
		{Pending, AwaitingOrder, "the store captured the payment"},
		{Pending, AwaitingPayment, "the merchant bought by hand before the customer paid"},
		{Pending, AwaitingShipment, "a number was entered by hand before the customer paid (Wix)"},
		{Pending, AwaitingFulfillment, "a number was entered by hand before the customer paid"},
		{Pending, Canceled, "the store cancelled, voided or refunded"},
		{Pending, Fulfilled, "fulfilled by hand in the store"},
		{AwaitingOrder, Pending, "the store withdrew the payment"},
		{AwaitingOrder, AwaitingPayment, "the supplier accepted the purchase"},
		{AwaitingOrder, AwaitingShipment, "the supplier accepted and was paid at once"},
		{AwaitingOrder, AwaitingFulfillment, "a tracking number was entered by hand"},
		{AwaitingOrder, Fulfilled, "fulfilled by hand in the store"},
		{AwaitingOrder, Canceled, "the store cancelled or refunded"},
		{AwaitingOrder, Failed, "the supplier refused, or its answer stayed unknown"},
		{AwaitingPayment, AwaitingShipment, "the supplier reports the payment"},
		{AwaitingPayment, AwaitingFulfillment, "a number arrived before the payment was seen"},
		{AwaitingPayment, Fulfilled, "fulfilled by hand in the store"},
		{AwaitingPayment, Canceled, "cancelled at the supplier, unpaid too long, or refunded"},
		{AwaitingPayment, AwaitingOrder, "the merchant rolled back"},
		{AwaitingPayment, Pending, "rolled back while the customer's payment is missing"},
		{AwaitingShipment, AwaitingFulfillment, "a tracking number is known"},
		{AwaitingShipment, Fulfilled, "the store confirmed the number"},
		{AwaitingShipment, Canceled, "cancelled at the supplier, or refunded"},
		{AwaitingShipment, AwaitingOrder, "the merchant rolled back"},
		{AwaitingShipment, AwaitingPayment, "the merchant put another, unpaid supplier order in its place"},
		{AwaitingShipment, Pending, "rolled back while the customer's payment is missing"},
		{AwaitingFulfillment, Fulfilled, "the store confirmed the number"},
		{AwaitingFulfillment, Canceled, "refunded before the store was told"},
		{AwaitingFulfillment, AwaitingOrder, "the merchant rolled back"},
		{AwaitingFulfillment, AwaitingPayment, "the merchant put another supplier order in its place"},
		{AwaitingFulfillment, AwaitingShipment, "another supplier order took its place, or the setting of a Wix store changed"},
		{AwaitingFulfillment, Pending, "rolled back while the customer's payment is missing"},
		{Fulfilled, AwaitingOrder, "the merchant rolled back, or the hand-made fulfilment was undone in the store"},
		{Fulfilled, AwaitingFulfillment, "the fulfilment was undone in the store"},
		{Fulfilled, AwaitingShipment, "a hand-made fulfilment of bought goods was undone in the store"},
		{Fulfilled, AwaitingPayment, "a hand-made fulfilment of unpaid goods was undone in the store"},
		{Fulfilled, Pending, "a hand-made fulfilment of an unpaid order was undone in the store"},
		{Fulfilled, Canceled, "a hand-made fulfilment was undone and the units refunded"},
		{Fulfilled, Failed, "a hand-made fulfilment of a failed purchase was undone in the store"},
		{Canceled, AwaitingOrder, "the merchant rolled back, or the store reopened"},
		{Canceled, AwaitingPayment, "the merchant bought again, or the store reopened"},
		{Canceled, AwaitingShipment, "the store reopened, or a purchase turned out to live"},
		{Canceled, AwaitingFulfillment, "the store reopened while a number was known"},
		{Canceled, Pending, "the store reopened an unpaid order"},
		{Canceled, Failed, "the store reopened while a purchase had failed"},
		{Canceled, Fulfilled, "fulfilled by hand in the store, or the store held it already"},
		{Failed, AwaitingOrder, "the merchant rolled back or retries"},
		{Failed, AwaitingPayment, "bought again, or the purchase turned out to exist"},
		{Failed, AwaitingShipment, "the purchase turned out to exist and to be paid"},
		{Failed, AwaitingFulfillment, "the purchase turned out to exist and to be shipped"},
		{Failed, Fulfilled, "fulfilled by hand in the store"},
		{Failed, Canceled, "the store cancelled or refunded"},
		{Failed, Pending, "rolled back while the customer's payment is missing"},
	}
}

// CanMove reports whether the table allows a portion to go from one state to another. What has
// nothing to ship is in no tab: a store that corrects this moves a portion in or out from anywhere.
func CanMove(from, to State) bool {
	if from == to || from == Exempt || to == Exempt {
		return true
	}
	return allowed[[2]State{from, to}]
}

var allowed = func() map[[2]State]bool {
	m := map[[2]State]bool{}
	for _, t := range Transitions() {
		m[[2]State{t.From, t.To}] = true
	}
	return m
}()
