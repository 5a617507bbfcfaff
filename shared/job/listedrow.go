package job

import (
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// listed is a row as a listing keeps it, so that rows can change while listings are kept.
type listed struct {
	Store     string           `json:"s"`
	ID        string           `json:"i"`
	Name      string           `json:"n,omitempty"`
	Created   time.Time        `json:"m,omitzero"`
	Country   string           `json:"c,omitempty"`
	Total     string           `json:"t,omitempty"`
	Why       order.Why        `json:"w,omitempty"`
	Suppliers []order.Supplier `json:"u,omitempty"`
	States    []order.State    `json:"z,omitempty"`
	Attention int              `json:"a,omitempty"`
	Held      bool             `json:"h,omitempty"`
}

func listedOf(rows []table.Row) []listed {
	out := make([]listed, 0, len(rows))
	for _, r := range rows {
		out = append(out, listed{
			Store: r.Key.Store, ID: r.Key.ID, Name: r.Name, Created: r.Created, Country: r.Country, Total: r.Total, Why: r.Why,
			Suppliers: r.Suppliers, States: r.States, Attention: r.Attention, Held: r.Held,
		})
	}
	return out
}

func (l listed) row(merchant string) table.Row {
	return table.Row{
		Key: order.Key{Merchant: merchant, Store: l.Store, ID: l.ID}, Name: l.Name, Created: l.Created, Country: l.Country, Total: l.Total,
		Why: l.Why, Suppliers: l.Suppliers, States: l.States, Attention: l.Attention, Held: l.Held,
	}
}
