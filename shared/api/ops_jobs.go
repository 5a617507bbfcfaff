package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

// JobPath names a job of the merchant.
type JobPath struct {
	Job string `path:"job" maxLength:"120"`
}

func (s *service) jobs() {
	const tag = "Jobs"
	serve(s, op{method: http.MethodGet, path: "/v1/jobs", id: "list-jobs", tag: tag, role: desk.ReadOnly, summary: "List jobs, newest first"},
		func(ctx context.Context, a desk.Actor, in *Paging) (*body[page[desk.Job]], error) {
			return answerPage(s.Desk.Jobs(ctx, a, in.Cursor, in.Limit))
		})
	serve(s, op{
		method: http.MethodPost, path: "/v1/jobs", id: "start-job", tag: tag, role: desk.Operator, acts: true, status: http.StatusAccepted, errors: []int{http.StatusNotFound},
		summary: "Work on many orders", about: "Place, sync, tell again, hold, release or archive a selection or a whole tab. The job's progress can be read. The same placing, sync or telling asked for again within ten seconds, while it still goes on, is answered with the job that there is.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.NewJob }) (*body[desk.Job], error) {
		return answer(s.Desk.StartJob(ctx, a, in.Body))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/jobs/{job}", id: "get-job", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "A job's progress",
	}, func(ctx context.Context, a desk.Actor, in *JobPath) (*body[desk.Job], error) {
		return answer(s.Desk.Job(ctx, a, in.Job))
	})
	serve(s, op{
		method: http.MethodPost, path: "/v1/jobs/{job}/cancel", id: "cancel-job", tag: tag, role: desk.Operator,
		errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "End a job", about: "What it did stays done.",
	}, func(ctx context.Context, a desk.Actor, in *JobPath) (*body[desk.Job], error) {
		return answer(s.Desk.CancelJob(ctx, a, in.Job))
	})
}

// CheckBody names orders.
type CheckBody struct {
	Orders []desk.Ref `json:"orders" minItems:"1" maxItems:"25"`
}

func (s *service) checks() {
	serve(s, op{
		method: http.MethodPost, path: "/v1/orders/check", id: "check-placing", tag: "Orders", role: desk.ReadOnly,
		summary: "Check what placing would come to", about: "Nothing is written. What could not be checked is said: unknown is not a pass.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body CheckBody }) (*body[page[desk.Checked]], error) {
		checked, err := s.Desk.CheckPlacing(ctx, a, in.Body.Orders)
		return answerPage(checked, "", err)
	})
}
