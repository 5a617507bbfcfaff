package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

func (s *service) listings() {
	const tag = "Orders"
	serve(s, op{
		method: http.MethodPost, path: "/v1/exports", id: "start-export", tag: tag, role: desk.Operator, acts: true, status: http.StatusAccepted,
		summary: "Write a list of orders down as CSV", about: "All orders of a tab that the filters leave, as a job. When it is done, its files can be had.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.Listing }) (*body[desk.Job], error) {
		return answer(s.Desk.StartListing(ctx, a, in.Body))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/exports/{job}", id: "get-export", tag: tag, role: desk.ReadOnly, media: mediaCSV,
		errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "A list that was written down",
		about: "Very long lists come in several files; the job says how many.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		JobPath

		File int `query:"file" default:"1" minimum:"1" maximum:"10000"`
	},
	) (*file, error) {
		name, raw, err := s.Desk.OrdersFile(ctx, a, in.Job, in.File)
		return answerFile(mediaCSV, name, raw, err)
	})
}
