package desk

import (
	"maps"
	"slices"
	"strings"

	"onward/shared/order"
)

// attentionText says what a kind of attention is and what to do about it.
func attentionText(c order.AttentionCode) string {
	switch c {
	case order.AttentionMoneyRefund:
		return "Money was refunded without naming lines. Nothing was stopped: cancel or hold what shall not be sent."
	case order.AttentionCancelSupplier:
		return "The customer was refunded, or the line rolled back, but the supplier still has the order: cancel it there."
	case order.AttentionAmbiguousParcel:
		return "The supplier's lists do not tell which parcel a number belongs to: say whether it replaces a number or is a further parcel."
	case order.AttentionAddressChanged:
		return "The address changed after the purchase was sent: tell the supplier, or cancel there and order again."
	case order.AttentionPlacedUnknown:
		return "It is not known whether the supplier has this purchase. Look there, then say placed (with its number) or not placed."
	case order.AttentionNoNumber:
		return "Paid long ago and still without a tracking number: ask the supplier."
	case order.AttentionUnpaid:
		return "The supplier's order lapses soon unpaid: pay it on the supplier's site."
	case order.AttentionSilent:
		return "The tracking number has no scan by a carrier: it may be wrong or not handed over yet. Ask the supplier."
	case order.AttentionNotTold:
		return "The store refused the fulfilment: mend what it names, then tell it again."
	case order.AttentionWithdrawn:
		return "The fulfilment was undone in the store: tell it again, or leave it."
	case order.AttentionUnmapped:
		return "The variant is not mapped to a supplier's product: map it, then place the order."
	case order.AttentionRisk:
		return "The store rates the order a high fraud risk: review it there before you place it."
	case order.AttentionParked:
		return "The order is left alone because it can't be kept as it is. Its store has it in full."
	case order.AttentionFulfilledBare:
		return "The store marked it fulfilled when it was paid, without a tracking number, so it is not bought. If the shop does that by itself (Shopify: Settings, Checkout, Order processing), switch it off. To buy it all the same, roll it back; the number goes into that fulfilment."
	case order.AttentionDoubtful:
		return "The supplier's tracking number looks wrong, so nobody is told of it. Ask the supplier; the right number is taken by itself. If this one is right, say so in the order."
	default:
		return "Something about this order asks for a look."
	}
}

// stepOf words a timeline entry.
func stepOf(e order.Entry) Step {
	out := Step{
		Version: e.Version, At: e.At, Kind: e.Kind, By: e.By, Text: stepText(e), Policy: e.Policy,
		Opened: e.Opened, Closed: e.Closed, Raised: e.Raised,
	}
	for _, m := range e.Moves {
		out.Moves = append(out.Moves, Move(m))
	}
	return out
}

// stepText says what happened, from the entry's own event where it is still kept.
func stepText(e order.Entry) string {
	if len(e.Event) > 0 {
		if event, err := order.UnmarshalEvent(e.Event); err == nil {
			return eventText(event)
		}
	}
	return strings.ReplaceAll(e.Kind, "_", " ")
}

func eventText(event order.Event) string {
	switch e := event.(type) {
	case order.StoreSaid:
		return "The store described the order (" + orElse(e.Source, "read") + ")."
	case order.StoreDeleted:
		return "The order was deleted in the store."
	case order.Reread:
		return "The order is to be read from the store again" + because(e.Cause)
	case order.Claimed:
		return "Began: " + effectText(e.Effect) + "."
	case order.ServicesChosen:
		return "Shipping was chosen by your rule: " + strings.Join(slices.Compact(slices.Sorted(maps.Values(e.Services))), ", ") + "."
	case order.PlaceAnswered:
		return placeText(e)
	case order.SupplierSaid:
		return supplierText(e)
	case order.TellAnswered:
		return tellText(e)
	case order.TimePassed:
		return "Time passed."
	case order.Erase:
		return "Personal data was erased."
	default:
		return choiceText(event)
	}
}

func placeText(e order.PlaceAnswered) string {
	switch e.Outcome {
	case order.PlaceCreated:
		return "The supplier accepted the purchase as " + strings.Join(e.Orders, ", ") + "."
	case order.PlaceRefused:
		return "The supplier refused the purchase" + because(orElse(e.Message, string(e.Reason)))
	case order.PlaceNotRun:
		return "The supplier takes no orders just now; it is tried again."
	case order.PlaceUnclear:
		return "The supplier gave no clear answer."
	case order.PlaceRepeated:
		return "The supplier says that it has this purchase already."
	default:
		return "The supplier answered: " + string(e.Outcome) + "."
	}
}

func supplierText(e order.SupplierSaid) string {
	r := e.Report
	text := "The supplier's order " + r.ID + ": " + orElse(r.Status, string(r.Stage))
	var numbers []string
	for _, p := range r.Parcels {
		if p.Number != "" {
			numbers = append(numbers, p.Number)
		}
	}
	if len(numbers) > 0 {
		text += ", with " + strings.Join(numbers, ", ")
	}
	return text + "."
}

func tellText(e order.TellAnswered) string {
	what := effectText(e.Effect)
	switch e.Outcome {
	case order.TellDone:
		return "The store confirmed: " + what + "."
	case order.TellFound:
		return "The store held it already: " + what + "."
	case order.TellWait:
		return "The store could not take it yet: " + what + because(e.Reason)
	case order.TellRefused:
		return "The store refused: " + what + because(e.Reason)
	case order.TellUnclear:
		return "The store gave no clear answer: " + what + "."
	case order.TellChanged:
		return "The order changed in the store; it is read again."
	default:
		return "The store answered: " + string(e.Outcome) + "."
	}
}

func choiceText(event order.Event) string {
	switch e := event.(type) {
	case order.Place:
		return "Placing was asked for."
	case order.CancelPlacing:
		return "Placing was taken back."
	case order.SettlePlaced:
		if len(e.Orders) > 0 {
			return "Said that the purchase was placed, as " + strings.Join(e.Orders, ", ") + "."
		}
		return "Said that the purchase was not placed."
	case order.ChangeSupplierOrder:
		return "The supplier order " + e.From + " was replaced by " + e.To + "."
	case order.RecordPurchase:
		return "A purchase made by hand was recorded: " + strings.Join(e.Orders, ", ") + "."
	case order.SetTracking:
		numbers := make([]string, 0, len(e.Tracking))
		for _, t := range e.Tracking {
			numbers = append(numbers, t.Number)
		}
		return "Tracking numbers were given by hand: " + strings.Join(numbers, ", ") + "."
	case order.TellAgain:
		return "The store is to be told again."
	case order.ResolveParcel:
		if e.Number != "" {
			return "Said that the number " + e.Number + " is right."
		}
		return "A parcel in doubt was settled."
	case order.RollBack:
		return "Rolled back to Awaiting order."
	case order.SetHold:
		if e.On {
			return "Put on hold" + because(e.Reason)
		}
		return "Released from hold."
	case order.Edit:
		return "Edited: " + editText(e) + "."
	case order.MoveSupplier:
		return "Moved to another supplier, for this order only."
	case order.SeeAttention:
		return "Marked as dealt with: " + strings.ReplaceAll(string(e.Code), "_", " ") + "."
	default:
		return strings.ReplaceAll(event.Kind(), "_", " ")
	}
}

func editText(e order.Edit) string {
	var what []string
	if e.ShipTo != nil {
		what = append(what, "address")
	}
	if e.SupplierNote != nil {
		what = append(what, "note to the supplier")
	}
	if e.Note != nil {
		what = append(what, "note")
	}
	if e.Archived != nil {
		what = append(what, map[bool]string{true: "archived", false: "taken out of the archive"}[*e.Archived])
	}
	return strings.Join(what, ", ")
}

// effectText names an effect by its id.
func effectText(id string) string {
	kind, _, _ := strings.Cut(id, "/")
	switch order.EffectKind(kind) {
	case order.EffectPlace:
		return "sending the purchase to the supplier"
	case order.EffectTell:
		return "telling the store"
	case order.EffectComplete:
		return "completing the order in the store"
	case order.EffectReread:
		return "reading the order from the store"
	default:
		return kind
	}
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func because(reason string) string {
	reason = strings.TrimRight(strings.TrimSpace(reason), ".")
	if reason == "" {
		return "."
	}
	return ": " + reason + "."
}
