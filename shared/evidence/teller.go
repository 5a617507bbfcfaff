package evidence

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"onward/shared/order"
)

// teller goes through an order's steps, oldest first, and words what each brought that was not known before.
type teller struct {
	record Record
	bought bool

	steps    []step
	messages []message
	empty    int
	// told counts how often each fulfilment was confirmed.
	told map[string]int
	// paid is when the store first reported the payment; delivered is when delivery was first heard of, by number.
	paid      time.Time
	delivered map[string]time.Time

	said     *order.Snapshot
	numbers  map[string]bool
	scanned  map[string]bool
	statuses map[string]string
}

func tellerOf(r Record, bought bool) *teller {
	return &teller{
		record: r, bought: bought, told: map[string]int{}, delivered: map[string]time.Time{}, numbers: map[string]bool{},
		scanned: map[string]bool{}, statuses: map[string]string{},
	}
}

// take takes the next step in.
func (t *teller) take(e order.Entry) {
	event, err := order.UnmarshalEvent(e.Event)
	if err != nil {
		t.empty++ // its content was erased
		return
	}
	switch x := event.(type) {
	case order.StoreSaid:
		t.store(e, x.Snapshot)
	case order.StoreDeleted:
		t.add(e, "The order was deleted in the store.")
	case order.SupplierSaid:
		t.supplier(e, x.Report)
	case order.TellAnswered:
		t.tell(e, x)
	case order.SetTracking:
		for _, n := range x.Tracking {
			t.numbers[n.Number] = true
		}
		t.add(e, "The merchant gave the tracking number "+join(x.Tracking)+" by hand.")
	case order.Edit:
		if x.ShipTo != nil {
			t.add(e, "The merchant corrected the address.")
		}
	default:
		t.purchase(e, event)
	}
}

func (t *teller) add(e order.Entry, text string) {
	t.steps = append(t.steps, step{At: e.At, By: e.By, Text: text})
}

// store words what changed in what the store says of the order.
func (t *teller) store(e order.Entry, s order.Snapshot) {
	was := t.said
	t.said = &s
	if t.paid.IsZero() && (s.Payment == order.Paid || s.Payment == order.PartlyRefunded) {
		t.paid = e.At
	}
	payment := strings.ReplaceAll(string(s.Payment), "_", " ")
	if was == nil {
		t.add(e, "The store reported the order; payment: "+payment+".")
		return
	}
	if was.Payment != s.Payment {
		t.add(e, "The store reported the payment: "+payment+".")
	}
	if !was.Refunded.Amount.Equal(s.Refunded.Amount) {
		t.add(e, "The store reported that "+amount(s.Refunded)+" were refunded.")
	}
	if s.Cancelled && !was.Cancelled {
		t.add(e, "The order was cancelled in the store.")
	}
	if was.ShipTo != s.ShipTo && !s.ShipTo.IsZero() {
		t.add(e, "The address was changed in the store.")
	}
}

// supplier words what is new in what the supplier says. Who it is, and its order, is for its own eyes.
func (t *teller) supplier(e order.Entry, r order.Report) {
	status := cmp.Or(r.Status, string(r.Stage))
	if t.bought && status != "" && t.statuses[r.ID] != status {
		t.statuses[r.ID] = status
		t.add(e, "The supplier reported its order "+r.ID+": "+status+".")
	}
	for _, p := range r.Parcels {
		if p.Number == "" {
			continue
		}
		if !t.numbers[p.Number] {
			t.numbers[p.Number] = true
			t.add(e, "The parcel's tracking number became known: "+p.Number+by(carrierText(p.Carrier, p.Service))+".")
		}
		if !p.FirstScan.IsZero() && !t.scanned[p.Number] {
			t.scanned[p.Number] = true
			t.add(e, "A carrier has scanned the parcel "+p.Number+", first at "+stamp(p.FirstScan)+".")
		}
		if p.Delivered && t.delivered[p.Number].IsZero() {
			t.delivered[p.Number] = e.At
			t.add(e, "The parcel "+p.Number+" was reported as delivered.")
		}
	}
}

// tell words what the store answered, and what it was asked to mail.
func (t *teller) tell(e order.Entry, x order.TellAnswered) {
	kind, rest, _ := strings.Cut(x.Effect, "/")
	done := x.Outcome == order.TellDone || x.Outcome == order.TellFound
	switch {
	case order.EffectKind(kind) == order.EffectComplete && done:
		t.add(e, "The store confirmed the order as completed.")
		if x.Outcome == order.TellDone && t.record.Order.Platform == order.WooCommerce {
			t.mailed(e, "The order was set to Completed, at which WooCommerce mails the customer unless its own settings say otherwise.")
		}
	case order.EffectKind(kind) != order.EffectTell:
	case x.Outcome == order.TellRefused:
		t.add(e, strings.TrimSuffix("The store refused the shipment: "+x.Reason, ": ")+".")
	case done:
		id, _, _ := strings.Cut(rest, "/")
		numbers := strings.Join(x.Numbers, ", ")
		t.add(e, "The store confirmed the shipment"+with(numbers)+".")
		if x.Outcome == order.TellDone {
			t.mail(e, id, numbers)
		}
		t.told[id]++
	}
}

// mail says what the store was asked to mail about a shipment, by the settings in force.
func (t *teller) mail(e order.Entry, id, numbers string) {
	if t.record.Order.Platform == order.Wix {
		t.mailed(e, "Tracking was added"+with(numbers)+", at which Wix mails the customer by itself.")
		return
	}
	p, known := t.record.Policies[e.Policy]
	i := slices.IndexFunc(t.record.Order.Fulfilments, func(f order.Fulfilment) bool { return f.ID == id })
	if !known || i < 0 {
		return
	}
	asked := p.MailFirst
	switch {
	case t.told[id] > 0:
		asked = p.MailChanged
	case t.record.Order.Fulfilments[i].Further:
		asked = p.MailFurther
	}
	if asked {
		t.mailed(e, "The store was asked to mail the customer about the shipment"+with(numbers)+".")
	}
}

func (t *teller) mailed(e order.Entry, text string) {
	t.messages = append(t.messages, message{At: e.At, From: "Store", To: "Customer", Text: text})
}

// purchase words steps that are the supplier's business alone.
func (t *teller) purchase(e order.Entry, event order.Event) {
	if !t.bought {
		return
	}
	switch x := event.(type) {
	case order.PlaceAnswered:
		switch x.Outcome { //nolint:exhaustive // the others brought nothing
		case order.PlaceCreated:
			t.add(e, "The supplier accepted the purchase as "+strings.Join(x.Orders, ", ")+".")
		case order.PlaceRefused:
			t.add(e, "The supplier refused the purchase.")
		}
		if x.Message != "" {
			t.messages = append(t.messages, message{At: e.At, From: "Supplier", To: "Merchant", Text: x.Message})
		}
	case order.RecordPurchase:
		t.add(e, "The merchant recorded a purchase: "+strings.Join(x.Orders, ", ")+".")
	case order.SettlePlaced:
		if len(x.Orders) > 0 {
			t.add(e, "The merchant said that the purchase was placed, as "+strings.Join(x.Orders, ", ")+".")
		}
	case order.ChangeSupplierOrder:
		t.add(e, "The merchant replaced the supplier order "+x.From+" by "+x.To+".")
	}
}

func join(list []order.Tracking) string {
	var out []string
	for _, t := range list {
		out = append(out, t.Number+by(carrierText(t.Carrier, t.Service)))
	}
	return strings.Join(out, ", ")
}

func with(numbers string) string {
	if numbers == "" {
		return ""
	}
	return " with " + numbers
}

func by(carrier string) string {
	if carrier == "" {
		return ""
	}
	return " (" + carrier + ")"
}
