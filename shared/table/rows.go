package table

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// TabAll is the list of every order of a merchant, the archived ones included.
const TabAll order.State = "all"

// Row is how an order is shown in one tab, to the part of it that one supplier has.
type Row struct {
	Key      order.Key
	Tab      order.State
	Supplier order.Supplier
	// Created is the order's, by the store's clock.
	Created time.Time
	// Version is the order's version that the row was made from.
	Version int64

	Name    string
	Country string
	// Total is the order's, for people.
	Total string
	// Units and Why are of the portions in this tab under this supplier; Why is that of the first.
	Units int
	Why   order.Why
	// Suppliers is all under which the order is in this tab.
	Suppliers []order.Supplier
	// States is all tabs in which the order is; only in TabAll.
	States []order.State
	// Attention counts what a person should look at and has not.
	Attention int
	Held      bool
}

// rowBody is a row's content, spelled short: a row costs one write whatever it holds, but lists are
// paid for by their size.
type rowBody struct {
	Name      string           `json:"n,omitempty"`
	Country   string           `json:"c,omitempty"`
	Total     string           `json:"t,omitempty"`
	Units     int              `json:"u,omitempty"`
	Why       order.Why        `json:"w,omitempty"`
	Suppliers []order.Supplier `json:"s,omitempty"`
	States    string           `json:"z,omitempty"`
	Attention int              `json:"a,omitempty"`
	Held      bool             `json:"h,omitempty"`
}

// Attributes of rows.
const (
	attrRowVersion = "v"
	attrRow        = "d"
	// attrPrint is on the row of all orders: a fingerprint of the order's other rows, so that this row tells of all of them.
	attrPrint = "p"
	// attrAgain marks every row of an order in a tab but the first, so that lists over all suppliers skip them.
	attrAgain = "x"
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
	var states strings.Builder
	for _, tab := range order.Tabs() {
		groups := grouped(o, tab)
		if len(groups) > 0 {
			states.WriteString(stateLetter(tab))
		}
		if o.Archived {
			continue // it leaves the tabs and stays in the list of all
		}
		for i, group := range groups {
			body := shared
			body.Units, body.Why = group.units, group.why
			for _, g := range groups {
				body.Suppliers = append(body.Suppliers, g.supplier)
			}
			item := kv.Item{attrRow: encodeRow(body)}
			if i > 0 {
				item[attrAgain] = kv.N(1)
			}
			add(rowKey(o, tab, group.supplier), item)
		}
	}
	shared.States = states.String()
	for _, p := range o.Portions {
		shared.Units += p.Units
	}
	for _, found := range lookups(o) {
		add(lookupKey(o.Key, found), kv.Item{})
	}
	add(rowKey(o, TabAll, ""), kv.Item{attrRow: encodeRow(shared), attrPrint: kv.B(fingerprint(out))})
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

type group struct {
	supplier order.Supplier
	units    int
	why      order.Why
}

// grouped collects the portions of a tab by supplier, in order of the suppliers' names.
func grouped(o order.Order, tab order.State) []group {
	var groups []group
	for _, p := range o.Portions {
		if p.State != tab {
			continue
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.supplier == p.Supplier })
		if i < 0 {
			groups = append(groups, group{supplier: p.Supplier, why: p.Why})
			i = len(groups) - 1
		}
		groups[i].units += p.Units
	}
	slices.SortFunc(groups, func(a, b group) int { return strings.Compare(string(a.supplier), string(b.supplier)) })
	return groups
}

func tabPartition(merchant string, tab order.State) partition {
	return owned(merchant, "v", string(tab))
}

func rowKey(o order.Order, tab order.State, supplier order.Supplier) kv.Key {
	return tabPartition(o.Key.Merchant, tab).at(sort(join(millisSort(o.Store.CreatedAt), o.Key.Store, o.Key.ID, string(supplier))))
}

func encodeRow(body rowBody) kv.Value {
	raw, err := json.Marshal(body)
	if err != nil {
		panic("row: " + err.Error()) // strings and numbers alone can't fail
	}
	return kv.S(string(raw))
}

func decodeRow(merchant string, tab order.State, item kv.Item) (Row, error) {
	parts := split(item[kv.SK].Str())
	var body rowBody
	if err := json.Unmarshal([]byte(item[attrRow].Str()), &body); err != nil || len(parts) != 4 {
		return Row{}, errDocument
	}
	return Row{
		Key: order.Key{Merchant: merchant, Store: parts[1], ID: parts[2]}, Tab: tab,
		Supplier: order.Supplier(parts[3]), Created: parseMillis(parts[0]), Version: item[attrRowVersion].Num(),
		Name: body.Name, Country: body.Country, Total: body.Total, Units: body.Units, Why: body.Why,
		Suppliers: body.Suppliers, States: statesOf(body.States), Attention: body.Attention, Held: body.Held,
	}, nil
}

// stateLetter is a tab as one letter in rows that are kept: the letters must stay.
func stateLetter(tab order.State) string {
	for letter, state := range stateLetters() {
		if state == tab {
			return string(rune('a' + letter))
		}
	}
	return ""
}

func stateLetters() []order.State {
	return []order.State{
		order.Pending, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment,
		order.AwaitingFulfillment, order.Fulfilled, order.Canceled, order.Failed,
	}
}

func statesOf(letters string) []order.State {
	var out []order.State
	for _, letter := range letters {
		if i := int(letter - 'a'); i >= 0 && i < len(stateLetters()) {
			out = append(out, stateLetters()[i])
		}
	}
	return out
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
