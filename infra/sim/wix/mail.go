package wix

import "slices"

// Mail is one that Wix sent a buyer by itself.
type Mail struct {
	Site   string `json:"site"`
	Order  string `json:"order"`
	To     string `json:"to"`
	Number string `json:"number"`
	Link   string `json:"link"`
	At     string `json:"at"`
}

// Mails are all mails so far.
func (s *Sim) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// trackingAdded has Wix note the number and mail the buyer, unless the
// merchant switched that off in the dashboard.
func (s *Sim) trackingAdded(at *site, r *record, t *tracking) {
	now := stamp(s.opts.Now())
	note := func(kind string) {
		list, _ := r.order["activities"].([]any)
		r.order["activities"] = append(list, doc{"id": s.guid(), "createdDate": now, "type": kind})
	}
	note("TRACKING_NUMBER_ADDED")
	buyer, _ := r.order["buyerInfo"].(doc)
	to, _ := buyer["email"].(string)
	if at.shippingMail && to != "" {
		s.mails = append(s.mails, Mail{Site: at.id, Order: r.id, To: to, Number: t.Number, Link: t.Link, At: now})
		note("SHIPPING_CONFIRMATION_EMAIL_SENT")
	}
	s.touch(r)
}
