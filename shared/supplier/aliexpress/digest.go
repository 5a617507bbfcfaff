package aliexpress

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Digest is a short mark of what an order and its packages mean. It is the
// same for every list shape, order of entries, spelling of numbers and request
// id, and differs when anything changed that a decision or a page rests on:
// status, payment, amounts, items, numbers, carriers, contents and events. An
// estimated arrival, names and titles are left out: they drift without meaning.
func Digest(o Order, parcels []Parcel) string {
	var rows []string
	add := func(kind string, values ...string) {
		// JSON keeps the borders between values, whatever is in them.
		b, err := json.Marshal(append([]string{kind}, values...))
		if err != nil {
			b = []byte(strings.Join(values, "\x00"))
		}
		rows = append(rows, string(b))
	}
	paidAt := ""
	if !o.PaidAt.IsZero() {
		paidAt = strconv.FormatInt(o.PaidAt.UnixMilli(), 10)
	}
	add("order", o.ID, o.Status, o.LogisticsStatus, strconv.FormatBool(o.Paid), paidAt,
		strconv.FormatInt(int64(o.PayWithin), 10), amount(o.Charged), amount(o.Total))
	for _, item := range o.Items {
		add("item", item.ProductID, item.SKUID, strconv.Itoa(item.Count), item.EndReason, amount(item.Fee), amount(item.Tax))
	}
	for _, parcel := range parcels {
		add("parcel", append([]string{parcel.Number, parcel.Carrier, parcel.LastMile, parcel.LastMileURL}, contents(parcel)...)...)
	}
	slices.Sort(rows)
	sum := sha256.Sum256([]byte(strings.Join(rows, "\n")))
	return "1:" + hex.EncodeToString(sum[:16])
}

// contents lists a package's items and events in an order of their own.
func contents(p Parcel) []string {
	var rows []string
	for _, item := range p.Items {
		rows = append(rows, strings.Join([]string{"i", item.ProductID, item.SKUID, item.SKUDesc, strconv.Itoa(item.Quantity)}, "\x1f"))
	}
	for _, node := range p.Nodes {
		rows = append(rows, strings.Join([]string{"n", strconv.FormatInt(node.At.UnixMilli(), 10), node.Name, node.Text}, "\x1f"))
	}
	slices.SortFunc(rows, cmp.Compare[string])
	return rows
}

// amount spells 8.340 and 8.34 the same.
func amount(m *Money) string {
	if m == nil {
		return ""
	}
	return m.Amount.String() + " " + m.Currency
}
