package job

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"onward/shared/order"
	"onward/shared/table"
)

// changes makes changes of a list's rows. Rows of one order and line that differ in their number alone are one change.
func (im *Importer) changes(ctx context.Context, merchant, kind, by string, sheet []byte) (n int, out []change, bad []BadRow, err error) {
	needed := map[string][]column{KindImportTracking: {colOrder, colNumber}, KindImportOrders: {colOrder, colBought}}[kind]
	if needed == nil {
		return 0, nil, nil, errKind
	}
	rows, err := readSheet(sheet, needed...)
	if err != nil {
		return 0, nil, nil, err
	}
	stores, err := im.Table.Stores(ctx, merchant)
	if err != nil {
		return 0, nil, nil, err
	}
	accounts, err := im.Table.Accounts(ctx, merchant)
	if err != nil {
		return 0, nil, nil, err
	}
	keys, problems := make([]order.Key, len(rows)), make([]string, len(rows))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(checkAtOnce)
	for i, row := range rows {
		group.Go(func() error {
			var err error
			keys[i], problems[i], err = im.find(gctx, merchant, stores, row)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return 0, nil, nil, err //nolint:wrapcheck // ours, passed through
	}
	groups := map[string]int{}
	for i, row := range rows {
		if problems[i] == "" {
			problems[i] = row.check(kind, accounts)
		}
		if problems[i] != "" {
			bad = append(bad, BadRow{Row: row.row, Order: row.cells[colOrder], Problem: problems[i]})
			continue
		}
		id := row.group(keys[i])
		at, known := groups[id]
		if !known {
			at = len(out)
			groups[id] = at
			out = append(out, change{key: keys[i]})
		}
		what, number := needed[1], row.outside(needed[1])
		if slices.ContainsFunc(out[at].rows, func(r sheetRow) bool { return r.outside(what) == number }) {
			bad = append(bad, BadRow{Row: row.row, Order: row.cells[colOrder], Problem: "The " + string(what) + " is there twice for the same items."})
			continue
		}
		out[at].rows = append(out[at].rows, row)
	}
	for i := range out {
		c := &out[i]
		if kind == KindImportTracking {
			c.event = func(o order.Order) (order.Event, string) { return tracking(o, by, c.rows) }
		} else {
			c.event = func(o order.Order) (order.Event, string) { return bought(o, by, c.rows, accounts) }
		}
	}
	return len(rows), out, bad, nil
}

// group is the same for rows that are one change.
func (r sheetRow) group(key order.Key) string {
	return strings.ToLower(strings.Join([]string{
		key.String(), r.cells[colSKU], r.cells[colQuantity], r.cells[colReplaces], r.cells[colAccount],
	}, "\x00"))
}

// check finds what is wrong with a row by itself.
func (r sheetRow) check(kind string, accounts []table.Account) string {
	if q := r.cells[colQuantity]; q != "" {
		if n, err := strconv.Atoi(q); err != nil || n < 1 {
			return "The quantity is not a whole number above 0."
		}
	}
	if kind == KindImportOrders {
		if problem := r.checkNumber(colBought); problem != "" {
			return problem
		}
		_, problem := accountOf(r, accounts)
		return problem
	}
	if link := r.cells[colURL]; link != "" {
		if u, err := url.Parse(link); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return "The tracking url is not an address that begins with https://."
		}
	}
	return r.checkNumber(colNumber)
}

// tracking makes the event of numbers given by hand: for lines that have none, or in place of a number.
func tracking(o order.Order, by string, rows []sheetRow) (order.Event, string) {
	e := order.SetTracking{By: by}
	for _, r := range rows {
		e.Tracking = append(e.Tracking, order.Tracking{Number: r.outside(colNumber), Carrier: r.cells[colCarrier], URL: r.cells[colURL]})
	}
	if old := strings.ReplaceAll(rows[0].cells[colReplaces], " ", ""); old != "" {
		i := slices.IndexFunc(o.Fulfilments, func(f order.Fulfilment) bool {
			return f.State != order.FulfilmentRolledBack && (slices.Contains(f.Told, old) || slices.Contains(numbersOf(f.Manual), old))
		})
		if i < 0 {
			return nil, "The order has no fulfilment with the number " + old + "."
		}
		e.Fulfilment = o.Fulfilments[i].ID
		return e, ""
	}
	if rows[0].cells[colSKU] == "" && rows[0].cells[colQuantity] == "" {
		return e, "" // all that the store waits for
	}
	lines, problem := linesOf(o, rows[0], untracked)
	e.Lines = lines
	return e, problem
}

// bought makes the event of supplier orders that the merchant placed by hand, or whose placing had an unknown outcome.
func bought(o order.Order, by string, rows []sheetRow, accounts []table.Account) (order.Event, string) {
	account, problem := accountOf(rows[0], accounts)
	if problem != "" {
		return nil, problem
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.outside(colBought))
	}
	for _, p := range o.Purchases {
		if p.State == order.PurchaseUnknown && p.Account == account.ID && rows[0].cells[colSKU] == "" {
			return order.SettlePlaced{By: by, Purchase: p.ID, Orders: ids}, ""
		}
	}
	lines, problem := linesOf(o, rows[0], unbought)
	if problem != "" {
		return nil, problem
	}
	return order.RecordPurchase{By: by, Supplier: account.Supplier, Account: account.ID, Lines: lines, Orders: ids}, ""
}

// accountOf is the supplier account that a row names by its id, name or supplier; without a name, the only one.
func accountOf(r sheetRow, accounts []table.Account) (table.Account, string) {
	want := r.cells[colAccount]
	var fits []table.Account
	for _, a := range accounts {
		if want == "" || a.ID == want || strings.EqualFold(a.Name, want) || strings.EqualFold(string(a.Supplier), want) {
			fits = append(fits, a)
		}
	}
	switch {
	case len(fits) == 1:
		return fits[0], ""
	case len(fits) == 0 && want != "":
		return table.Account{}, "There is no supplier account " + want + "."
	case len(fits) == 0:
		return table.Account{}, "There is no supplier account. Connect one first."
	default:
		return table.Account{}, "It is not clear which supplier account is meant. Add a column \"account\"."
	}
}

// untracked and unbought tell portions that can still be given a number, or be bought.
func untracked(p order.Portion) bool {
	return p.Fulfilment == "" && p.State != order.Fulfilled && p.State != order.Canceled && p.State != order.Exempt
}

func unbought(p order.Portion) bool {
	return p.Purchase == "" && (p.State == order.AwaitingOrder || p.State == order.Pending) ||
		p.State == order.Failed && p.Why != order.WhyPlacedUnknown
}

// linesOf is the lines that a row means: those of its SKU, or all; as many units as it says, or all that are open.
func linesOf(o order.Order, r sheetRow, open func(order.Portion) bool) ([]order.LineUnits, string) {
	sku, left := r.cells[colSKU], -1
	if q := r.cells[colQuantity]; q != "" {
		left, _ = strconv.Atoi(q)
	}
	var out []order.LineUnits
	named := false
	for _, l := range o.Store.Lines {
		if !l.Kind.Ships() || sku != "" && !strings.EqualFold(l.SKU, sku) && l.ID != sku && l.Variant != sku {
			continue
		}
		named = true
		units := 0
		for _, p := range o.Portions {
			if p.Line == l.ID && open(p) {
				units += p.Units
			}
		}
		if left >= 0 {
			units = min(units, left)
			left -= units
		}
		if units > 0 {
			out = append(out, order.LineUnits{Line: l.ID, Units: units})
		}
	}
	switch {
	case !named:
		return nil, "The order has no line with the SKU " + sku + "."
	case left > 0:
		return nil, "The order has not so many units open."
	case len(out) == 0:
		return nil, "Nothing of this is open any more."
	default:
		return out, ""
	}
}
