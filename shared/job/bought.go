package job

import (
	"slices"
	"strconv"
	"strings"

	"onward/shared/order"
	"onward/shared/table"
)

// bought is supplier orders that the merchant placed by hand, or whose placing had an unknown outcome.
type bought struct {
	rows     []sheetRow
	accounts []table.Account
}

func (b bought) numbers() []string {
	var out []string
	for _, r := range b.rows {
		out = append(out, r.outside(colBought))
	}
	return out
}

// hasOrders reports whether an order has all the supplier orders.
func hasOrders(o order.Order, ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool {
		return !slices.ContainsFunc(o.Purchases, func(p order.Purchase) bool { _, ok := p.Order(id); return ok })
	})
}

// event makes the event of a purchase made by hand, or says what became of one.
func (b bought) event(o order.Order) (order.Event, string) {
	account, problem := accountOf(b.rows[0], b.accounts)
	if problem != "" {
		return nil, problem
	}
	for _, p := range o.Purchases {
		if p.State == order.PurchaseUnknown && p.Account == account.ID && b.rows[0].cells[colSKU] == "" {
			return order.SettlePlaced{Purchase: p.ID, Orders: b.numbers()}, ""
		}
	}
	lines, problem := linesOf(o, b.rows[0], unbought)
	if problem == problemClosed {
		var ids []string
		for _, p := range o.Purchases {
			for _, so := range p.Orders {
				ids = append(ids, so.ID)
			}
		}
		if len(ids) > 0 {
			problem += " It was bought as " + cut(strings.Join(ids, ", "), 2*longest) + ". To change that number, open the order."
		}
	}
	if problem != "" {
		return nil, problem
	}
	return order.RecordPurchase{Supplier: account.Supplier, Account: account.ID, Lines: lines, Orders: b.numbers()}, ""
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
		return table.Account{}, "There is no supplier account " + cut(want, longest) + ". The page Suppliers has their names."
	case len(fits) == 0:
		return table.Account{}, "There is no supplier account. Connect one first, on the page Suppliers."
	default:
		return table.Account{}, "There are several supplier accounts. Say which one in a column \"account\"."
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

func anyOpen(o order.Order, open func(order.Portion) bool) bool {
	return slices.ContainsFunc(o.Portions, open)
}

const problemClosed = "Nothing of this is open any more."

// isLine reports whether a row's SKU names a line; the store's ids of the line and of the variant do as well.
func isLine(o order.Order, line, sku string) bool {
	return slices.ContainsFunc(o.Store.Lines, func(l order.SnapshotLine) bool {
		return l.ID == line && (strings.EqualFold(l.SKU, sku) || l.ID == sku || l.Variant == sku)
	})
}

// linesOf is the lines that a row means: those of its SKU, or all; as many units as it says, or all that are open.
func linesOf(o order.Order, r sheetRow, open func(order.Portion) bool) ([]order.LineUnits, string) {
	sku, left := r.cells[colSKU], -1
	if q := r.cells[colQuantity]; q != "" {
		left, _ = strconv.Atoi(q)
	}
	var out []order.LineUnits
	named, all := false, 0
	for _, l := range o.Store.Lines {
		if !l.Kind.Ships() || sku != "" && !isLine(o, l.ID, sku) {
			continue
		}
		named = true
		units := 0
		for _, p := range o.Portions {
			if p.Line == l.ID && open(p) {
				units += p.Units
			}
		}
		all += units
		if left >= 0 {
			units = min(units, left)
			left -= units
		}
		if units > 0 {
			out = append(out, order.LineUnits{Line: l.ID, Units: units})
		}
	}
	switch {
	case !named && sku == "":
		return nil, "The order has nothing that is sent in a parcel."
	case !named:
		return nil, "The order has no line with the SKU " + cut(sku, longest) + "." + skusText(o)
	case all == 0:
		return nil, problemClosed
	case left > 0:
		return nil, "The order has not so many units open: " + strconv.Itoa(all) + "."
	default:
		return out, ""
	}
}

// skusText names the SKUs that an order has.
func skusText(o order.Order) string {
	var out []string
	for _, l := range o.Store.Lines {
		if l.SKU != "" && !slices.Contains(out, l.SKU) {
			out = append(out, l.SKU)
		}
	}
	if len(out) == 0 {
		return " Its lines have none: leave the column empty for all of it."
	}
	return " It has " + cut(strings.Join(out, ", "), 2*longest) + "."
}
