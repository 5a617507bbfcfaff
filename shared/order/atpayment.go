package order

// noticeBare asks about units that somebody in the store fulfilled as soon as they were paid, without a number and
// without anything having been bought: mostly the shop itself, by its setting to fulfil automatically. Nobody would buy
// them then, and no mail with a number would ever go out.
func (d *decision) noticeBare(f *Fulfilment) {
	if len(f.Told) > 0 || d.o.Store.Imported || d.o.Store.CreatedAt.Before(d.p.NotBefore) || d.o.PaidSince.IsZero() {
		return
	}
	if !d.now.Before(d.o.PaidSince.Add(d.p.Timing.AtPayment)) {
		return // somebody had the time to do it by hand
	}
	for _, u := range f.Lines {
		if line := d.o.line(u.Line); line == nil || !line.Kind.Ships() {
			continue // stores fulfil gift cards and files by themselves, and rightly so
		}
		if len(d.ledger().line(u.Line).lots) == 0 {
			d.raise(AttentionFulfilledBare, f.ID, "")
			return
		}
	}
}
