package order

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
)

// serial makes the next id of a kind within the order.
func (d *decision) serial(prefix string) string {
	d.o.Serial++
	return prefix + strconv.Itoa(d.o.Serial)
}

// purchaseID makes an id that is unique over all merchants, fit for every supplier (letters
// and digits), and the same whenever the same decision is made again.
func (d *decision) purchaseID() string {
	k := d.o.Key
	sum := sha256.Sum256([]byte(strings.Join([]string{k.Merchant, k.Store, k.ID, d.serial("p")}, "\x00")))
	return "ow" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:12]))
}

// want is a quantity of a line that is to be bought.
type want struct {
	line  *SnapshotLine
	units int
}

// place buys what the merchant asked for, all or nothing of what was named. Without names it
// buys whatever can be bought, and refuses only when that is nothing.
func (d *decision) place(e Place) error {
	if !d.payable() {
		return reject("not_paid", "The customer has not paid: the order can be placed when the store reports the payment.")
	}
	wants, err := d.wants(e.Lines)
	if err != nil {
		return err
	}
	if len(wants) == 0 {
		return reject("nothing_to_place", "Every unit of this order is bought, fulfilled, cancelled or not mapped to a supplier's product.")
	}
	wants, items := d.mend(wants)
	d.buy(wants, items, Purchase{})
	return nil
}

func (d *decision) wants(named []LineUnits) ([]want, error) {
	var out []want
	if len(named) == 0 {
		for i := range d.o.Store.Lines {
			line := &d.o.Store.Lines[i]
			if n := d.placeable(line); n > 0 && d.blockedBy(line) == WhyNone {
				out = append(out, want{line: line, units: n})
			}
		}
		if len(out) == 0 {
			return nil, d.whyNothing()
		}
		return out, nil
	}
	for _, u := range joined(named) {
		line := d.o.line(u.Line)
		if line == nil || !handled(line) {
			return nil, reject("no_such_line", "Line "+u.Line+" is not a line of this order that can be bought.")
		}
		if why := d.blockedBy(line); why != WhyNone {
			return nil, reject(string(why), "Line "+u.Line+": "+sentence(AwaitingOrder, why).Next)
		}
		n := d.placeable(line)
		if u.Units < 0 || u.Units > n {
			return nil, reject("too_many", "Line "+u.Line+": only "+strconv.Itoa(n)+" can be placed.")
		}
		if u.Units == 0 {
			u.Units = n
		}
		if u.Units > 0 {
			out = append(out, want{line: line, units: u.Units})
		}
	}
	return out, nil
}

// joined adds up quantities of a line that is named more than once.
func joined(list []LineUnits) []LineUnits {
	out := make([]LineUnits, 0, len(list))
	for _, u := range list {
		i := slices.IndexFunc(out, func(x LineUnits) bool { return x.Line == u.Line })
		if i < 0 {
			out = append(out, u)
			continue
		}
		out[i].Units += u.Units
	}
	return out
}

// whyNothing names what stands in the way when nothing of the order can be placed.
func (d *decision) whyNothing() error {
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if d.placeable(line) == 0 {
			continue
		}
		if why := d.blockedBy(line); why != WhyNone {
			return reject(string(why), sentence(AwaitingOrder, why).Next)
		}
	}
	return nil
}

// placeable is how many units of a line can be bought: not bought yet, refused, or cancelled by the supplier.
func (d *decision) placeable(line *SnapshotLine) int {
	if !handled(line) {
		return 0
	}
	rest := d.unheld(line)
	for _, s := range d.lineSegments(line.ID) {
		if s.level >= levelUnknown {
			rest -= s.units
		}
	}
	return max(rest, 0)
}

// buy makes one lot for each want, adds the replacements, and makes one purchase for each supplier account.
func (d *decision) buy(wants []want, items []Item, like Purchase) {
	for _, w := range wants {
		m, ok := d.mapping(w.line)
		if !ok {
			continue
		}
		lot := Lot{ID: d.serial("l"), Line: w.line.ID, Units: w.units}
		d.o.Lots = append(d.o.Lots, lot)
		for _, c := range m.Components {
			items = append(items, Item{
				ID: d.serial("i"), Lot: lot.ID, Component: c, Quantity: w.units * c.PerUnit(),
			})
		}
	}
	for len(items) > 0 {
		p := like
		p.Supplier, p.Account = items[0].Component.Supplier, items[0].Component.Account
		p.ID, p.State, p.CreatedAt = d.purchaseID(), PurchaseOpen, d.now
		var others []Item
		for _, item := range items {
			if item.Component.Supplier == p.Supplier && item.Component.Account == p.Account {
				p.Items = append(p.Items, item)
			} else {
				others = append(others, item)
			}
		}
		d.o.Purchases = append(d.o.Purchases, p)
		items = others
	}
	d.touch()
}

// autoPlace buys paid, mapped lines that were never bought, when the merchant chose so.
func (d *decision) autoPlace() {
	if !d.p.AutoPlace || !d.payable() || d.o.Archived {
		return
	}
	var wants []want
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if len(d.ledger().line(line.ID).lots) > 0 || !handled(line) {
			continue
		}
		if d.blockedBy(line) != WhyNone || d.cautionOf(line) != WhyNone {
			continue
		}
		if n := d.placeable(line); n > 0 {
			wants = append(wants, want{line: line, units: n})
		}
	}
	if len(wants) == 0 {
		return
	}
	like := Purchase{Auto: true}
	if d.p.CoolingOff > 0 {
		like.NotBefore = d.o.PaidSince.Add(d.p.CoolingOff)
	}
	d.buy(wants, nil, like)
}
