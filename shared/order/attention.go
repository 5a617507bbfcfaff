package order

import (
	"slices"
	"strconv"
	"time"
)

// derived reports whether an attention comes and goes with the facts; the others stay until a person has seen them.
func (c AttentionCode) derived() bool {
	switch c {
	case AttentionMoneyRefund, AttentionAddressChanged, AttentionParked, AttentionFulfilledBare:
		return false
	case AttentionCancelSupplier, AttentionAmbiguousParcel, AttentionPlacedUnknown, AttentionNoNumber,
		AttentionUnpaid, AttentionSilent, AttentionNotTold, AttentionWithdrawn, AttentionUnmapped,
		AttentionRisk, AttentionDoubtful:
		return true
	default:
		return false
	}
}

func findAttention(list []Attention, code AttentionCode, subject string) *Attention {
	for i := range list {
		if list[i].Code == code && list[i].Subject == subject {
			return &list[i]
		}
	}
	return nil
}

// raise asks for a person's attention once; what is already asked keeps its time.
func (d *decision) raise(code AttentionCode, subject, detail string) {
	if a := findAttention(d.o.Attention, code, subject); a != nil {
		if a.Detail != detail {
			a.Detail, a.Seen = detail, false
		}
		return
	}
	d.o.Attention = append(d.o.Attention, Attention{Code: code, Subject: subject, Detail: detail, At: d.now})
}

// settleAttention raises what the facts ask for and withdraws what they do not ask for any more.
func (d *decision) settleAttention() {
	wanted := d.wantedAttention()
	d.o.Attention = slices.DeleteFunc(d.o.Attention, func(a Attention) bool {
		return a.Code.derived() && findAttention(wanted, a.Code, a.Subject) == nil
	})
	for _, w := range wanted {
		d.raise(w.Code, w.Subject, w.Detail)
	}
	if len(d.o.Attention) == 0 {
		d.o.Attention = nil
	}
}

func (d *decision) wantedAttention() []Attention {
	var out []Attention
	want := func(code AttentionCode, subject, detail string) {
		out = append(out, Attention{Code: code, Subject: subject, Detail: detail})
	}
	for _, p := range d.o.Portions {
		if p.State == AwaitingOrder && p.Why == WhyUnmapped {
			want(AttentionUnmapped, p.Line, "")
		}
	}
	if d.o.Store.Risk != "" && d.payable() {
		want(AttentionRisk, "", d.o.Store.Risk)
	}
	for i := range d.o.Purchases {
		d.purchaseAttention(&d.o.Purchases[i], want)
	}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		switch {
		case f.State == FulfilmentStuck, len(f.Refused) > 0:
			want(AttentionNotTold, f.ID, f.Reason)
		case f.State == FulfilmentWithdrawn:
			want(AttentionWithdrawn, f.ID, f.Reason)
		}
	}
	if d.o.CompleteRefused != "" {
		want(AttentionNotTold, string(EffectComplete), d.o.CompleteRefused)
	}
	return out
}

func (d *decision) purchaseAttention(p *Purchase, want func(AttentionCode, string, string)) {
	if p.State == PurchaseUnknown {
		want(AttentionPlacedUnknown, p.ID, p.Message)
	}
	if p.State != PurchasePlaced {
		return
	}
	for i := range p.Orders {
		so := &p.Orders[i]
		if so.Replaced || so.Stage == StageCancelled {
			continue
		}
		d.orderAttention(p, so, want)
	}
	if n := d.surplus(p); n > 0 && !p.shipped() {
		want(AttentionCancelSupplier, p.ID, strconv.Itoa(n))
	}
}

func (d *decision) orderAttention(p *Purchase, so *SupplierOrder, want func(AttentionCode, string, string)) {
	subject := p.ID + "/" + so.ID
	if so.Stage == StagePlaced && !so.PayBy.IsZero() && d.reached(so.PayBy.Add(-d.p.Timing.PayWarning)) {
		want(AttentionUnpaid, subject, so.PayBy.Format(time.RFC3339))
	}
	if len(so.Parcels) == 0 && so.Stage.rank() >= StagePaid.rank() {
		since := so.PaidAt
		if since.IsZero() {
			since = p.PlacedAt
		}
		if d.reached(since.Add(d.p.Timing.NoNumber)) {
			want(AttentionNoNumber, subject, since.Format(time.RFC3339))
		}
	}
	for _, x := range so.InDoubt() {
		want(AttentionDoubtful, subject+"/"+x.Number, x.Doubt)
	}
	for i := range so.Parcels {
		parcel := &so.Parcels[i]
		if parcel.Number == "" {
			continue
		}
		where := subject + "/" + strconv.Itoa(parcel.Ordinal)
		if parcel.Ambiguous {
			want(AttentionAmbiguousParcel, where, parcel.Number)
		}
		if parcel.FirstScan.IsZero() && !parcel.Delivered && so.Stage != StageDone &&
			d.reached(parcel.FirstSeen.Add(d.p.Timing.Silent)) {
			want(AttentionSilent, where, parcel.Number)
		}
	}
}

// surplus is how many units in a purchase nobody wants any more: refunded since, rolled back, or bought twice.
func (d *decision) surplus(p *Purchase) int {
	n := 0
	for i := range p.Items {
		id := p.Items[i].Lot
		if slices.ContainsFunc(p.Items[:i], func(x Item) bool { return x.Lot == id }) {
			continue
		}
		a := d.ledger().lot(id)
		if a.lot == nil {
			continue
		}
		living, twice := d.living(p, a)
		if a.lot.Released {
			n += living
			continue
		}
		if line := d.ledger().line(a.lot.Line).snapshot; line != nil && living > 0 {
			n += max(min(d.excess(line, 0), living), min(twice, living))
		}
	}
	return n
}

// living is how many units of a lot the purchase still brings, and how many of a component are bought beyond need.
func (d *decision) living(p *Purchase, a *lotAccount) (units, twice int) {
	for _, s := range a.slots {
		mine := 0
		for _, part := range s.parts {
			if part.purchase == p {
				mine += d.ledger().tallyItem(part).atLeast[levelPlacing]
			}
		}
		units = max(units, mine)
		if len(s.parts) > 1 || a.lot.Freed > 0 {
			twice = max(twice, d.ledger().tallySlot(s).atLeast[levelPlacing]-(a.lot.Units-a.lot.Freed))
		}
	}
	return units, twice
}

// shipped reports whether any of the purchase's orders has left the supplier.
func (p *Purchase) shipped() bool {
	return slices.ContainsFunc(p.Orders, func(so SupplierOrder) bool {
		return so.Stage.rank() >= StageShipped.rank() && so.Stage != StageCancelled
	})
}

// ageWatches notes which purchases are old enough not to be watched any longer.
func (d *decision) ageWatches() {
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if p.State != PurchasePlaced {
			continue
		}
		if !p.WatchEnded && slices.ContainsFunc(p.Orders, func(so SupplierOrder) bool { return !so.Replaced && !so.over() }) {
			p.WatchEnded = d.reached(p.PlacedAt.Add(d.p.Timing.WatchFor))
		}
	}
}
