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
	r.Items = sorted(r.Items)
	r.Parcels = slices.Clone(r.Parcels)
	for i := range r.Parcels {
		r.Parcels[i].Items = sorted(r.Parcels[i].Items)
		r.Parcels[i].FirstScan = r.Parcels[i].FirstScan.UTC()
	}
	r.Parcels = sorted(r.Parcels)
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

// sorted puts a list into the order of all that its entries say, so that entries alike in part, such as two
// parcels under one number, have an order as well.
func sorted[T any](list []T) []T {
	type entry struct {
		key   string
		value T
	}
	entries := make([]entry, 0, len(list))
	for _, v := range list {
		key, err := json.Marshal(v)
		if err != nil {
			return list // no report holds what cannot be written
		}
		entries = append(entries, entry{string(key), v})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	out := make([]T, 0, len(list))
	for _, e := range entries {
		out = append(out, e.value)
	}
	if list == nil {
		return nil
	}
	return out
}
