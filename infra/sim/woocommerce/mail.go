package woocommerce

import (
	"fmt"
	"strings"
	"time"
)

// Mail is what a store sent to a customer.
type Mail struct {
	// Kind is completed, fulfilment, fulfilment_updated or note.
	Kind    string    `json:"kind"`
	Order   int       `json:"order"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	At      time.Time `json:"at"`
}

func (s *Sim) mail(st *site, o *order, kind, subject, body string) {
	st.mails = append(st.mails, Mail{
		Kind: kind, Order: o.id, To: o.billing.Email, Subject: subject, Body: body, At: s.now().UTC(),
	})
}

// mailCompleted goes out once, on the change of status. It carries the tracking
// plugins' numbers, and never those of core fulfilments.
func (s *Sim) mailCompleted(st *site, o *order) {
	var b strings.Builder
	fmt.Fprintf(&b, "Hi %s,\nWe have finished processing your order #%s.\n", o.billing.FirstName, o.number)
	if st.set.ShipmentTracking || st.set.AdvancedShipmentTracking {
		for _, t := range o.trackings {
			fmt.Fprintf(&b, "Tracking: %s %s %s\n", t.provider, t.number, t.shownLink(o))
		}
	}
	for _, l := range o.lines {
		fmt.Fprintf(&b, "%d x %s\n", l.quantity, l.name)
	}
	s.mail(st, o, "completed", "Your order from "+st.name+" is on its way!", b.String())
}

func (s *Sim) mailFulfilment(st *site, o *order, f *fulfilment, updated bool, customerNote string) {
	kind, subject := "fulfilment", "An item from "+st.name+" has been fulfilled!"
	if updated {
		kind, subject = "fulfilment_updated", "A shipment from "+st.name+" has been updated"
	}
	var b strings.Builder
	for _, i := range f.items() {
		if l := o.line(i.ID); l != nil {
			fmt.Fprintf(&b, "%d x %s\n", i.Qty, l.name)
		}
	}
	if customerNote != "" {
		b.WriteString(customerNote + "\n")
	}
	// The provider is the value itself; _provider_name is not shown.
	fmt.Fprintf(&b, "Tracking Number: %s\nShipment Provider: %s\n%s\n", f.text("_tracking_number"), f.text("_shipment_provider"), f.text("_tracking_url"))
	s.mail(st, o, kind, subject, b.String())
}

func (s *Sim) mailNote(st *site, o *order, text string) {
	s.mail(st, o, "note", "A note has been added to your order from "+st.name, "The following note has been added to your order:\n"+text+"\n")
}

// Mails are the mails that a store has sent, of one order, or of all when id is 0.
func (s *Sim) Mails(name string, id int) []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Mail{}
	if st := s.sites[name]; st != nil {
		for _, m := range st.mails {
			if id == 0 || m.Order == id {
				out = append(out, m)
			}
		}
	}
	return out
}
