package job

import (
	"context"
	"errors"
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/table"
)

// find leads from what a row says to its order; a problem when that is none or several.
func (im *Importer) find(ctx context.Context, stores []table.Store, merchant string, r sheetRow) (order.Key, string, error) {
	name, store := r.cells[colOrder], ""
	if want := r.cells[colStore]; want != "" {
		i := slices.IndexFunc(stores, func(s table.Store) bool { return s.ID == want || strings.EqualFold(s.Name, want) })
		if i < 0 {
			return order.Key{}, "There is no store " + cut(want, longest) + ". The page Stores has their names.", nil
		}
		store = stores[i].ID
	}
	keys, err := im.Table.Lookup(ctx, merchant, table.ByName, name)
	if err != nil {
		return order.Key{}, "", err
	}
	keys = slices.DeleteFunc(keys, func(k order.Key) bool { return store != "" && k.Store != store })
	switch {
	case len(keys) == 1:
		return keys[0], "", nil
	case len(keys) > 1:
		return order.Key{}, "Several orders are called " + name + ". Say which one in a column \"store\".", nil
	case store != "" || len(stores) == 1:
		// It may be the store's id of the order.
		if store == "" {
			store = stores[0].ID
		}
		key := order.Key{Merchant: merchant, Store: store, ID: name}
		_, err := im.Table.Load(ctx, key)
		switch {
		case err == nil:
			return key, "", nil
		case !errors.Is(err, table.ErrNotFound) && !errors.Is(err, table.ErrNewerLayout) && !errors.Is(err, table.ErrKey):
			return order.Key{}, "", err
		}
	}
	return order.Key{}, "There is no order " + cut(name, longest) + " here. Give its name as the list of orders has it.", nil
}

// elsewhere looks whether other orders have a row's number: a supplier's order belongs to one, a parcel can carry several.
func (im *Importer) elsewhere(ctx context.Context, kind string, key order.Key, r sheetRow) (problem, doubt string, err error) {
	what, value := table.ByNumber, r.outside(colNumber)
	if kind == KindImportOrders {
		what, value = table.BySupplierOrder, r.outside(colBought)
	}
	keys, err := im.Table.Lookup(ctx, key.Merchant, what, value)
	if err != nil {
		return "", "", err
	}
	i := slices.IndexFunc(keys, func(k order.Key) bool { return k != key })
	switch {
	case i < 0 && kind == KindImportTracking:
		return "", r.unusual(), nil
	case i < 0:
		return "", "", nil
	}
	name := keys[i].ID
	if o, err := im.Table.Load(ctx, keys[i]); err == nil && o.Store.Name != "" {
		name = o.Store.Name
	}
	if kind == KindImportOrders {
		return "The order " + name + " has this supplier order already. A supplier order belongs to one order.", "", nil
	}
	return "", "The order " + name + " has this number too. That is right only when one parcel carries both.", nil
}
