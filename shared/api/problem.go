package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"onward/shared/api/desk"
)

// problemType is how codes are spelled as the types of problems.
func problemType(code string) string { return "urn:onward:problem:" + code }

func statusOf(k desk.Kind) int {
	switch k {
	case desk.Invalid:
		return http.StatusUnprocessableEntity
	case desk.Unauthorized:
		return http.StatusUnauthorized
	case desk.Forbidden:
		return http.StatusForbidden
	case desk.NotFound:
		return http.StatusNotFound
	case desk.Conflict:
		return http.StatusConflict
	case desk.Stale:
		return http.StatusPreconditionFailed
	case desk.TooMany:
		return http.StatusTooManyRequests
	default:
		return http.StatusConflict
	}
}

// problemOf turns an error into what is answered. What is nobody's refusal is our fault: it is logged, and not shown.
func (s *service) problemOf(ctx context.Context, op string, err error) error {
	if refusal, ok := errors.AsType[*desk.Error](err); ok {
		model := problem(statusOf(refusal.Kind), refusal.Code, refusal.Message)
		if refusal.Field != "" {
			model.Errors = []*huma.ErrorDetail{{Message: refusal.Message, Location: refusal.Field}}
		}
		headers := http.Header{}
		switch refusal.Kind {
		case desk.TooMany:
			headers.Set("Retry-After", strconv.Itoa(max(int(refusal.RetryAfter.Seconds()), 1)))
		case desk.Unauthorized:
			headers.Set("WWW-Authenticate", `Bearer realm="onward"`)
		case desk.Invalid, desk.Forbidden, desk.NotFound, desk.Conflict, desk.Stale:
		}
		return huma.ErrorWithHeaders(model, headers) //nolint:wrapcheck // it is the answer itself
	}
	if model, ok := errors.AsType[*huma.ErrorModel](err); ok {
		return model
	}
	s.Log.ErrorContext(ctx, "api.failed", "op", op, "err", err.Error())
	return problem(http.StatusInternalServerError, "internal", "Something failed here. It is in the log; try again, with the same Idempotency-Key where you gave one.")
}

func problem(status int, code, detail string) *huma.ErrorModel {
	return &huma.ErrorModel{Type: problemType(code), Title: http.StatusText(status), Status: status, Detail: detail}
}

// discreet takes values out of validation errors: they may be credentials.
func discreet(_ huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	quiet := *model
	if quiet.Type == "" {
		quiet.Type = problemType(codeOf(quiet.Status))
		if len(quiet.Errors) > 0 {
			quiet.Detail = "Correct the named fields: " + quiet.Errors[0].Location + " " + quiet.Errors[0].Message + "."
		}
	}
	quiet.Errors = make([]*huma.ErrorDetail, 0, len(model.Errors))
	for _, e := range model.Errors {
		quiet.Errors = append(quiet.Errors, &huma.ErrorDetail{Message: e.Message, Location: e.Location})
	}
	return &quiet, nil
}

// codeOf is the code of what huma refuses by itself.
func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "malformed"
	case http.StatusUnprocessableEntity:
		return "invalid"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusUnsupportedMediaType:
		return "media_type"
	case http.StatusRequestTimeout:
		return "too_slow"
	default:
		return "http_" + strconv.Itoa(status)
	}
}

// writeProblem answers outside of huma's operations.
func writeProblem(w http.ResponseWriter, model *huma.ErrorModel) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(model.Status)
	_ = huma.DefaultJSONFormat.Marshal(w, model) // the client is gone when this fails
}
