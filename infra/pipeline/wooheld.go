package pipeline

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// wooOrder is what is read of an order in a simulated WooCommerce store.
type wooOrder struct {
	Order struct {
		ID       int    `json:"id"`
		Status   string `json:"status"`
		DatePaid any    `json:"date_paid"`
		Lines    []struct {
			ID        int `json:"id"`
			Product   int `json:"product_id"`
			Variation int `json:"variation_id"`
			Quantity  int `json:"quantity"`
		} `json:"line_items"`
	} `json:"order"`
	Fulfilments []struct {
		ID     int    `json:"id"`
		Status string `json:"status"`
		Meta   []struct {
			Key   string          `json:"key"`
			Value json.RawMessage `json:"value"`
		} `json:"meta_data"`
	} `json:"fulfilments"`
	Trackings []struct {
		ID     string `json:"tracking_id"`
		Number string `json:"tracking_number"`
	} `json:"trackings"`
	Notes []struct {
		ID         int    `json:"id"`
		Note       string `json:"note"`
		ToCustomer bool   `json:"customer_note"`
	} `json:"notes"`
	Refunds []struct {
		Lines []struct {
			Quantity int `json:"quantity"`
			Meta     []struct {
				Key   string `json:"key"`
				Value string `json:"value"`
			} `json:"meta_data"`
		} `json:"line_items"`
	} `json:"refunds"`
}

func (s *wooShop) held(id string) (Held, bool) {
	n, err := strconv.Atoi(id)
	if err != nil {
		return Held{}, false
	}
	raw := s.sim.View(wooSite, n)
	if raw == nil {
		return Held{}, false
	}
	var w wooOrder
	if err := json.Unmarshal(raw, &w); err != nil {
		panic("woocommerce order cannot be read: " + err.Error()) // the simulator's own JSON
	}
	return w.held(), true
}

// Orders implements [Shop].
func (s *wooShop) Orders() []Held {
	var out []Held
	for _, id := range s.ids {
		if h, ok := s.held(strconv.Itoa(id)); ok {
			out = append(out, h)
		}
	}
	return out
}

func (w *wooOrder) held() Held {
	over := slices.Contains([]string{"cancelled", "refunded", "failed", "trash"}, w.Order.Status)
	h := Held{
		ID: strconv.Itoa(w.Order.ID), Name: strconv.Itoa(w.Order.ID), Paid: w.Order.DatePaid != nil, Cancelled: over,
		Completed: w.Order.Status == "completed", Shipments: w.shipments(),
	}
	gone, sent := w.gone(), map[string]int{}
	for _, s := range h.Shipments {
		for line, units := range s.Lines {
			sent[line] += units
		}
	}
	for _, l := range w.Order.Lines {
		id := strconv.Itoa(l.ID)
		line := HeldLine{ID: id, Variant: strconv.Itoa(l.Product), Ordered: l.Quantity, Gone: gone[id], Fulfilled: sent[id]}
		if l.Variation != 0 {
			line.Variant = strconv.Itoa(l.Variation)
		}
		if h.Completed {
			line.Fulfilled = line.Ordered - line.Gone
		}
		h.Lines = append(h.Lines, line)
	}
	return h
}

// gone is how many of each line were refunded.
func (w *wooOrder) gone() map[string]int {
	out := map[string]int{}
	for _, r := range w.Refunds {
		for _, l := range r.Lines {
			for _, m := range l.Meta {
				if m.Key == "_refunded_item_id" {
					out[m.Value] -= l.Quantity
				}
			}
		}
	}
	return out
}

// shipments is what the store keeps in whichever way it has.
func (w *wooOrder) shipments() []Shipment {
	var out []Shipment
	for _, f := range w.Fulfilments {
		s := Shipment{ID: strconv.Itoa(f.ID), Lines: map[string]int{}}
		for _, m := range f.Meta {
			var text string
			var items []struct {
				ID  int `json:"item_id"`
				Qty int `json:"qty"`
			}
			switch {
			case m.Key == "_items" && json.Unmarshal(m.Value, &items) == nil:
				for _, i := range items {
					s.Lines[strconv.Itoa(i.ID)] += i.Qty
				}
			case m.Key == "_tracking_number" && json.Unmarshal(m.Value, &text) == nil && text != "":
				s.Numbers = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
			}
		}
		if f.Status == "fulfilled" {
			out = append(out, s)
		}
	}
	for _, t := range w.Trackings {
		out = append(out, Shipment{ID: t.ID, Numbers: []string{t.Number}, Lines: map[string]int{}})
	}
	number := regexp.MustCompile(`\b(LP\d{14}|[A-Z]{2}\d{9}[A-Z]{2})\b`)
	for _, n := range w.Notes {
		if found := number.FindAllString(n.Note, -1); n.ToCustomer && len(found) > 0 {
			out = append(out, Shipment{ID: strconv.Itoa(n.ID), Numbers: slices.Compact(found), Lines: map[string]int{}})
		}
	}
	return out
}

// Mails implements [Shop]. The mail of a completed order names numbers that were told before in other mails.
func (s *wooShop) Mails() []Mail {
	var out []Mail
	for _, m := range s.sim.Mails(wooSite, 0) {
		if m.Kind != "completed" {
			out = append(out, Mail{Order: strconv.Itoa(m.Order), Numbers: []string{m.Subject + m.Body}, Update: m.Kind == "fulfilment_updated"})
		}
	}
	return out
}
