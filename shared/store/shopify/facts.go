package shopify

import (
	"slices"
	"strings"

	"onward/shared/order"
)

// lineFacts is what both shapes of an order say about one line, before the arithmetic.
type lineFacts struct {
	line order.SnapshotLine
	// open is how many units Shopify still wants fulfilled; nil when it does not say.
	open *int
	// current is the quantity without refunded and removed units; nil when it does not say.
	current              *int
	giftCard, ships, tip bool
}

// settle fills kind and cancelled units from the facts and the live fulfilments. It reports false when the
// fulfilments cover more units than can have been fulfilled, so that the caller knows to read the order again.
//
// Every unit ordered is open, fulfilled, or will never be sent. Refunds of units already sent touch none of the three,
// which is why the current quantity does not decide for goods.
func (f lineFacts) settle(fulfilled int) (order.SnapshotLine, bool) {
	line := f.line
	line.Kind = f.kind()
	if !line.Kind.Ships() {
		if f.current != nil {
			line.Cancelled = max(0, line.Quantity-*f.current)
		}
		return line, true
	}
	if f.open == nil {
		if f.current != nil {
			line.Cancelled = min(max(0, line.Quantity-*f.current), max(0, line.Quantity-fulfilled))
		}
		return line, fulfilled <= line.Quantity
	}
	done := line.Quantity - *f.open
	if fulfilled > done {
		return line, false
	}
	line.Cancelled = max(0, done-fulfilled)
	return line, true
}

func (f lineFacts) kind() order.LineKind {
	switch {
	case f.giftCard:
		return order.GiftCard
	case f.tip:
		return order.Tip
	case !f.ships:
		return order.Digital
	case f.line.Product == "" && f.line.Variant == "":
		return order.Custom
	}
	return order.Physical
}

// fulfilledUnits counts the units of a line in fulfilments that stand.
func fulfilledUnits(all []order.StoreFulfilment, line string) int {
	n := 0
	for _, f := range all {
		if f.Cancelled {
			continue
		}
		for _, units := range f.Lines {
			if units.Line == line {
				n += units.Units
			}
		}
	}
	return n
}

// payment reads a financial status in either spelling. An unknown one counts as unpaid: nothing is bought on it.
func payment(status string) order.Payment {
	switch strings.ToLower(status) {
	case "paid":
		return order.Paid
	case "authorized":
		return order.Authorized
	case "partially_paid":
		return order.PartlyPaid
	case "partially_refunded":
		return order.PartlyRefunded
	case "refunded":
		return order.Refunded
	case "voided":
		return order.Voided
	case "expired":
		return order.Expired
	}
	return order.Unpaid
}

// deadFulfilment tells whether a fulfilment in that status leaves its units open again.
func deadFulfilment(status string) bool {
	return slices.Contains([]string{"cancelled", "error", "failure"}, strings.ToLower(status))
}

// taxID finds the buyer's number among what the buyer was asked at checkout. Shops name the field as they like; these
// are the names that the countries' own checkouts use.
func taxID(attributes map[string]string) string {
	byName := make(map[string]string, len(attributes))
	for name, value := range attributes {
		byName[strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(name))] = strings.TrimSpace(value)
	}
	for _, known := range []string{"cpf", "cnpj", "cpf/cnpj", "rut", "pccc", "customsclearanceid", "taxid"} {
		if value := byName[known]; value != "" {
			return value
		}
	}
	return ""
}
