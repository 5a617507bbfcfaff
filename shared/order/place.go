package order

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"time"
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
	d.buy(d.retryDead(wants), time.Time{})
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
	for _, u := range named {
		line := d.o.line(u.Line)
		if line == nil || !handled(line) {
			return nil, reject("no_such_line", "Line "+u.Line+" is not a line of this order that can be bought.")
		}
		if why := d.blockedBy(line); why != WhyNone {
			return nil, reject(string(why), "Line "+u.Line+": "+sentence(AwaitingOrder, why).Next)
		}
		if n := d.placeable(line); u.Units < 0 || u.Units > n {
			return nil, reject("too_many", "Line "+u.Line+": only "+strconv.Itoa(n)+" can be placed.")
		} else if u.Units == 0 {
			u.Units = n
		}
		if u.Units > 0 {
			out = append(out, want{line: line, units: u.Units})
		}
	}
	return out, nil
}

// whyNothing names what stands in the way when nothing of the order can be placed.
func (d *decision) whyNothing() error {
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if !handled(line) || d.placeable(line) == 0 {
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
	rest := d.balance(line).open - d.held(line.ID)
	for _, s := range d.lineSegments(line.ID) {
		if s.state == Canceled || s.state == Failed && s.why == WhyRefused {
			continue
		}
		rest -= min(s.units, max(rest, 0))
	}
	return max(rest, 0)
}

// retryDead makes dead units free to be bought again. Of bundles of which some components live, only
// the dead components are bought again; what that takes off the wants is answered.
func (d *decision) retryDead(wants []want) []want {
	for i := range wants {
		w := &wants[i]
		for j := range d.o.Lots {
			lot := &d.o.Lots[j]
			if lot.Released || lot.Line != w.line.ID {
				continue
			}
			if n := d.retryParts(lot); n > 0 {
				w.units = max(w.units-n, 0)
				continue
			}
			d.freeDead(lot)
		}
	}
	return slices.DeleteFunc(wants, func(w want) bool { return w.units == 0 })
}

// retryParts buys a bundle's refused components again and answers how many units that serves.
func (d *decision) retryParts(lot *Lot) int {
	parts := d.parts(lot)
	dead := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.purchase.State != PurchaseRefused })
	if len(dead) == 0 || len(dead) == len(parts) {
		return 0
	}
	line := d.o.line(lot.Line)
	m, mapped := d.mapping(line)
	var again []Purchase
	for _, p := range dead {
		c := p.item.Component
		if i := slices.Index(parts, p); mapped && len(m.Components) == len(parts) {
			c = m.Components[i]
		}
		p.item.Superseded = true
		again = append(again, Purchase{
			ID: d.purchaseID(), Supplier: c.Supplier, Account: c.Account, State: PurchaseOpen, CreatedAt: d.now,
			Items: []Item{{ID: d.serial("i"), Lot: lot.ID, Component: c, Quantity: lot.Units * c.PerUnit()}},
		})
	}
	d.o.Purchases = append(d.o.Purchases, again...)
	return lot.Units
}

// freeDead makes a lot's refused or cancelled units free.
func (d *decision) freeDead(lot *Lot) {
	alive, dead := d.inFulfilments(lot.ID), 0
	for _, s := range d.segments(lot) {
		switch {
		case s.state == Canceled:
			dead += s.units
		case s.state == Failed && s.why == WhyRefused:
			dead += s.units
		default:
			alive += s.units
		}
	}
	if alive == 0 {
		lot.Released = true
		return
	}
	lot.Freed += dead
}

// buy makes one lot for each want and one purchase for each supplier account.
func (d *decision) buy(wants []want, notBefore time.Time) {
	type account struct {
		supplier Supplier
		id       string
	}
	var accounts []account
	items := map[account][]Item{}
	for _, w := range wants {
		m, ok := d.mapping(w.line)
		if !ok {
			continue
		}
		lot := Lot{ID: d.serial("l"), Line: w.line.ID, Units: w.units}
		d.o.Lots = append(d.o.Lots, lot)
		for _, c := range m.Components {
			a := account{c.Supplier, c.Account}
			if !slices.Contains(accounts, a) {
				accounts = append(accounts, a)
			}
			items[a] = append(items[a], Item{
				ID: d.serial("i"), Lot: lot.ID, Component: c, Quantity: w.units * c.PerUnit(),
			})
		}
	}
	for _, a := range accounts {
		d.o.Purchases = append(d.o.Purchases, Purchase{
			ID: d.purchaseID(), Supplier: a.supplier, Account: a.id, State: PurchaseOpen,
			Items: items[a], CreatedAt: d.now, NotBefore: notBefore,
		})
	}
}

// autoPlace buys paid, mapped lines that were never bought, when the merchant chose so.
func (d *decision) autoPlace() {
	if !d.p.AutoPlace || !d.payable() || d.o.Archived {
		return
	}
	var wants []want
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		bought := slices.ContainsFunc(d.o.Lots, func(l Lot) bool { return l.Line == line.ID })
		if bought || !handled(line) || d.blockedBy(line) != WhyNone || d.cautionOf(line) != WhyNone {
			continue
		}
		if n := d.placeable(line); n > 0 {
			wants = append(wants, want{line: line, units: n})
		}
	}
	if len(wants) == 0 {
		return
	}
	var notBefore time.Time
	if d.p.CoolingOff > 0 {
		notBefore = d.o.PaidSince.Add(d.p.CoolingOff)
	}
	d.buy(wants, notBefore)
}
