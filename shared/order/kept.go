package order

import (
	"encoding/json"
	"fmt"
)

// Orders are kept as JSON. What repeats itself for every line of a large order is written once: the fate
// that portions in a row share, and the supplier account that is a purchase's items' own.

// portionGroup is portions in a row that differ in line, quantity and lot alone.
type portionGroup struct {
	Portion
	Line  string     `json:"line,omitempty"`
	Units int        `json:"units,omitempty"`
	Lot   string     `json:"lot,omitempty"`
	Of    []lineOfIt `json:"of"`
}

type lineOfIt struct {
	Line  string `json:"l"`
	Units int    `json:"u"`
	Lot   string `json:"t,omitempty"`
}

// MarshalJSON writes the order as it is kept.
func (o Order) MarshalJSON() ([]byte, error) {
	type plain Order
	raw, err := json.Marshal(struct {
		plain
		Portions []portionGroup `json:"portions,omitempty"`
	}{plain(o), groupPortions(o.Portions)})
	if err != nil {
		return nil, fmt.Errorf("marshal order: %w", err)
	}
	return raw, nil
}

// UnmarshalJSON reads an order as it was kept.
func (o *Order) UnmarshalJSON(raw []byte) error {
	type plain Order
	in := struct {
		*plain
		Portions []portionGroup `json:"portions"`
	}{plain: (*plain)(o)}
	o.Portions = nil
	if err := json.Unmarshal(raw, &in); err != nil {
		return fmt.Errorf("unmarshal order: %w", err)
	}
	for _, g := range in.Portions {
		for _, l := range g.Of {
			p := g.Portion
			p.Line, p.Units, p.Lot = l.Line, l.Units, l.Lot
			o.Portions = append(o.Portions, p)
		}
	}
	return nil
}

func groupPortions(list []Portion) []portionGroup {
	var out []portionGroup
	for _, p := range list {
		l := lineOfIt{Line: p.Line, Units: p.Units, Lot: p.Lot}
		p.Line, p.Units, p.Lot = "", 0, ""
		if n := len(out); n > 0 && out[n-1].Portion == p {
			out[n-1].Of = append(out[n-1].Of, l)
			continue
		}
		out = append(out, portionGroup{Portion: p, Of: []lineOfIt{l}})
	}
	return out
}

// MarshalJSON writes the purchase as it is kept.
func (p Purchase) MarshalJSON() ([]byte, error) {
	type plain Purchase
	items := make([]Item, len(p.Items))
	for i, item := range p.Items {
		if item.Component.Supplier == p.Supplier && item.Component.Account == p.Account {
			item.Component.Supplier, item.Component.Account = "", ""
		}
		items[i] = item
	}
	p.Items = items
	raw, err := json.Marshal(plain(p))
	if err != nil {
		return nil, fmt.Errorf("marshal purchase: %w", err)
	}
	return raw, nil
}

// UnmarshalJSON reads a purchase as it was kept.
func (p *Purchase) UnmarshalJSON(raw []byte) error {
	type plain Purchase
	if err := json.Unmarshal(raw, (*plain)(p)); err != nil {
		return fmt.Errorf("unmarshal purchase: %w", err)
	}
	for i := range p.Items {
		if c := &p.Items[i].Component; c.Supplier == "" && c.Account == "" {
			c.Supplier, c.Account = p.Supplier, p.Account
		}
	}
	return nil
}
