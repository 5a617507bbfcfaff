package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

// OrderPath names an order of the merchant.
type OrderPath struct {
	Store string `path:"store" maxLength:"60"`
	Order string `path:"order" maxLength:"120" doc:"The store's own id of the order."`
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
