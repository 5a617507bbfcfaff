package order

// News lists the steps after a version that brought something: what a person would call news. Hints to read again,
// claims, and the store's unchanged word are none. It reaches back as far as the order carries its steps.
func (o *Order) News(since int64) []Entry {
	var out []Entry
	for _, e := range o.Tail {
		if e.Version > since && e.tells() {
			out = append(out, e)
		}
	}
	return out
}

// tells reports whether a step is worth telling of.
func (e Entry) tells() bool {
	switch e.Kind {
	case Reread{}.Kind(), Claimed{}.Kind(), TimePassed{}.Kind(), StoreSaid{}.Kind():
		return len(e.Moves) > 0 || len(e.Raised) > 0
	default:
		return true
	}
}

// Rereading reports whether the order is being read from its store, so that news may still come.
func (o *Order) Rereading() bool {
	for _, e := range o.Effects {
		if e.Kind == EffectReread {
			return true
		}
	}
	return false
}
