package api

import (
	"context"
	"net/http"
	"time"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// OrderPath names an order of the merchant.
type OrderPath struct {
	Store string `path:"store" maxLength:"60"`
	Order string `path:"order" maxLength:"120" doc:"The store's own id of the order."`
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

		Tab       order.State    `query:"tab" default:"all" enum:"all,attention,pending,awaiting_order,awaiting_payment,awaiting_shipment,awaiting_fulfillment,fulfilled,canceled,failed"`
		Store     string         `query:"store" maxLength:"60"`
		Supplier  order.Supplier `query:"supplier" maxLength:"30"`
		Country   string         `query:"country" maxLength:"2" doc:"Where it is sent to (ISO 3166-1 alpha-2)."`
		OlderThan time.Time      `query:"older_than" doc:"Only orders made before."`
	},
	) (*body[page[desk.Row]], error) {
		return answerPage(s.Desk.Orders(ctx, a, desk.Query{
			Tab: in.Tab, Store: in.Store, Supplier: in.Supplier, Country: in.Country, OlderThan: in.OlderThan, Cursor: in.Cursor, Limit: in.Limit,
		}))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/orders/count", id: "count-orders", tag: tag, role: desk.ReadOnly,
		summary: "Count the orders of a tab", about: "Exact below 1,000; from there on only that there are at least so many.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Tab order.State `query:"tab" required:"true" enum:"all,pending,awaiting_order,awaiting_payment,awaiting_shipment,awaiting_fulfillment,fulfilled,canceled,failed"`
	},
	) (*body[desk.Count], error) {
		return answer(s.Desk.Count(ctx, a, in.Tab))
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

func (s *service) orders() {
	const tag, path = "Orders", "/v1/orders/{store}/{order}"
	serve(s, op{
		method: http.MethodGet, path: path, id: "get-order", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "One order", about: "Why each portion is where it is and what moves it next; purchases with last and next check; parcels with the history of their numbers; what the store was told; what asks for attention.",
	}, func(ctx context.Context, a desk.Actor, in *OrderPath) (*orderRead, error) {
		o, err := s.Desk.Order(ctx, a, in.Store, in.Order)
		if err != nil {
			return nil, err
		}
		return &orderRead{ETag: etag(o.Version), Body: o}, nil
	})
	serve(s, op{
		method: http.MethodGet, path: path + "/timeline", id: "get-timeline", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "An order's steps, newest first",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath
		Paging
	},
	) (*body[page[desk.Step]], error) {
		return answerPage(s.Desk.Timeline(ctx, a, in.Store, in.Order, in.Cursor, in.Limit))
	})
	serve(s, op{
		method: http.MethodPost, path: path + "/sync", id: "sync-order", tag: tag, role: desk.Operator, acts: true, errors: []int{http.StatusNotFound},
		summary: "Look at an order now, at its suppliers and in its store", about: "Starts at once; within half a minute of the last time it starts nothing and says when it can again.",
	}, func(ctx context.Context, a desk.Actor, in *OrderPath) (*body[desk.Synced], error) {
		return answer(s.Desk.Sync(ctx, a, in.Store, in.Order))
	})
	serve(s, op{
		method: http.MethodGet, path: path + "/news", id: "get-news", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "What happened to an order since a version", about: "What a sync brought: ask every few seconds for up to a minute. It reaches back over the order's latest steps; the timeline has them all.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath

		Since int64 `query:"since" required:"true" minimum:"0" doc:"A version of the order."`
	},
	) (*body[desk.News], error) {
		return answer(s.Desk.News(ctx, a, in.Store, in.Order, in.Since))
	})
	serve(s, op{
		method: http.MethodPatch, path: path, id: "edit-order", tag: tag, role: desk.Operator, acts: true, errors: []int{http.StatusNotFound, http.StatusPreconditionFailed},
		summary: "Edit address or notes, or archive", about: "Fields that are left out stay. The address is for purchases not sent yet.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath
		Seen

		Body desk.Edit
	},
	) (*body[desk.Acted], error) {
		if err := in.at(&a); err != nil {
			return nil, err
		}
		return answer(s.Desk.EditOrder(ctx, a, in.Store, in.Order, in.Body))
	})
	serve(s, op{
		method: http.MethodPut, path: path + "/hold", id: "hold-order", tag: tag, role: desk.Operator, acts: true, errors: []int{http.StatusNotFound, http.StatusPreconditionFailed},
		summary: "Hold an order, or release it",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath
		Seen

		Body desk.Switch
	},
	) (*body[desk.Acted], error) {
		if err := in.at(&a); err != nil {
			return nil, err
		}
		return answer(s.Desk.HoldOrder(ctx, a, in.Store, in.Order, in.Body))
	})
}

// worklists is what waits for a person.
func (s *service) worklists() {
	const tag = "Orders"
	serve(s, op{
		method: http.MethodGet, path: "/v1/attention", id: "list-attention", tag: tag, role: desk.ReadOnly,
		summary: "Orders that ask for a person, and for what",
	}, func(ctx context.Context, a desk.Actor, in *Cursor) (*body[page[desk.Concern]], error) {
		return answerPage(s.Desk.Concerns(ctx, a, in.Cursor))
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
