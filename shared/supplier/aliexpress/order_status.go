package aliexpress

// Stage is where an order stands, read from all of its signs together.
type Stage string

// The stages of an order.
const (
	StageUnpaid         Stage = "unpaid"
	StagePaymentPending Stage = "payment_pending"
	StageHeld           Stage = "held"       // waits for a group, an address or an examination; not sendable
	StageRiskCheck      Stage = "risk_check" // paid, checked for up to a day or held
	StageToShip         Stage = "to_ship"
	StagePartShipped    Stage = "part_shipped"
	StageShipped        Stage = "shipped" // stays so after delivery until confirmed
	StageCancelling     Stage = "cancelling"
	StagePaid           Stage = "paid"     // paid; whether anything was sent is not told
	StageReceived       Stage = "received" // final
	StageClosed         Stage = "closed"   // final, nothing will come
	StageEnded          Stage = "ended"    // final, but how it ended is not told
	StageUnknown        Stage = "unknown"  // a status not known to this client: keep looking
)

// stageOf reads a status that needs no other sign; FINISH does.
func stageOf(status string) (stage Stage, paid bool) {
	switch status {
	case "PLACE_ORDER_SUCCESS":
		return StageUnpaid, false
	case "PAYMENT_PROCESSING":
		return StagePaymentPending, false
	case "WAIT_SELLER_EXAMINE_MONEY", "WAIT_GROUP", "WAIT_COMPLETE_ADDRESS":
		return StageHeld, false
	case "RISK_CONTROL", "RISK_CONTROL_HOLD":
		return StageRiskCheck, true
	case "WAIT_SELLER_SEND_GOODS":
		return StageToShip, true
	case "SELLER_PART_SEND_GOODS":
		return StagePartShipped, true
	case "WAIT_BUYER_ACCEPT_GOODS":
		return StageShipped, true
	case "IN_CANCEL":
		return StageCancelling, false
	case "FUND_PROCESSING", "IN_ISSUE", "IN_FROZEN", "ARCHIVE":
		return StagePaid, true
	}
	return StageUnknown, false
}

// Ending is what an end_reason says.
type Ending string

// The endings of an item.
const (
	NotEnded     Ending = ""
	EndClosed    Ending = "closed"
	EndReceived  Ending = "received"
	EndUnknown   Ending = "unknown" // a reason not known to this client
	EndUnpaid    Ending = "unpaid"  // closed because nobody paid in time
	EndUnshipped Ending = "unshipped"
)

func endingOf(reason string) Ending {
	switch reason {
	case "":
		return NotEnded
	case "buyer_pay_timeout", "pay_timeout", "buyer_cancel_notpay_order":
		return EndUnpaid
	case "seller_send_goods_timeout", "send_goods_timeout":
		return EndUnshipped
	case "CANCELED", "buyer_cancel_order", "buyer_cancel_order_in_risk", "risk_reject_closed", "risk_closed",
		"cancel_order_close_trade", "trade_close", "seller_accept_issue_no_goods_return",
		"seller_response_issue_timeout", "suspicious_trade", "security_close":
		return EndClosed
	case "buyer_accept_goods", "buyer_accept_goods_timeout", "buyer_confirm_goods", "buyer_confirm_goods_timeout":
		return EndReceived
	}
	return EndUnknown
}

// Cancelled reports whether nothing (more) will come of an item.
func (e Ending) Cancelled() bool { return e == EndClosed || e == EndUnpaid || e == EndUnshipped }

// finished tells a received order from a closed one. FINISH alone says
// neither: the items' end reasons do, then the payment, then the logistics.
func finished(items []OrderItem, paid bool, logistics string) Stage {
	cancelled, received, unknown := 0, 0, 0
	for _, item := range items {
		switch ending := item.Ending; {
		case ending == EndReceived:
			received++
		case ending.Cancelled():
			cancelled++
		case ending == EndUnknown:
			unknown++
		}
	}
	switch {
	case received > 0:
		return StageReceived
	case cancelled > 0 && cancelled == len(items):
		return StageClosed
	case logistics == "BUYER_ACCEPT_GOODS":
		return StageReceived
	case unknown > 0:
		return StageEnded
	case logistics == "SELLER_SEND_GOODS" && paid:
		return StageReceived
	case !paid && !sentSome(logistics):
		return StageClosed
	}
	return StageEnded
}

// sentSome reports whether the logistics status says that goods left. "SEND"
// inside WAIT_SELLER_SEND_GOODS does not.
func sentSome(logistics string) bool {
	switch logistics {
	case "SELLER_SEND_PART_GOODS", "SELLER_SEND_GOODS", "BUYER_ACCEPT_GOODS":
		return true
	}
	return false
}
