package api

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"onward/shared/api/desk"
)

type actorKey struct{}

func actorOf(ctx context.Context) desk.Actor {
	a, _ := ctx.Value(actorKey{}).(desk.Actor)
	return a
}

// authenticate finds who asks and whether the role allows the operation.
func (s *service) authenticate(ctx huma.Context, next func(huma.Context)) {
	role, _ := ctx.Operation().Metadata[metaRole].(desk.Role)
	if role == "" {
		next(ctx)
		return
	}
	secret, ok := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	if !ok {
		secret = ""
	}
	a, err := s.Desk.Authenticate(ctx.Context(), strings.TrimSpace(secret))
	if err == nil && !a.Role.Allows(role) {
		err = &desk.Error{
			Kind: desk.Forbidden, Code: "role",
			Message: "This takes a token with the role " + string(role) + "; yours has the role " + string(a.Role) + ".",
		}
	}
	if err != nil {
		s.writeErr(ctx, err)
		return
	}
	next(huma.WithValue(ctx, actorKey{}, a))
}

// writeErr answers a middleware's error.
func (s *service) writeErr(ctx huma.Context, err error) {
	err = s.problemOf(ctx.Context(), ctx.Operation().OperationID, err)
	if withHeaders, ok := errors.AsType[huma.HeadersError](err); ok {
		for name, values := range withHeaders.GetHeaders() {
			for _, v := range values {
				ctx.SetHeader(name, v)
			}
		}
	}
	var model *huma.ErrorModel
	if !errors.As(err, &model) {
		return
	}
	s.writeModel(ctx, model)
}

// secured wraps the operations with what every answer has: headers, problems for unknown paths, no crash.
func secured(d Deps, mux *http.ServeMux) http.Handler {
	//nolint:contextcheck // handlers take their context from the request
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				d.Log.ErrorContext(r.Context(), "api.panic", "method", r.Method, "stack", string(debug.Stack()))
				writeProblem(w, problem(http.StatusInternalServerError, "internal", "Something failed here. It is in the log."))
			}
		}()
		if _, pattern := mux.Handler(r); pattern == "" {
			if d.Pages != nil && !ours(r.URL.Path) {
				d.Pages.ServeHTTP(w, r)
				return
			}
			closed(w.Header())
			unknown(w, r, mux)
			return
		}
		closed(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1)
		mux.ServeHTTP(w, r)
	})
}

// closed sets the headers of answers that are no pages.
func closed(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Strict-Transport-Security", "max-age=31536000")
	h.Set("Referrer-Policy", "no-referrer")
}

// ours reports whether a path belongs to the API whether or not it is taken.
func ours(path string) bool {
	return path == "/v1" || strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/openapi") || path == "/health"
}

// unknown answers a path or method that there is not.
func unknown(w http.ResponseWriter, r *http.Request, mux *http.ServeMux) {
	probe := &headerOnly{header: http.Header{}}
	mux.ServeHTTP(probe, r)
	switch {
	case probe.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		writeProblem(w, problem(probe.status, "method", "This address takes "+probe.header.Get("Allow")+"."))
	case probe.status >= 300 && probe.status < 400:
		w.Header().Set("Location", probe.header.Get("Location"))
		w.WriteHeader(probe.status)
	default:
		writeProblem(w, problem(http.StatusNotFound, "no_such_path", "There is nothing at this address. /openapi.json describes what there is."))
	}
}

// headerOnly takes an answer's status and headers and forgets its body.
type headerOnly struct {
	header http.Header
	status int
}

func (w *headerOnly) Header() http.Header { return w.header }
func (w *headerOnly) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}
func (w *headerOnly) Write(p []byte) (int, error) { return len(p), nil }
