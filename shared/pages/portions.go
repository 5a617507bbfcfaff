package pages

import (
	"slices"
	"strings"

	"onward/shared/api/desk"
)

// group is portions of an order that are at the same place for the same reason.
type group struct {
	desk.Portion

	// First is shown at once, Rest when it is asked for.
	First, Rest []desk.Portion
}

// shownAtOnce is how many portions of a group are.
const shownAtOnce = 5

// Groups puts together what is at the same place for the same reason, in the order of the lines: an order of many lines
// is read at a glance.
func (o orderPage) Groups() []group {
	type place struct{ tab, why, here, next string }
	at := map[place]int{}
	var out []group
	for _, p := range o.Portions {
		key := place{string(p.Tab), string(p.Why), p.Here, p.Next}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, group{Portion: p})
		}
		if g := &out[i]; len(g.First) < shownAtOnce {
			g.First = append(g.First, p)
		} else {
			g.Rest = append(g.Rest, p)
		}
	}
	return out
}

// Details is what tells a line's article from others of its name.
func (o orderPage) Details(line string) string {
	for _, l := range o.Lines {
		if l.ID != line {
			continue
		}
		var parts []string
		if l.Options != "" {
			parts = append(parts, l.Options)
		}
		if l.SKU != "" {
			parts = append(parts, "SKU "+l.SKU)
		}
		return strings.Join(parts, " · ")
	}
	return ""
}

// Unmapped is the lines of a group whose variants can be mapped, each variant once.
func (o orderPage) Unmapped(g group) []desk.Line {
	in := map[string]bool{}
	for _, p := range slices.Concat(g.First, g.Rest) {
		in[p.Line] = true
	}
	seen := map[string]bool{}
	var out []desk.Line
	for _, l := range o.Lines {
		if in[l.ID] && l.Variant != "" && !seen[l.Variant] {
			seen[l.Variant] = true
			out = append(out, l)
		}
	}
	return out
}
