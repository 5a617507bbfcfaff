package wix

import (
	"io"
	"net/http"
)

// call is one authorised call of the app for a site.
type call struct {
	site *site
	path func(name string) string
	body []byte
}

const bodyLimit = 4 << 20

func (s *Sim) routes() {
	s.mux.HandleFunc("POST /oauth2/token", s.serve("token", false, func(c call) answer { return s.issue(c.body) }))
	s.mux.HandleFunc("POST /ecom/v1/orders/search", s.serve("search-orders", true, s.search))
	s.mux.HandleFunc("GET /ecom/v1/orders/{order}", s.serve("get-order", true, s.getOrder))
	s.mux.HandleFunc("GET /ecom/v1/payments/orders/{order}", s.serve("list-transactions", true, s.listTransactions))
	s.mux.HandleFunc("POST /ecom/v1/payments/list-by-ids", s.serve("list-transactions-by-ids", true, s.transactionsByIDs))
	s.mux.HandleFunc("GET /ecom/v1/fulfillments/orders/{order}", s.serve("list-fulfillments", true, s.listFulfilments))
	s.mux.HandleFunc("POST /ecom/v1/fulfillments/list-by-ids", s.serve("list-by-ids", true, s.listByIDs))
	s.mux.HandleFunc("POST /ecom/v1/fulfillments/orders/{order}/create-fulfillment", s.serve("create-fulfillment", true, s.createFulfilment))
	s.mux.HandleFunc("PATCH /ecom/v1/fulfillments/{fulfilment}/orders/{order}", s.serve("update-fulfillment", true, s.updateFulfilment))
	s.mux.HandleFunc("DELETE /ecom/v1/fulfillments/{fulfilment}/orders/{order}", s.serve("delete-fulfillment", true, s.deleteFulfilment))
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer{status: http.StatusNotImplemented, body: map[string]any{"message": "not simulated: " + r.Method + " " + r.URL.Path}}.write(w)
	})
}

// serve is the way of every call: fault, token, limit, act, fault.
func (s *Sim) serve(operation string, authorised bool, act func(call) answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit))
		if err != nil {
			return // the caller broke off
		}
		a, fault := s.run(operation, authorised, act, r, body, w.Header())
		if fault != nil {
			s.strike(fault, w, r)
			return
		}
		a.write(w)
	}
}

func (s *Sim) run(operation string, authorised bool, act func(call) answer, r *http.Request, body []byte, h http.Header) (answer, *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.Set("X-Wix-Request-Id", s.requestID())
	c := call{path: r.PathValue, body: body}
	var denied *answer
	if authorised {
		c.site, denied = s.authorise(r)
	}
	siteID := ""
	if c.site != nil {
		siteID = c.site.id
	}
	fault := s.takeFault(siteID, operation)
	var a answer
	switch {
	case fault != nil && !fault.After:
	case denied != nil:
		a = *denied
	case c.site != nil && !s.withinLimit(c.site):
		a = plain(http.StatusTooManyRequests)
	default:
		a = act(c).freeze()
	}
	switch {
	case fault == nil:
		s.count(operation, a.status)
	case fault.Kind == "cut" || fault.Kind == "hang":
		s.count(operation, 0)
	default:
		s.count(operation, fault.Status)
	}
	return a, fault
}
