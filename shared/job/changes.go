package job

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"onward/shared/order"
	"onward/shared/sheet"
	"onward/shared/table"
)

// MaxRows is how many rows one import has at most.
const MaxRows = 2000

// mostNumbers is how many rows one change can be made of.
const mostNumbers = 50

// checkAtOnce is how many rows, and then orders, are checked at the same time.
const checkAtOnce = 16

// asks is what a list asks for.
type asks struct {
	rows    int
	shown   []Heading
	changes []change
	noted   []Noted
}

// change is what rows of a list ask of one order.
type change struct {
	kind string
	rows []sheetRow
	key  order.Key
	// accounts is what supplier orders can be of.
	accounts []table.Account
}

// there parts the rows whose content the order has from the others.
func (c change) there(o order.Order) (there, rest []sheetRow) {
	if c.kind == KindImportOrders {
		for _, r := range c.rows {
			if hasOrders(o, []string{r.outside(colBought)}) {
				there = append(there, r)
			} else {
				rest = append(rest, r)
			}
		}
		return there, rest
	}
	if (given{c.rows}).already(o) {
		return c.rows, nil
	}
	return nil, c.rows
}

// event makes the event for the order as it is, or says what keeps it from.
func (c change) event(o order.Order) (order.Event, string) {
	if c.kind == KindImportOrders {
		return bought{c.rows, c.accounts}.event(o)
	}
	return given{c.rows}.event(o)
}

// note says something of a row.
func (r sheetRow) note(v Verdict, value, problem string) Noted {
	return Noted{Row: r.row, Order: cut(r.cells[colOrder], longest), Value: cut(value, longest), Verdict: v, Problem: problem}
}

// read takes a list apart. Rows of one order and line that differ in their number alone are one change.
func (im *Importer) read(ctx context.Context, l List) (asks, error) {
	rows, shown, err := rowsOf(l)
	if err != nil {
		return asks{}, err
	}
	around, err := im.around(ctx, l.Merchant)
	if err != nil {
		return asks{}, err
	}
	out := asks{rows: len(rows), shown: shown}
	number := columnsFor(l.Kind)[1]
	cut15 := cutOffTogether(rows, number)
	keys, problems, doubts := make([]order.Key, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(checkAtOnce)
	for i, row := range rows {
		if problems[i] = row.check(l.Kind, around.accounts); problems[i] == "" && cut15 && cutOffTogether([]sheetRow{row, row, row}, number) {
			problems[i] = "The spreadsheet took the " + string(number) + mangled
		}
		if problems[i] != "" {
			continue
		}
		group.Go(func() error {
			var err error
			keys[i], problems[i], err = im.find(gctx, around.stores, l.Merchant, row)
			if err == nil && problems[i] == "" {
				problems[i], doubts[i], err = im.elsewhere(gctx, l.Kind, keys[i], row)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return asks{}, err //nolint:wrapcheck // ours, passed through
	}
	g := grouping{kind: l.Kind, number: number, accounts: around.accounts, at: map[string]int{}, seen: map[string]seen{}}
	for i, row := range rows {
		value := row.cells[number]
		if problems[i] == "" {
			var doubt string
			problems[i], doubt = g.add(keys[i], row)
			doubts[i] = orElse(doubt, doubts[i])
		}
		switch {
		case problems[i] != "":
			out.noted = append(out.noted, row.note(Bad, value, problems[i]))
		case doubts[i] != "":
			out.noted = append(out.noted, row.note(Doubtful, value, doubts[i]))
		}
	}
	out.changes = g.changes
	return out, nil
}

// rowsOf reads a list's rows by the meaning of their columns.
func rowsOf(l List) (rows []sheetRow, shown []Heading, err error) {
	list, err := sheet.Read(l.Raw, MaxRows)
	if err != nil {
		return nil, nil, err
	}
	at, shown, err := understand(l.Kind, list)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range list.Rows {
		row := sheetRow{row: r.Number, cells: map[column]string{}}
		for i, cell := range r.Cells {
			if i < len(at) && at[i] != "" && cell != "" {
				row.cells[at[i]] = cell
			}
		}
		if len(row.cells) > 0 {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil, nil, &sheet.Error{Problem: "The file has headings and no rows."}
	}
	return rows, shown, nil
}

// grouping puts the rows together that are one change.
type grouping struct {
	kind     string
	number   column
	accounts []table.Account
	changes  []change
	at       map[string]int
	// seen is where each number is first.
	seen map[string]seen
}

type seen struct {
	key order.Key
	row sheetRow
}

// add takes a row in; a problem when another row stands against it, a doubt when it only should be looked at.
func (g *grouping) add(key order.Key, row sheetRow) (problem, doubt string) {
	number := strings.ToLower(row.outside(g.number))
	first, known := g.seen[number]
	if !known {
		g.seen[number] = seen{key, row}
	} else if first.key != key {
		other := fmt.Sprintf("Row %d has this number for the order %s", first.row.row, first.row.cells[colOrder])
		if g.kind == KindImportOrders {
			return other + ". A supplier order belongs to one order.", ""
		}
		doubt = other + " too. That is right only when one parcel carries both."
	}
	id := row.group(key)
	at, known := g.at[id]
	if !known {
		at = len(g.changes)
		g.at[id] = at
		g.changes = append(g.changes, change{kind: g.kind, key: key, accounts: g.accounts})
	}
	c := &g.changes[at]
	for _, other := range c.rows {
		if strings.EqualFold(other.outside(g.number), number) {
			return fmt.Sprintf("Row %d says the same. One of the two is enough.", other.row), ""
		}
	}
	if len(c.rows) == mostNumbers {
		return fmt.Sprintf("One shipment takes up to %d numbers.", mostNumbers), ""
	}
	c.rows = append(c.rows, row)
	return "", doubt
}

// group is the same for rows that are one change.
func (r sheetRow) group(key order.Key) string {
	return strings.ToLower(strings.Join([]string{
		key.String(), r.cells[colSKU], r.cells[colQuantity], sheet.Squeeze(r.cells[colReplaces]), r.cells[colAccount],
	}, "\x00"))
}

// around is what rows can name beside orders.
type around struct {
	stores   []table.Store
	accounts []table.Account
}

func (im *Importer) around(ctx context.Context, merchant string) (around, error) {
	stores, err := im.Table.Stores(ctx, merchant)
	if err != nil {
		return around{}, err
	}
	accounts, err := im.Table.Accounts(ctx, merchant)
	return around{stores, accounts}, err
}
