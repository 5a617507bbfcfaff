package api

import (
	"context"
	"net/http"
	"time"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// Filters narrow a list of orders.
type Filters struct {
	Store     string              `query:"store" maxLength:"60"`
	Supplier  order.Supplier      `query:"supplier" maxLength:"30"`
	Country   string              `query:"country" maxLength:"2" doc:"Where it is sent to (ISO 3166-1 alpha-2)."`
	Code      order.AttentionCode `query:"code" maxLength:"60" doc:"A kind of attention; in the list of orders that ask for a person."`
	OlderThan time.Time           `query:"older_than" doc:"Only orders made before."`
}

func (f Filters) query(tab order.State) desk.Query {
	return desk.Query{Tab: tab, Store: f.Store, Supplier: f.Supplier, Country: f.Country, Ask: f.Code, OlderThan: f.OlderThan}
}

// Found is what a search found.
type Found struct {
	Items []desk.Row `json:"items"`
	More  bool       `json:"more" doc:"There are others; be more exact."`
}

func (s *service) lists() {
	const tag = "Orders"
	serve(s, op{
		method: http.MethodGet, path: "/v1/orders", id: "list-orders", tag: tag, role: desk.ReadOnly,
		summary: "List the orders of a tab, newest first",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Paging
		Filters

		Tab order.State `query:"tab" default:"all" enum:"all,attention,pending,awaiting_order,awaiting_payment,awaiting_shipment,awaiting_fulfillment,fulfilled,canceled,failed"`
	},
	) (*body[page[desk.Row]], error) {
		q := in.query(in.Tab)
		q.Cursor, q.Limit = in.Cursor, in.Limit
		return answerPage(s.Desk.Orders(ctx, a, q))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/orders/count", id: "count-orders", tag: tag, role: desk.ReadOnly,
		summary: "Count the orders of a tab", about: "Exact below 1,000; from there on only that there are at least so many. Filters are applied to the newest 1,000 orders of the tab.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Filters

		Tab order.State `query:"tab" required:"true" enum:"all,attention,pending,awaiting_order,awaiting_payment,awaiting_shipment,awaiting_fulfillment,fulfilled,canceled,failed"`
	},
	) (*body[desk.Count], error) {
		return answer(s.Desk.Count(ctx, a, in.query(in.Tab)))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/orders/search", id: "search-orders", tag: tag, role: desk.ReadOnly,
		summary: "Find orders", about: "By name (also by how it begins), customer's mail address, tracking number, or supplier's order number.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Q string `query:"q" required:"true" minLength:"1" maxLength:"200"`
	},
	) (*body[Found], error) {
		rows, more, err := s.Desk.Search(ctx, a, in.Q)
		return answer(Found{Items: rows, More: more}, err)
	})
}

// worklists is what waits for a person.
func (s *service) worklists() {
	const tag = "Orders"
	serve(s, op{
		method: http.MethodGet, path: "/v1/attention", id: "list-attention", tag: tag, role: desk.ReadOnly,
		summary: "What asks for a person, and for what", about: "Orders, newest first; on the first page also stores and supplier accounts.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Cursor
		Filters
	},
	) (*body[desk.Concerns], error) {
		q := in.query(desk.TabAttention)
		q.Cursor = in.Cursor.Cursor
		return answer(s.Desk.Concerns(ctx, a, q))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/attention/count", id: "count-attention", tag: tag, role: desk.ReadOnly,
		summary: "How many orders ask for a person, by what they ask for",
	}, func(ctx context.Context, a desk.Actor, _ *none) (*body[desk.AskCounts], error) {
		return answer(s.Desk.CountConcerns(ctx, a))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/failures", id: "list-failures", tag: tag, role: desk.ReadOnly,
		summary: "Orders of which something could not be bought: why, and how to mend it",
	}, func(ctx context.Context, a desk.Actor, in *Cursor) (*body[page[desk.Failure]], error) {
		return answerPage(s.Desk.Failures(ctx, a, in.Cursor))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/unmapped", id: "list-unmapped", tag: tag, role: desk.ReadOnly,
		summary: "Variants without mapping for which new orders wait",
	}, func(ctx context.Context, a desk.Actor, _ *none) (*body[page[desk.Unmapped]], error) {
		list, err := s.Desk.UnmappedVariants(ctx, a)
		return answerPage(list, "", err)
	})
}

// Cursor asks for a page of a fixed size.
type Cursor struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"From the page before."`
}
