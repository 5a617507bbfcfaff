package order

// movesBetween matches the portions of two moments, line by line, and answers what went
// where. Quantities are matched by what they have in common (fulfilment, lot), so that a
// portion that stays is not taken for one that moved. Both lists are grouped by line.
func movesBetween(before, after []Portion) []Move {
	var out []Move
	was := byLine(before)
	for len(after) > 0 {
		n := run(after)
		now := after[:n]
		after = after[n:]
		out = lineMoves(was[now[0].Line], now, out)
	}
	return out
}

// run is how many portions at the head of the list are of the same line.
func run(list []Portion) int {
	n := 1
	for n < len(list) && list[n].Line == list[0].Line {
		n++
	}
	return n
}

func byLine(list []Portion) map[string][]Portion {
	out := map[string][]Portion{}
	for len(list) > 0 {
		n := run(list)
		out[list[0].Line] = list[:n]
		list = list[n:]
	}
	return out
}

// likeness is a way in which a portion before and one after can be the same units, the closest first.
type likeness func(a, b *Portion) bool

var likenesses = []likeness{
	func(a, b *Portion) bool { return a.State == b.State && a.Lot == b.Lot && a.Fulfilment == b.Fulfilment },
	func(a, b *Portion) bool { return a.State == b.State && a.Lot == b.Lot },
	func(a, b *Portion) bool { return a.State == b.State },
	func(a, b *Portion) bool { return a.Lot == b.Lot && a.Lot != "" && CanMove(a.State, b.State) },
	func(a, b *Portion) bool { return CanMove(a.State, b.State) },
}

func lineMoves(before, after []Portion, out []Move) []Move {
	if same(before, after) {
		return out
	}
	left := append([]Portion(nil), before...)
	rest := append([]Portion(nil), after...)
	first := len(out)
	for _, like := range likenesses {
		out = match(left, rest, like, out)
	}
	if units(left) > 0 && units(rest) > 0 {
		// Taking the closest first led into a dead end: look for any way that the table allows.
		if found, ok := anyWay(before, after); ok {
			return append(out[:first], found...)
		}
		out = match(left, rest, func(_, _ *Portion) bool { return true }, out)
	}
	for _, p := range rest {
		if p.Units > 0 {
			out = append(out, Move{Line: p.Line, Units: p.Units, To: p.State})
		}
	}
	return out
}

func same(a, b []Portion) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func units(list []Portion) int {
	n := 0
	for _, p := range list {
		n += p.Units
	}
	return n
}

func match(left, rest []Portion, like likeness, out []Move) []Move {
	for i := range rest {
		for j := range left {
			a, b := &left[j], &rest[i]
			if a.Units == 0 || b.Units == 0 || !like(a, b) {
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

// anyWay looks for moves that take all units before to units after by way of the table alone: one
// unit after the other, changing earlier choices where that makes room.
func anyWay(before, after []Portion) ([]Move, bool) {
	flow := make([][]int, len(before))
	room := make([]int, len(after))
	for i := range flow {
		flow[i] = make([]int, len(after))
	}
	for j := range after {
		room[j] = after[j].Units
	}
	for i := range before {
		for range before[i].Units {
			if !augment(i, before, after, flow, room, make([]bool, len(after))) {
				return nil, false
			}
		}
	}
	var out []Move
	for i := range before {
		for j, n := range flow[i] {
			if n > 0 && before[i].State != after[j].State {
				out = append(out, Move{Line: after[j].Line, Units: n, From: before[i].State, To: after[j].State})
			}
		}
	}
	for j, n := range room {
		if n > 0 {
			out = append(out, Move{Line: after[j].Line, Units: n, To: after[j].State})
		}
	}
	return out, true
}

func augment(i int, before, after []Portion, flow [][]int, room []int, tried []bool) bool {
	for j := range after {
		if tried[j] || !CanMove(before[i].State, after[j].State) {
			continue
		}
		tried[j] = true
		if room[j] > 0 {
			room[j]--
			flow[i][j]++
			return true
		}
		for k := range before {
			if k != i && flow[k][j] > 0 {
				flow[k][j]--
				if augment(k, before, after, flow, room, tried) {
					flow[i][j]++
					return true
				}
				flow[k][j]++
			}
		}
	}
	return false
}
