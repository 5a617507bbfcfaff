package table

import (
	"encoding/json"
	"strconv"
	"strings"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// rowBody is a row's content, spelled short: a row costs one write whatever it holds, but lists are
// paid for by their size.
type rowBody struct {
	Name      string           `json:"n,omitempty"`
	Country   string           `json:"c,omitempty"`
	Total     string           `json:"t,omitempty"`
	Units     int              `json:"u,omitempty"`
	Why       order.Why        `json:"w,omitempty"`
	Suppliers []order.Supplier `json:"s,omitempty"`
	// Parts is what each of several suppliers has, in their order ("2:told,1:no_number"), instead of Units and Why.
	Parts     string `json:"p,omitempty"`
	States    string `json:"z,omitempty"`
	Attention int    `json:"a,omitempty"`
	Asks      string `json:"k,omitempty"`
	Held      bool   `json:"h,omitempty"`
}

// with adds what suppliers have of the order in a tab.
func (b rowBody) with(parts []part) rowBody {
	var kept []string
	for _, p := range parts {
		b.Suppliers = append(b.Suppliers, p.supplier)
		kept = append(kept, strconv.Itoa(p.units)+":"+string(p.why))
	}
	if len(parts) > 1 {
		b.Parts = strings.Join(kept, ",")
		return b
	}
	b.Units, b.Why = parts[0].units, parts[0].why
	return b
}

// parts is the reverse of with; nil where one supplier has all.
func (b rowBody) parts() []part {
	if b.Parts == "" {
		return nil
	}
	var out []part
	for i, kept := range strings.Split(b.Parts, ",") {
		units, why, _ := strings.Cut(kept, ":")
		n, err := strconv.Atoi(units)
		if err != nil || i >= len(b.Suppliers) {
			continue
		}
		out = append(out, part{supplier: b.Suppliers[i], units: n, why: order.Why(why)})
	}
	return out
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
	if err := json.Unmarshal([]byte(item[attrRow].Str()), &body); err != nil || len(parts) != 3 {
		return Row{}, errDocument
	}
	row := Row{
		Key: order.Key{Merchant: merchant, Store: parts[1], ID: parts[2]}, Tab: tab,
		Created: parseMillis(parts[0]), Version: item[attrRowVersion].Num(),
		Name: body.Name, Country: body.Country, Total: body.Total, Units: body.Units, Why: body.Why,
		Suppliers: body.Suppliers, States: statesOf(body.States), Attention: body.Attention, Asks: decodeAsks(body.Asks), Held: body.Held,
	}
	row.parts = body.parts()
	for i, p := range row.parts {
		row.Units += p.units
		if i == 0 {
			row.Why = p.why
		}
	}
	return row, nil
}

// of narrows a row to what a supplier has.
func (r Row) of(supplier order.Supplier) Row {
	for _, p := range r.parts {
		if p.supplier == supplier {
			r.Units, r.Why = p.units, p.why
		}
	}
	return r
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
