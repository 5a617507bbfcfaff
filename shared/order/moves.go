package order

// movesBetween matches the portions of two moments, line by line, and answers what went
// where. Quantities are matched by what they have in common (fulfilment, lot), so that a
// portion that stays is not taken for one that moved.
func movesBetween(before, after []Portion) []Move {
	var out []Move
	left := append([]Portion(nil), before...)
	rest := append([]Portion(nil), after...)
	for _, same := range []func(a, b Portion) bool{
		func(a, b Portion) bool { return a.State == b.State && a.Lot == b.Lot && a.Fulfilment == b.Fulfilment },
		func(a, b Portion) bool { return a.State == b.State && a.Lot == b.Lot },
		func(a, b Portion) bool { return a.State == b.State },
		func(a, b Portion) bool { return a.Lot == b.Lot && a.Lot != "" && CanMove(a.State, b.State) },
		func(a, b Portion) bool { return CanMove(a.State, b.State) },
		func(_, _ Portion) bool { return true },
	} {
		out = match(left, rest, same, out)
	}
	for _, p := range rest {
		if p.Units > 0 {
			out = append(out, Move{Line: p.Line, Units: p.Units, To: p.State})
		}
	}
	return out
}

func match(left, rest []Portion, same func(a, b Portion) bool, out []Move) []Move {
	for i := range rest {
		for j := range left {
			a, b := &left[j], &rest[i]
			if a.Line != b.Line || a.Units == 0 || b.Units == 0 || !same(*a, *b) {
				continue
			}
			n := min(a.Units, b.Units)
			a.Units -= n
			b.Units -= n
			if a.State != b.State {
				out = append(out, Move{Line: b.Line, Units: n, From: a.State, To: b.State})
			}
		}
	}
	return out
}
