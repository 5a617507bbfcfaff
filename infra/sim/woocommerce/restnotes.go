package woocommerce

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

type noteJSON struct {
	ID         int    `json:"id"`
	Author     string `json:"author"`
	Created    string `json:"date_created"`
	GMT        string `json:"date_created_gmt"`
	Note       string `json:"note"`
	ToCustomer bool   `json:"customer_note"`
	Links      any    `json:"_links"`
}

func (s *Sim) noteJSON(st *site, o *order, n note) noteJSON {
	return noteJSON{
		ID: n.id, Author: n.author, Created: st.local(n.created), GMT: gmt(n.created), Note: n.text, ToCustomer: n.toCustomer,
		Links: links(fmt.Sprintf("%s/wp-json/wc/v3/orders/%d/notes", s.address(st), o.id), n.id),
	}
}

// listNotes gives all notes at once, newest first.
func (s *Sim) listNotes(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	kind := r.query.Get("type")
	out := []any{}
	for _, n := range slices.Backward(o.notes) {
		if kind == "customer" && !n.toCustomer || kind == "internal" && n.toCustomer {
			continue
		}
		out = append(out, s.noteJSON(r.st, o, n))
	}
	return reply{status: http.StatusOK, body: out}
}

// createNote mails the customer on every call that asks for it.
func (s *Sim) createNote(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	var in struct {
		Note       string `json:"note"`
		ToCustomer bool   `json:"customer_note"`
		ByUser     bool   `json:"added_by_user"`
	}
	if bad, ok := r.decode(&in); !ok {
		return bad
	}
	if in.Note == "" {
		e := restErr(http.StatusBadRequest, "rest_missing_callback_param", "Missing parameter(s): note")
		return reply{status: http.StatusBadRequest, body: e}
	}
	n := o.addNote(r.st, s.now().UTC(), in.Note, in.ToCustomer)
	if in.ToCustomer {
		s.mailNote(r.st, o, in.Note)
	}
	return reply{status: http.StatusCreated, body: s.noteJSON(r.st, o, n)}
}

// Notes gives the notes of an order that went to its customer.
func (s *Sim) Notes(name string, id int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []string{}
	if st := s.sites[name]; st != nil && st.orders[id] != nil {
		for _, n := range st.orders[id].notes {
			if n.toCustomer {
				out = append(out, n.text)
			}
		}
	}
	return out
}

// clockDay is the day that the tracking plugins take when none is given.
func (s *Sim) clockDay() time.Time { return s.now().UTC().Truncate(24 * time.Hour) }
