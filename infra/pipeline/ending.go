package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Ending tells how everything ended, in words that do not depend on ids or on the way there.
func (w *World) Ending() (string, error) {
	var b strings.Builder
	mails := map[string]int{}
	for _, m := range w.shop.Mails() {
		mails[m.Order]++
	}
	for i, h := range w.shop.Orders() {
		fmt.Fprintf(&b, "order %d: %d mails\n", i, mails[h.ID])
		o, err := w.Order(h.ID)
		if err != nil {
			return "", err
		}
		place := map[string]int{}
		for n, l := range o.Store.Lines {
			place[l.ID] = n
		}
		var lines []string
		units := map[string]int{}
		for _, p := range o.Portions {
			units[fmt.Sprintf("  line %d %s %s", place[p.Line], p.State, p.Why)] += p.Units
		}
		for _, what := range slices.Sorted(maps.Keys(units)) {
			lines = append(lines, fmt.Sprintf("%s × %d", what, units[what]))
		}
		var shipments []string
		for _, s := range h.Shipments {
			content := map[int]int{}
			for line, n := range s.Lines {
				content[place[line]] += n
			}
			numbers := slices.Sorted(slices.Values(s.Numbers))
			shipments = append(shipments, fmt.Sprintf("  shipment %v %v cancelled %v", numbers, content, s.Cancelled))
		}
		slices.Sort(shipments)
		lines = append(lines, shipments...)
		for _, a := range o.Attention {
			lines = append(lines, fmt.Sprintf("  attention %s", a.Code))
		}
		b.WriteString(strings.Join(lines, "\n") + "\n")
	}
	return b.String(), nil
}

// Disturb has a fault strike the nth point of the world from now on.
func (w *World) Disturb(s Strike) { w.runs.strike, w.runs.met, w.runs.where = s, 0, "" }

// Struck is the point that the fault struck, empty when it did not come so far.
func (w *World) Struck() string { return w.runs.where }

// Twins has every batch handed out twice at the same instant: the second runs wholly at the nth point of the first.
func (w *World) Twins(at int) { w.twin = at }

// Deepest is how many points the deepest run of a queue's function had.
func (w *World) Deepest() int { return w.deepest }
