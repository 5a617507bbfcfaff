package woocommerce

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"
)

// order finds the order of the route. An unknown id is 404 when reading and 400
// when writing to it, as in the real store.
func (r *request) order() (*order, reply, bool) {
	o := r.st.orders[r.id(0)]
	if o != nil {
		return o, reply{}, true
	}
	status := http.StatusNotFound
	if r.method == http.MethodPut && len(r.args) == 1 {
		status = http.StatusBadRequest
	}
	return nil, fail(status, "woocommerce_rest_shop_order_invalid_id", "Invalid ID."), false
}

func (s *Sim) getOrder(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	return reply{status: http.StatusOK, body: pick(s.payload(r.st, o), r.query.Get("_fields"))}
}

type orderInput struct {
	Status    *string    `json:"status"`
	PayMethod *string    `json:"payment_method"`
	PayTitle  *string    `json:"payment_method_title"`
	SetPaid   bool       `json:"set_paid"`
	Currency  string     `json:"currency"`
	Note      *string    `json:"customer_note"`
	Billing   *address   `json:"billing"`
	Shipping  *address   `json:"shipping"`
	Lines     []LineSpec `json:"line_items"`
	Ship      []struct {
		Method string          `json:"method_id"`
		Title  string          `json:"method_title"`
		Total  decimal.Decimal `json:"total"`
	} `json:"shipping_lines"`
	Fees []struct {
		Name  string          `json:"name"`
		Total decimal.Decimal `json:"total"`
	} `json:"fee_lines"`
	Meta []struct {
		Key   string `json:"key"`
		Value any    `json:"value"`
	} `json:"meta_data"`
}

// statuses are those that REST takes: the core's, and one of a plugin.
func statuses() []string {
	return []string{
		"auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed",
		"checkout-draft", "trash", "awaiting-shipment",
	}
}

func (s *Sim) createOrder(r *request) reply {
	var in orderInput
	if bad, ok := r.decode(&in); !ok {
		return bad
	}
	if in.Status != nil && !slices.Contains(statuses(), *in.Status) {
		return badParam("status", "status is not one of the registered statuses.")
	}
	o := s.blank(r.st)
	o.via = "rest-api"
	if in.Currency != "" {
		o.currency = in.Currency
	}
	for i := range in.Lines {
		in.Lines[i].Name = "" // REST sells the catalogue's goods only
	}
	if len(in.Lines) > 0 {
		if err := s.fill(r.st, o, OrderSpec{Lines: in.Lines}); err != nil {
			return fail(http.StatusBadRequest, "woocommerce_rest_invalid_product_id", "Product ID provided does not match an existing product.")
		}
	}
	for _, x := range in.Ship {
		o.ship = append(o.ship, shipLine{id: take(&r.st.nextItem), title: x.Title, method: x.Method, total: x.Total})
	}
	for _, x := range in.Fees {
		o.fees = append(o.fees, feeLine{id: take(&r.st.nextItem), name: x.Name, total: x.Total})
	}
	o.take(r.st, in)
	r.st.orders[o.id] = o
	status := ""
	if in.Status != nil {
		status = *in.Status
	}
	s.created(r.st, o, status)
	if in.SetPaid {
		s.pay(r.st, o)
	}
	return reply{status: http.StatusCreated, body: s.payload(r.st, o)}
}

// take copies the plain fields of a request.
func (o *order) take(st *site, in orderInput) {
	assign(&o.payMethod, in.PayMethod)
	assign(&o.payTitle, in.PayTitle)
	assign(&o.note, in.Note)
	if in.Billing != nil {
		o.billing = *in.Billing
	}
	if in.Shipping != nil {
		o.shipping = *in.Shipping
		o.shipping.Email = ""
	}
	for _, m := range in.Meta {
		o.setMeta(st, m.Key, m.Value)
	}
}

func (s *Sim) updateOrder(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	var in orderInput
	if bad, ok := r.decode(&in); !ok {
		return bad
	}
	if in.Status != nil && !slices.Contains(statuses(), *in.Status) {
		return badParam("status", "status is not one of the registered statuses.")
	}
	before := string(phpJSON(s.payload(r.st, o)))
	o.take(r.st, in)
	if before != string(phpJSON(s.payload(r.st, o))) {
		s.touch(r.st, o)
	}
	if in.SetPaid {
		s.pay(r.st, o)
	}
	if in.Status != nil {
		s.setStatus(r.st, o, *in.Status)
	}
	return reply{status: http.StatusOK, body: s.payload(r.st, o)}
}

func (s *Sim) deleteOrder(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	body := s.payload(r.st, o)
	switch {
	case r.query.Get("force") == "true":
		s.remove(r.st, o)
	case o.status == "trash":
		return fail(http.StatusGone, "woocommerce_rest_already_trashed", "The Order has already been deleted.")
	default:
		s.trash(r.st, o)
		body = s.payload(r.st, o)
	}
	return reply{status: http.StatusOK, body: body}
}

func (s *Sim) listRefunds(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	f, bad, ok := r.filter()
	if !ok {
		return bad
	}
	out := []any{}
	for _, x := range o.refunds[min(f.offset, len(o.refunds)):min(f.offset+f.size, len(o.refunds))] {
		out = append(out, s.refundJSON(r.st, o, x))
	}
	return reply{status: http.StatusOK, body: out, header: totals(len(o.refunds), f.size)}
}

func (s *Sim) createRefund(r *request) reply {
	o, missing, ok := r.order()
	if !ok {
		return missing
	}
	var in struct {
		Amount decimal.Decimal `json:"amount"`
		Reason string          `json:"reason"`
		Lines  []struct {
			ID       json.Number `json:"id"`
			Quantity int         `json:"quantity"`
		} `json:"line_items"`
	}
	if bad, ok := r.decode(&in); !ok {
		return bad
	}
	lines := map[int]int{}
	for _, l := range in.Lines {
		id, err := strconv.Atoi(string(l.ID))
		if err != nil {
			return badParam("line_items", "line_items[0][id] is not of type integer.")
		}
		lines[id] = l.Quantity
	}
	made, err := s.refund(r.st, o, lines, in.Amount, in.Reason)
	if err != nil {
		return fail(http.StatusInternalServerError, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")
	}
	return reply{status: http.StatusCreated, body: s.refundJSON(r.st, o, made)}
}
