package table

import (
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onward/shared/order"
	"onward/shared/table/kv"
)

const (
	// TabAll is the list of every order of a merchant, the archived ones included.
	TabAll order.State = "all"
	// TabAttention is the list of the orders that ask for a person, the archived ones included.
	TabAttention order.State = "attention"
)

// Row is how an order is shown in a list. An order has one row in each list, so that lists and counts read nothing twice.
type Row struct {
	Key order.Key
	Tab order.State
	// Created is the order's, by the store's clock.
	Created time.Time
	// Version is the order's version that the row was made from.
	Version int64

	Name    string
	Country string
	// Total is the order's, for people.
	Total string
	// Units and Why are of the portions in this tab; asked for by supplier, of those that it has. Why is that of the first.
	Units int
	Why   order.Why
	// Suppliers is all under which the order is in this tab, "" for what is with none. In [TabAll] and [TabAttention]
	// it is all that the order has.
	Suppliers []order.Supplier
	// States is all tabs in which the order is; only in TabAll and TabAttention.
	States []order.State
	// Attention counts what a person should look at and has not; Asks is its kinds, only in TabAttention.
	Attention int
	Asks      []Ask
	Held      bool

	parts []part
}

// Attributes of rows.
const (
	attrRowVersion = "v"
	attrRow        = "d"
	// attrPrint is on the row of all orders: a fingerprint of the order's other rows, so that this row tells of all of them.
	attrPrint = "p"
)

// maxName is how much of an order's name a row carries.
const maxName = 40

// rows makes every view and look-up row that an order is to have, by key. Their content depends on
// nothing but the order; the version is not part of it.
func rows(o order.Order) map[kv.Key]kv.Item {
	out := map[kv.Key]kv.Item{}
	add := func(key kv.Key, item kv.Item) {
		item[kv.PK], item[kv.SK] = kv.S(key.PK), kv.S(key.SK)
		out[key] = item
	}
	shared := rowBody{Name: cut(o.Store.Name, maxName), Country: cut(o.Store.ShipTo.Country, 2), Held: o.Hold != nil}
	if !o.Store.Total.IsZero() {
		shared.Total = cut(o.Store.Total.String(), 24)
	}
	for _, a := range o.Attention {
		if !a.Seen {
			shared.Attention++
		}
	}
	whole := shared
	var states strings.Builder
	for _, tab := range order.Tabs() {
		parts := partsOf(o, tab)
		if len(parts) == 0 {
			continue
		}
		states.WriteString(stateLetter(tab))
		for _, p := range parts {
			if p.supplier != "" && !slices.Contains(whole.Suppliers, p.supplier) {
				whole.Suppliers = append(whole.Suppliers, p.supplier)
			}
		}
		if !o.Archived { // it leaves the tabs and stays in the list of all
			add(rowKey(o, tab), kv.Item{attrRow: encodeRow(shared.with(parts))})
		}
	}
	slices.Sort(whole.Suppliers)
	whole.States = states.String()
	for _, p := range o.Portions {
		whole.Units += p.Units
	}
	if asking := whole; asking.Attention > 0 {
		asking.Asks = encodeAsks(asksOf(o))
		add(rowKey(o, TabAttention), kv.Item{attrRow: encodeRow(asking)})
	}
	for _, found := range lookups(o) {
		add(lookupKey(o.Key, found), kv.Item{})
	}
	add(rowKey(o, TabAll), kv.Item{attrRow: encodeRow(whole), attrPrint: kv.B(fingerprint(out))})
	return out
}

// fingerprint tells whether rows are the same: their keys, and what they say.
func fingerprint(rows map[kv.Key]kv.Item) []byte {
	h := fnv.New64a()
	for _, key := range sortedKeys(rows) {
		// Writing to a hash never fails.
		_, _ = h.Write([]byte(key.PK + "\x00" + key.SK + "\x00" + rows[key][attrRow].Str() + "\x00"))
	}
	return h.Sum(nil)
}

// part is what one supplier has of an order in a tab.
type part struct {
	supplier order.Supplier
	units    int
	why      order.Why
}

// partsOf collects the portions of a tab by supplier, in order of the suppliers' names.
func partsOf(o order.Order, tab order.State) []part {
	var parts []part
	for _, p := range o.Portions {
		if p.State != tab {
			continue
		}
		i := slices.IndexFunc(parts, func(x part) bool { return x.supplier == p.Supplier })
		if i < 0 {
			parts = append(parts, part{supplier: p.Supplier, why: p.Why})
			i = len(parts) - 1
		}
		parts[i].units += p.Units
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(string(a.supplier), string(b.supplier)) })
	return parts
}

func tabPartition(merchant string, tab order.State) partition {
	return owned(merchant, "v", string(tab))
}

func rowKey(o order.Order, tab order.State) kv.Key {
	return tabPartition(o.Key.Merchant, tab).at(sort(join(millisSort(o.Store.CreatedAt), o.Key.Store, o.Key.ID)))
}

// cut shortens to at most n bytes without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// mailHash lets an order be found by its customer's address without the row holding the address.
func mailHash(merchant, mail string) string {
	sum := sha256.Sum256([]byte(merchant + "\x00" + strings.ToLower(strings.TrimSpace(mail))))
	return hex.EncodeToString(sum[:16])
}
