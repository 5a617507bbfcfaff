package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/table"
)

type mappingTable interface {
	ListMappings(ctx context.Context, merchant, store, cursor string, limit int) (page []table.Mapped, next string, err error)
	Mappings(ctx context.Context, merchant, store string, variants []string) (map[string]order.Mapping, error)
	Mapping(ctx context.Context, merchant, store, variant string) (table.Mapped, error)
	PutMapping(ctx context.Context, merchant string, m table.Mapped) (table.Mapped, error)
	DeleteMapping(ctx context.Context, merchant, store, variant string, revision int64, by string, at time.Time) error
}

// Component is one supplier product.
type Component struct {
	Supplier order.Supplier `json:"supplier" enum:"aliexpress,cj"`
	Account  string         `json:"account" minLength:"1" maxLength:"60" doc:"The id of your account at the supplier."`
	Product  string         `json:"product" minLength:"1" maxLength:"120" doc:"The supplier's product id."`
	SKU      string         `json:"sku,omitempty" maxLength:"120" doc:"The supplier's SKU id."`
	Options  string         `json:"options,omitempty" maxLength:"1000" doc:"The supplier's attribute string of the SKU (AliExpress sku_attr)."`
	Quantity int            `json:"quantity,omitempty" minimum:"0" maximum:"1000" doc:"Pieces per unit of the store's line; 1 when left out."`
	Service  string         `json:"service,omitempty" maxLength:"120" doc:"The supplier's shipping service code."`
}

// Mapping is what to buy for a variant of a store. Several components make a bundle.
type Mapping struct {
	Variant    string      `json:"variant"`
	Components []Component `json:"components"`
	Product    string      `json:"product,omitempty" doc:"The store's product id."`
	Title      string      `json:"title,omitempty"`
	SKU        string      `json:"sku,omitempty"`
	Revision   int64       `json:"revision"`
	By         string      `json:"by,omitempty"`
	At         time.Time   `json:"at,omitzero"`
}

// NewMapping is what a mapping is made from.
type NewMapping struct {
	Components []Component `json:"components" minItems:"1" maxItems:"20"`
	Product    string      `json:"product,omitempty" maxLength:"120" doc:"The store's product id."`
	Title      string      `json:"title,omitempty" maxLength:"300" doc:"The store's title, for people."`
	SKU        string      `json:"sku,omitempty" maxLength:"120" doc:"The store's SKU, for people."`
}

// Remapped is what followed from a changed mapping.
type Remapped struct {
	Mapping *Mapping `json:"mapping,omitempty"`
	Decided int      `json:"decided" doc:"Waiting orders that were decided anew at once."`
	Job     string   `json:"job,omitempty" doc:"The job that does the rest, when there are many."`
}

// Mappings lists a store's mappings, a page at a time.
func (d *Desk) Mappings(ctx context.Context, a Actor, store, cursor string, limit int) (page []Mapping, next string, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, "", err
	}
	after, err := openCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return nil, "", missing(err, "store")
	}
	kept, next, err := d.Table.ListMappings(ctx, a.Merchant, store, after, limit)
	if err != nil {
		return nil, "", err
	}
	page = make([]Mapping, 0, len(kept))
	for _, m := range kept {
		page = append(page, mappingOf(m))
	}
	return page, sealCursor(next), nil
}

func mappingOf(m table.Mapped) Mapping {
	return Mapping{
		Variant: m.Variant, Components: componentsOf(m.Mapping), Product: m.Product, Title: m.Title, SKU: m.SKU,
		Revision: m.Revision, By: m.By, At: m.At,
	}
}

func componentsOf(m order.Mapping) []Component {
	out := make([]Component, 0, len(m.Components))
	for _, c := range m.Components {
		out = append(out, Component(c))
	}
	return out
}

// mapping checks that every component is bought at an account of the merchant.
func (d *Desk) mapping(ctx context.Context, a Actor, components []Component) (order.Mapping, error) {
	var m order.Mapping
	if len(components) == 0 {
		return m, invalid("body.components", "Name at least one product of a supplier.")
	}
	accounts, err := d.Table.Accounts(ctx, a.Merchant)
	if err != nil {
		return m, err
	}
	for _, c := range components {
		i := slices.IndexFunc(accounts, func(k table.Account) bool { return k.ID == c.Account })
		switch {
		case i < 0:
			return m, invalid("body.components.account", "There is no supplier account "+c.Account+". Connect it first, or choose one of yours.")
		case accounts[i].Supplier != c.Supplier:
			return m, invalid("body.components.supplier", "The account "+c.Account+" is an account at "+string(accounts[i].Supplier)+".")
		case c.Product == "":
			return m, invalid("body.components.product", "Name the supplier's product.")
		case c.Quantity < 0:
			return m, invalid("body.components.quantity", "The quantity is 1 or more.")
		}
		m.Components = append(m.Components, order.Component(c))
	}
	return m, nil
}

// PutMapping chooses what to buy for a variant, and decides the orders that wait for it anew.
func (d *Desk) PutMapping(ctx context.Context, a Actor, store, variant string, n NewMapping) (Remapped, error) {
	if err := a.need(Operator); err != nil {
		return Remapped{}, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return Remapped{}, missing(err, "store")
	}
	m, err := d.mapping(ctx, a, n.Components)
	if err != nil {
		return Remapped{}, err
	}
	kept, err := d.Table.PutMapping(ctx, a.Merchant, table.Mapped{
		Store: store, Variant: variant, Mapping: m, Product: n.Product, Title: n.Title, SKU: n.SKU, By: a.By(), At: d.Now().UTC(),
		Revision: a.Seen,
	})
	if err != nil {
		return Remapped{}, remapping(a, err)
	}
	out, err := d.remapped(ctx, a, store, variant)
	shown := mappingOf(kept)
	out.Mapping = &shown
	return out, err
}

// DeleteMapping ends the mapping of a variant.
func (d *Desk) DeleteMapping(ctx context.Context, a Actor, store, variant string) (Remapped, error) {
	if err := a.need(Operator); err != nil {
		return Remapped{}, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return Remapped{}, missing(err, "store")
	}
	if _, err := d.Table.Mapping(ctx, a.Merchant, store, variant); err != nil {
		return Remapped{}, missing(err, "mapping")
	}
	if err := d.Table.DeleteMapping(ctx, a.Merchant, store, variant, a.Seen, a.By(), d.Now().UTC()); err != nil {
		return Remapped{}, remapping(a, err)
	}
	return d.remapped(ctx, a, store, variant)
}

const (
	// decideNow is how many waiting orders are read and decided before the answer; the rest is a job.
	decideNow = 25
)

// remapped decides the orders that wait for a variant anew: the first of them now, the rest in a job.
func (d *Desk) remapped(ctx context.Context, a Actor, store, variant string) (Remapped, error) {
	n, next, err := d.redecide(ctx, a.Merchant, store, variant, "")
	out := Remapped{Decided: n}
	if err != nil || next == "" {
		return out, err
	}
	started, err := d.startJob(ctx, a, table.Job{Kind: job.KindRedecide, Store: store, Cursor: next}, job.Redecide{Variant: variant})
	out.Job = started.ID
	return out, err
}

// redecide tells one page of a store's orders that await ordering, and have the variant, that time passed.
func (d *Desk) redecide(ctx context.Context, merchant, store, variant, cursor string) (n int, next string, err error) {
	page, err := d.Table.ListTab(ctx, merchant, table.TabQuery{Tab: order.AwaitingOrder, Store: store, Cursor: cursor, Limit: decideNow})
	if err != nil {
		return 0, "", err
	}
	keys := make([]order.Key, 0, len(page.Rows))
	for _, row := range page.Rows {
		keys = append(keys, row.Key)
	}
	orders, err := d.Table.LoadMany(ctx, keys)
	if err != nil {
		return 0, "", err
	}
	for _, o := range orders {
		if !slices.ContainsFunc(o.Store.Lines, func(l order.SnapshotLine) bool { return l.Variant == variant }) {
			continue
		}
		_, err := d.Decider.Apply(ctx, o.Key, order.TimePassed{})
		if err != nil && !errors.Is(err, table.ErrNotFound) && !errors.Is(err, table.ErrNewerLayout) {
			return n, "", err
		}
		n++
	}
	return n, page.Cursor, nil
}

// remapping is why a mapping could not be changed.
func remapping(a Actor, err error) error {
	if a.Seen != 0 && errors.Is(err, table.ErrConflict) {
		return refuse(Stale, "mapping_changed", "The mapping was changed since you read it. Read it again, then change it.")
	}
	return refusal(err)
}

// Mapping is what is bought for one variant.
func (d *Desk) Mapping(ctx context.Context, a Actor, store, variant string) (Mapping, error) {
	if err := a.need(ReadOnly); err != nil {
		return Mapping{}, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return Mapping{}, missing(err, "store")
	}
	m, err := d.Table.Mapping(ctx, a.Merchant, store, variant)
	if err != nil {
		return Mapping{}, missing(err, "mapping")
	}
	return mappingOf(m), nil
}
