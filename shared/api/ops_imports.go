package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

// List is a file as a spreadsheet saves it.
type List struct {
	Kind string `query:"kind" default:"import_tracking" enum:"import_tracking,import_supplier_orders" doc:"What the list has: tracking numbers, or supplier orders that were placed by hand."`
	File string `query:"file" maxLength:"200" doc:"What the file is called, for people."`

	RawBody []byte `contentType:"text/csv" doc:"CSV with a heading; columns parted by commas, semicolons or tabs."`
}

func (s *service) imports() {
	const tag = "Imports"
	serve(s, op{
		method: http.MethodPost, path: "/v1/imports", id: "check-import", tag: tag, role: desk.Operator, status: http.StatusCreated,
		summary: "Check a list of tracking numbers or supplier orders",
		about: "Nothing is done yet: the answer names every row that can't be taken in, with the reason and what to do. What was checked is kept for a day, " +
			"and is what starting the import does. A list has up to 2,000 rows. Rows whose content is there already are passed over, so that the same list can be sent again.",
	}, func(ctx context.Context, a desk.Actor, in *List) (*body[desk.Import], error) {
		return answer(s.Desk.CheckImport(ctx, a, in.Kind, in.File, in.RawBody))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/imports/template", id: "get-import-template", tag: tag, role: desk.ReadOnly, media: mediaCSV,
		summary: "A list with all headings and no rows",
	}, func(_ context.Context, a desk.Actor, in *struct {
		Kind string `query:"kind" default:"import_tracking" enum:"import_tracking,import_supplier_orders"`
	},
	) (*file, error) {
		raw, err := s.Desk.ImportTemplate(a, in.Kind)
		return answerFile(mediaCSV, in.Kind+".csv", raw, err)
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/imports/{job}", id: "get-import", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "What a list came to when it was checked",
	}, func(ctx context.Context, a desk.Actor, in *JobPath) (*body[desk.Import], error) {
		return answer(s.Desk.Import(ctx, a, in.Job))
	})
	serve(s, op{
		method: http.MethodPost, path: "/v1/imports/{job}/start", id: "start-import", tag: tag, role: desk.Operator, acts: true,
		status: http.StatusAccepted, errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "Take in what was checked",
		about: "Started twice, it is done once. The job's progress can be read; cancelling the job of a list that was not started discards it.",
	}, func(ctx context.Context, a desk.Actor, in *JobPath) (*body[desk.Job], error) {
		return answer(s.Desk.StartImport(ctx, a, in.Job))
	})
}
