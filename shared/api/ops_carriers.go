package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

func (s *service) carriers() {
	const tag, path = "Settings", "/v1/stores/{store}/carriers"
	serve(s, op{
		method: http.MethodGet, path: path, id: "get-carriers", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "How a store's customers are told of carriers",
	}, func(ctx context.Context, a desk.Actor, in *StorePath) (*body[desk.Carriers], error) {
		return answer(s.Desk.Carriers(ctx, a, in.Store))
	})
	serve(s, op{
		method: http.MethodPut, path: path, id: "put-carriers", tag: tag, role: desk.Owner, errors: []int{http.StatusNotFound},
		summary: "Change carriers' names and tracking pages", about: "For numbers that are told from now on. Names that the platform lists are sent as it spells them.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		StorePath

		Body desk.Carriers
	},
	) (*body[desk.Carriers], error) {
		return answer(s.Desk.PutCarriers(ctx, a, in.Store, in.Body))
	})
}
