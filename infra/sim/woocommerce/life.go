package woocommerce

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// created runs what follows a new order: the webhooks, and the status it starts
// with. An order by REST sends created and updated at once; one of the checkout
// is created as pending and updated when it is paid.
func (s *Sim) created(st *site, o *order, status string) {
	draft := strings.HasSuffix(status, "draft")
	if !draft || o.via == "rest-api" {
		st.emit("order.created", o.id)
	}
	if o.via == "rest-api" || draft {
		st.emit("order.updated", o.id)
	}
	if status != "" && status != o.status {
		s.setStatus(st, o, status)
	}
}

// touch is a saved change: it moves the modification date and is announced.
func (s *Sim) touch(st *site, o *order) {
	o.modified = s.now().UTC()
	st.emit("order.updated", o.id)
}

// setStatus does what the store does on a change of status. The same status
// again saves nothing and mails nothing, but is announced.
func (s *Sim) setStatus(st *site, o *order, to string) {
	from := o.status
	if from == to {
		st.emit("order.updated", o.id)
		return
	}
	o.status = to
	now := s.now().UTC()
	unpaidMethod := o.payMethod == "cod" || o.payMethod == "bacs"
	if o.paid.IsZero() && (to == "completed" || to == "processing" && !unpaidMethod) {
		o.paid = now
	}
	if to == "completed" {
		o.completed = now
	}
	o.addNote(st, now, fmt.Sprintf("Order status changed from %s to %s.", title(from), title(to)), false)
	s.touch(st, o)
	st.emitAction("woocommerce_order_status_"+to, o.id)
	switch {
	case to == "processing" && !o.needsProcessing():
		s.setStatus(st, o, "completed") // nothing to send: done at once
	case to == "processing":
		s.autoFulfil(st, o)
	case to == "completed":
		s.mailCompleted(st, o)
	}
}

// title is a status as notes name it.
func title(status string) string {
	names := map[string]string{"pending": "Pending payment", "on-hold": "On hold"}
	if n, ok := names[status]; ok {
		return n
	}
	if status == "" {
		return status
	}
	return strings.ToUpper(status[:1]) + status[1:]
}

// pay is a payment that came in.
func (s *Sim) pay(st *site, o *order) {
	if o.paid.IsZero() {
		o.paid = s.now().UTC()
	}
	s.setStatus(st, o, "processing")
}

func (s *Sim) trash(st *site, o *order) {
	now := s.now().UTC()
	o.setMeta(st, "_wp_trash_meta_status", "wc-"+o.status)
	o.setMeta(st, "_wp_trash_meta_time", strconv.FormatInt(now.Unix(), 10))
	o.setMeta(st, "_wp_desired_post_slug", "order-"+strings.ToLower(o.created.Format("Jan-02-2006-0304-pm")))
	comments := map[string]string{}
	for _, n := range o.notes {
		comments[strconv.Itoa(n.id)] = "1"
	}
	o.setMeta(st, "_wp_trash_meta_comments_status", comments)
	o.status, o.modified = "trash", now
	st.emit("order.deleted", o.id)
}

func (s *Sim) restore(st *site, o *order) {
	if o.status != "trash" {
		return
	}
	o.status = strings.TrimPrefix(o.metaText("_wp_trash_meta_status"), "wc-")
	o.dropMeta("_wp_trash_meta_status", "_wp_trash_meta_time", "_wp_desired_post_slug", "_wp_trash_meta_comments_status")
	st.emit("order.restored", o.id)
	s.touch(st, o)
}

func (s *Sim) remove(st *site, o *order) {
	delete(st.orders, o.id)
	st.emit("order.deleted", o.id)
}

// erase is WordPress' personal data eraser.
func (s *Sim) erase(st *site, o *order) {
	const mark = "[deleted]"
	gone := address{
		FirstName: mark, LastName: mark, Company: mark, Line1: mark, Line2: mark, City: mark,
		Postcode: mark, Email: "deleted@site.invalid", Phone: mark,
	}
	o.billing, o.shipping = gone, gone
	o.shipping.Email = ""
	o.addNote(st, s.now().UTC(), "Personal data removed.", false)
	s.touch(st, o)
}

func (o *order) addNote(st *site, at time.Time, text string, toCustomer bool) note {
	n := note{id: take(&st.nextNote), text: text, toCustomer: toCustomer, author: "system", created: at}
	o.notes = append(o.notes, n)
	return n
}

// autoFulfil is the core's own doing: downloadable goods count as sent when the
// order is paid.
func (s *Sim) autoFulfil(st *site, o *order) {
	if !st.set.Fulfilments {
		return
	}
	o.setMeta(st, "_auto_fulfill_processed", "1")
	var items []item
	for _, l := range o.lines {
		if l.virtual {
			items = append(items, item{ID: l.id, Qty: l.quantity})
		}
	}
	if len(items) == 0 {
		return
	}
	f := &fulfilment{id: take(&st.nextFulfilment), status: "fulfilled", updated: s.now().UTC()}
	f.set(st, "_items", items)
	o.fulfilments = append(o.fulfilments, f)
	s.fulfilmentsChanged(st, o)
}

// quantity changes how many of a line were ordered; 0 takes the line away.
func (s *Sim) quantity(st *site, o *order, lineID, quantity int) {
	if quantity == 0 {
		o.lines = slices.DeleteFunc(o.lines, func(l line) bool { return l.id == lineID })
	} else if l := o.line(lineID); l != nil {
		l.quantity = quantity
	}
	s.touch(st, o)
}
