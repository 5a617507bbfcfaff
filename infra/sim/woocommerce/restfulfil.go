package woocommerce

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

func (r *request) fulfilmentOrder() (*order, reply, bool) {
	if o := r.st.orders[r.id(0)]; o != nil {
		return o, reply{}, true
	}
	return nil, fail(http.StatusNotFound, "woocommerce_rest_order_invalid_id", "Invalid order ID."), false
}

func (s *Sim) listFulfilments(r *request) reply {
	o, missing, ok := r.fulfilmentOrder()
	if !ok {
		return missing
	}
	out := []any{}
	for _, f := range o.live() {
		out = append(out, f.json(r.args[0], true))
	}
	return reply{status: http.StatusOK, body: out}
}

type fulfilmentInput struct {
	Status string `json:"status"`
	Meta   []struct {
		ID    json.Number `json:"id"`
		Key   string      `json:"key"`
		Value any         `json:"value"`
	} `json:"meta_data"`
	Notify bool   `json:"notify_customer"`
	Note   string `json:"customer_note"`
}

// checkItems refuses what the real store refuses, and nothing else: whether the
// line is of this order, how many are left, whether the number is known.
func (in fulfilmentInput) checkItems() (reply, bool) {
	for _, m := range in.Meta {
		if m.Key != "_items" {
			continue
		}
		raw, err := json.Marshal(m.Value)
		var items []struct {
			ID  json.Number `json:"item_id"`
			Qty json.Number `json:"qty"`
		}
		if err != nil || json.Unmarshal(raw, &items) != nil || len(items) == 0 {
			break
		}
		for _, i := range items {
			id, err := i.ID.Int64()
			qty, err2 := i.Qty.Float64()
			if err != nil || err2 != nil || id <= 0 || qty <= 0 {
				return fail(http.StatusBadRequest, 0, "Invalid item."), false
			}
		}
		return reply{}, true
	}
	return fail(http.StatusBadRequest, 0, "The fulfillment should contain at least one item."), false
}

func (s *Sim) createFulfilment(r *request) reply {
	o, missing, ok := r.fulfilmentOrder()
	if !ok {
		return missing
	}
	in, bad, ok := r.fulfilmentInput()
	if !ok {
		return bad
	}
	f := &fulfilment{id: take(&r.st.nextFulfilment), status: "unfulfilled", updated: s.now().UTC()}
	f.apply(r.st, in)
	o.fulfilments = append(o.fulfilments, f)
	s.afterFulfilment(r.st, o, f, in, false)
	return reply{status: http.StatusCreated, body: f.json(r.args[0], false)}
}

func (r *request) fulfilmentInput() (fulfilmentInput, reply, bool) {
	var in fulfilmentInput
	if bad, ok := r.decode(&in); !ok {
		return in, bad, false
	}
	if v := r.query.Get("notify_customer"); v == "true" || v == "1" {
		in.Notify = true
	}
	bad, ok := in.checkItems()
	return in, bad, ok
}

// apply replaces the meta data: keys left out are gone. Rows whose id is given
// keep it.
func (f *fulfilment) apply(st *site, in fulfilmentInput) {
	f.meta = nil
	for _, m := range in.Meta {
		id, err := strconv.Atoi(string(m.ID))
		if err != nil || id <= 0 {
			id = take(&st.nextMeta)
		}
		f.meta = append(f.meta, meta{ID: id, Key: m.Key, Value: m.Value})
	}
	if in.Status != "" {
		f.status = in.Status
	}
}

func (s *Sim) afterFulfilment(st *site, o *order, f *fulfilment, in fulfilmentInput, updated bool) {
	f.updated = s.now().UTC()
	if f.fulfilled() && f.text("_date_fulfilled") == "" {
		f.set(st, "_date_fulfilled", s.now().UTC().Format("2006-01-02 15:04:05"))
	}
	s.fulfilmentsChanged(st, o)
	if in.Notify && f.fulfilled() {
		s.mailFulfilment(st, o, f, updated, in.Note)
	}
}

func (r *request) fulfilment() (*order, *fulfilment, reply, bool) {
	o, missing, ok := r.fulfilmentOrder()
	if !ok {
		return nil, nil, missing, false
	}
	for _, f := range o.live() {
		if f.id == r.id(1) {
			return o, f, reply{}, true
		}
	}
	return nil, nil, fail(http.StatusNotFound, 0, "Invalid fulfillment ID."), false
}

func (s *Sim) getFulfilment(r *request) reply {
	_, f, missing, ok := r.fulfilment()
	if !ok {
		return missing
	}
	return reply{status: http.StatusOK, body: f.json(r.args[0], true)}
}

func (s *Sim) updateFulfilment(r *request) reply {
	o, f, missing, ok := r.fulfilment()
	if !ok {
		return missing
	}
	in, bad, ok := r.fulfilmentInput()
	if !ok {
		return bad
	}
	f.apply(r.st, in)
	s.afterFulfilment(r.st, o, f, in, true)
	return reply{status: http.StatusOK, body: f.json(r.args[0], false)}
}

func (s *Sim) deleteFulfilment(r *request) reply {
	o, f, missing, ok := r.fulfilment()
	if !ok {
		return missing
	}
	f.deleted = s.now().UTC()
	s.fulfilmentsChanged(r.st, o)
	return reply{status: http.StatusOK, body: map[string]string{"message": "Fulfillment deleted successfully."}}
}

// lookupFulfilment guesses a carrier from the number; it does not tell whether
// the number is there already.
func (s *Sim) lookupFulfilment(r *request) reply {
	provider := ""
	if n := r.query.Get("tracking_number"); strings.HasPrefix(n, "L") {
		provider = "dhl"
	}
	return reply{status: http.StatusOK, body: map[string]string{
		"tracking_number": r.query.Get("tracking_number"), "shipping_provider": provider, "tracking_url": "",
	}}
}
