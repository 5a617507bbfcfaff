package desk

import (
	"strings"

	"onward/shared/order"
)

// AskTitle is what a kind of attention is called, in a few words.
func AskTitle(c order.AttentionCode) string {
	switch c {
	case order.AttentionMoneyRefund:
		return "Money refunded"
	case order.AttentionCancelSupplier:
		return "Cancel at the supplier"
	case order.AttentionAmbiguousParcel:
		return "Which parcel?"
	case order.AttentionAddressChanged:
		return "Address changed"
	case order.AttentionPlacedUnknown:
		return "Placed?"
	case order.AttentionNoNumber:
		return "No number yet"
	case order.AttentionUnpaid:
		return "Pay soon"
	case order.AttentionSilent:
		return "Number silent"
	case order.AttentionNotTold:
		return "Store refused"
	case order.AttentionWithdrawn:
		return "Undone in the store"
	case order.AttentionUnmapped:
		return "Not mapped"
	case order.AttentionRisk:
		return "Fraud risk"
	case order.AttentionParked:
		return "Left alone"
	case order.AttentionFulfilledBare:
		return "Fulfilled without a number"
	case order.AttentionDoubtful:
		return "Doubtful number"
	default:
		return strings.ReplaceAll(string(c), "_", " ")
	}
}

// Title is what it is called.
func (a Attention) Title() string { return AskTitle(a.Code) }

// Title is what it is called.
func (a AskCount) Title() string { return AskTitle(a.Code) }
