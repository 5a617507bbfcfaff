package supplier

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"onward/shared/order"
)

// Digest is a short name of a report's meaning: the same whatever shape, order or request id the
// answer came in, and another one whenever a rule of the core could decide otherwise.
func Digest(r order.Report) string {
	r.Items = slices.Clone(r.Items)
	slices.SortFunc(r.Items, compareItems)
	r.Parcels = slices.Clone(r.Parcels)
	for i := range r.Parcels {
		r.Parcels[i].Items = slices.Clone(r.Parcels[i].Items)
		slices.SortFunc(r.Parcels[i].Items, compareItems)
		r.Parcels[i].FirstScan = r.Parcels[i].FirstScan.UTC()
	}
	slices.SortFunc(r.Parcels, func(a, b order.ReportParcel) int { return strings.Compare(a.Number, b.Number) })
	r.PaidAt, r.PayBy = r.PaidAt.UTC(), r.PayBy.UTC()
	if m, err := order.ParseMoney(r.Amount.Amount.String(), r.Amount.Currency); err == nil {
		r.Amount = m
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return "" // never equal to a kept digest: the report is taken in, at the worst once too often
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}

func compareItems(a, b order.ReportItem) int {
	if n := strings.Compare(a.Product, b.Product); n != 0 {
		return n
	}
	if n := strings.Compare(a.SKU, b.SKU); n != 0 {
		return n
	}
	if n := strings.Compare(a.Options, b.Options); n != 0 {
		return n
	}
	return a.Quantity - b.Quantity
}
