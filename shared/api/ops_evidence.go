package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
	"onward/shared/evidence"
)

func (s *service) evidence() {
	serve(s, op{
		method: http.MethodGet, path: "/v1/orders/{store}/{order}/evidence", id: "get-evidence", tag: "Orders", role: desk.ReadOnly, media: mediaHTML,
		errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "What is recorded of an order, as one file for a dispute",
		about: "Order, payment, numbers, scans and messages as an HTML file that stands alone and can be printed. For a bank it leaves out where the goods were bought, and for how much.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath

		For evidence.Reader `query:"for" default:"bank" enum:"bank,supplier"`
	},
	) (*file, error) {
		name, raw, err := s.Desk.Evidence(ctx, a, in.Store, in.Order, in.For)
		return answerFile(mediaHTML, name, raw, err)
	})
}
