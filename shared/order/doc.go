// Package order is the product's core: it holds one order and decides, event by event, what becomes of
// it. It is pure. Nothing in it reads a clock, calls out, or draws lots, so that the same order, policy,
// event and moment always give the same outcome, and a timeline can be run again ([Replay]).
//
// # Facts and what is derived
//
// An [Order] keeps facts: the store's latest word ([Snapshot]), what was bought together ([Lot]), what
// was placed at suppliers and what they say of it ([Purchase], [SupplierOrder], [Parcel]), and what the
// store was told or others told it ([Fulfilment]). Events only ever merge into facts: a supplier's stage
// rises, a parcel is never forgotten, an older word of the store is ignored. That is why an event may
// come twice, late, or after a newer one.
//
// Everything else is derived from the facts anew in each decision: the portions and their tabs, the
// effects that are open, what asks for attention, and when time alone will change something. Nothing
// derived is ever patched, so it cannot drift from the facts.
//
// # Portions and tabs
//
// A [Portion] is a quantity of one line that shares one fate; the portions of a line add up to what was
// ordered, and an order is shown in every tab in which it has a portion. A unit of a bundle is as far as
// its slowest component. A tracking number, not a supplier's word "shipped", takes a unit out of Awaiting
// shipment; only the store's confirmation makes it Fulfilled.
//
// What a portion may do is a table, [Transitions], which a test compares with this picture. A move that
// is not in it is a defect, and refused with [ErrTransition].
//
//	stateDiagram-v2
//	    [*] --> pending
//	    [*] --> awaiting_order
//	    pending --> awaiting_order: the store captured the payment
//	    pending --> awaiting_payment: the merchant bought by hand before the customer paid
//	    pending --> awaiting_shipment: a number was entered by hand before the customer paid (Wix)
//	    pending --> awaiting_fulfillment: a number was entered by hand before the customer paid
//	    pending --> canceled: the store cancelled, voided or refunded
//	    pending --> fulfilled: fulfilled by hand in the store
//	    awaiting_order --> pending: the store withdrew the payment
//	    awaiting_order --> awaiting_payment: the supplier accepted the purchase
//	    awaiting_order --> awaiting_shipment: the supplier accepted and was paid at once
//	    awaiting_order --> awaiting_fulfillment: a tracking number was entered by hand
//	    awaiting_order --> fulfilled: fulfilled by hand in the store
//	    awaiting_order --> canceled: the store cancelled or refunded
//	    awaiting_order --> failed: the supplier refused, or its answer stayed unknown
//	    awaiting_payment --> awaiting_shipment: the supplier reports the payment
//	    awaiting_payment --> awaiting_fulfillment: a number arrived before the payment was seen
//	    awaiting_payment --> fulfilled: fulfilled by hand in the store
//	    awaiting_payment --> canceled: cancelled at the supplier, unpaid too long, or refunded
//	    awaiting_payment --> awaiting_order: the merchant rolled back
//	    awaiting_payment --> pending: rolled back while the customer's payment is missing
//	    awaiting_shipment --> awaiting_fulfillment: a tracking number is known
//	    awaiting_shipment --> fulfilled: the store confirmed the number
//	    awaiting_shipment --> canceled: cancelled at the supplier, or refunded
//	    awaiting_shipment --> awaiting_order: the merchant rolled back
//	    awaiting_shipment --> awaiting_payment: the merchant put another, unpaid supplier order in its place
//	    awaiting_shipment --> pending: rolled back while the customer's payment is missing
//	    awaiting_fulfillment --> fulfilled: the store confirmed the number
//	    awaiting_fulfillment --> canceled: refunded before the store was told
//	    awaiting_fulfillment --> awaiting_order: the merchant rolled back
//	    awaiting_fulfillment --> awaiting_payment: the merchant put another supplier order in its place
//	    awaiting_fulfillment --> awaiting_shipment: another supplier order took its place, or the setting of a Wix store changed
//	    awaiting_fulfillment --> pending: rolled back while the customer's payment is missing
//	    fulfilled --> awaiting_order: the merchant rolled back, or the hand-made fulfilment was undone in the store
//	    fulfilled --> awaiting_fulfillment: the fulfilment was undone in the store
//	    fulfilled --> awaiting_shipment: a hand-made fulfilment of bought goods was undone in the store
//	    fulfilled --> awaiting_payment: a hand-made fulfilment of unpaid goods was undone in the store
//	    fulfilled --> pending: a hand-made fulfilment of an unpaid order was undone in the store
//	    fulfilled --> canceled: a hand-made fulfilment was undone and the units refunded
//	    fulfilled --> failed: a hand-made fulfilment of a failed purchase was undone in the store
//	    canceled --> awaiting_order: the merchant rolled back, or the store reopened
//	    canceled --> awaiting_payment: the merchant bought again, or the store reopened
//	    canceled --> awaiting_shipment: the store reopened, or a purchase turned out to live
//	    canceled --> awaiting_fulfillment: the store reopened while a number was known
//	    canceled --> pending: the store reopened an unpaid order
//	    canceled --> failed: the store reopened while a purchase had failed
//	    canceled --> fulfilled: fulfilled by hand in the store, or the store held it already
//	    failed --> awaiting_order: the merchant rolled back or retries
//	    failed --> awaiting_payment: bought again, or the purchase turned out to exist
//	    failed --> awaiting_shipment: the purchase turned out to exist and to be paid
//	    failed --> awaiting_fulfillment: the purchase turned out to exist and to be shipped
//	    failed --> fulfilled: fulfilled by hand in the store
//	    failed --> canceled: the store cancelled or refunded
//	    failed --> pending: rolled back while the customer's payment is missing
//
// # Effects
//
// An [Effect] is something to be done outside: buy, tell the store, complete the order there, read it
// again. It stays open in the order until its outcome is written, and is sent again when none comes. An
// executor claims it ([Claimed]) before it calls, which writes down when the call began and what it is
// about to do; so a repeat is identical, an answer that never came is counted, and what an earlier
// attempt put into the store is recognised there ([PlanTell]). A purchase whose outcome stays unknown is
// repeated only as long as the supplier recognises repeats, and then left to a person: never buying
// twice and never fulfilling twice is worth more than speed.
//
// [Order.WakeAt] is the next moment at which time alone changes something, or at which it is verified that lists and
// watching followed a change. What the order itself holds back (a hold, a missing payment) needs no waking: the event
// that ends the hold sends it.
//
// # Decisions
//
// 2026-11-24: states are derived from facts, not stepped from one to the next. A machine that steps must be told in
// the right order, and stores and suppliers do not tell in order; facts merge in any. The price is that everything is
// derived anew in each decision, which costs microseconds (see the benchmarks) where a write costs milliseconds.
//
// 2026-11-24: effects are kept open in the order itself, not in an outbox table. One conditional write then saves the
// decision with all that follows from it, and what is open can be read off the order, also by a person.
//
// 2026-11-24: a number that looks wrong is withheld rather than refused. Check digits and formats of carriers are
// known too badly to reject by, and a merchant can vouch for a number, but a mail cannot be taken back.
package order
