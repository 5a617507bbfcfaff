package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"onward/shared/table"
)

// Requests keeps idempotency keys.
type Requests interface {
	BeginRequest(ctx context.Context, merchant, key, hash string, now, until time.Time) (*table.Answer, error)
	FinishRequest(ctx context.Context, merchant, key, hash string, answer table.Answer) error
	DropRequest(ctx context.Context, merchant, key, hash string) error
}

const (
	maxKey = 100
	// runs is how long a request runs at the most.
	runs = time.Minute
)

// once does a request with an Idempotency-Key once, and answers its repeats as the first was.
func (s *service) once(ctx huma.Context, next func(huma.Context)) {
	key := ctx.Header("Idempotency-Key")
	acts, _ := ctx.Operation().Metadata[metaActs].(bool)
	a := actorOf(ctx.Context())
	if !acts || key == "" || a.Merchant == "" {
		next(ctx)
		return
	}
	if len(key) > maxKey {
		s.writeModel(ctx, problem(http.StatusUnprocessableEntity, "invalid_key", "The Idempotency-Key has up to 100 characters."))
		return
	}
	hash, err := hashOf(ctx, a.Token)
	if err != nil {
		s.writeModel(ctx, problem(http.StatusRequestEntityTooLarge, "too_large", "The body can have up to 1 MB."))
		return
	}
	now := s.Now()
	said, err := s.Requests.BeginRequest(ctx.Context(), a.Merchant, key, hash, now, now.Add(runs))
	switch {
	case errors.Is(err, table.ErrRunning):
		ctx.SetHeader("Retry-After", "2")
		s.writeModel(ctx, problem(http.StatusConflict, "key_running", "The first request with this key is still running. Repeat in a moment."))
		return
	case errors.Is(err, table.ErrReused):
		s.writeModel(ctx, problem(http.StatusUnprocessableEntity, "key_reused", "This key was used for another request. Use a new one."))
		return
	case err != nil:
		s.writeErr(ctx, err)
		return
	case said != nil:
		replay(ctx, said)
		return
	}
	rec := &recorder{inner: ctx}
	next(rec)
	s.finish(ctx.Context(), a.Merchant, key, hash, rec)
}

// finish keeps the answer. A failure of ours, and what can pass (a limit), may be tried again with the same key.
func (s *service) finish(ctx context.Context, merchant, key, hash string, rec *recorder) {
	ctx = context.WithoutCancel(ctx)
	var err error
	if rec.status >= http.StatusInternalServerError || rec.status == http.StatusTooManyRequests {
		err = s.Requests.DropRequest(ctx, merchant, key, hash)
	} else {
		err = s.Requests.FinishRequest(ctx, merchant, key, hash, table.Answer{Status: rec.status, Body: rec.body.Bytes()})
	}
	if err != nil {
		s.Log.WarnContext(ctx, "api.key_not_kept", "merchant", merchant, "err", err.Error())
	}
}

// hashOf tells requests apart: who asks, where, and what. The body is put back.
func hashOf(ctx huma.Context, token string) (string, error) {
	r, _ := humago.Unwrap(ctx)
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return "", fmt.Errorf("read body: %w", err)
	}
	if len(raw) > maxBody {
		return "", errTooLarge
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	sum := sha256.New()
	for _, part := range []string{token, r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("If-Match")} {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	sum.Write(raw)
	return hex.EncodeToString(sum.Sum(nil)), nil
}

var errTooLarge = errors.New("body is too large")

func replay(ctx huma.Context, said *table.Answer) {
	kind := "application/json"
	if said.Status >= http.StatusBadRequest {
		kind = "application/problem+json"
	}
	ctx.SetHeader("Content-Type", kind)
	ctx.SetHeader("Idempotency-Replayed", "true")
	ctx.SetStatus(said.Status)
	_, _ = ctx.BodyWriter().Write(said.Body) // the client is gone when this fails
}

// inner has another name than its method Context, so that it can be embedded.
type inner huma.Context

// recorder keeps a copy of the answer.
type recorder struct {
	inner

	status int
	body   bytes.Buffer
}

// Unwrap leads to the adapter's own context.
func (r *recorder) Unwrap() huma.Context { return r.inner }

func (r *recorder) SetStatus(code int) {
	if r.status == 0 {
		r.status = code
	}
	r.inner.SetStatus(code)
}

func (r *recorder) Status() int { return r.status }

func (r *recorder) BodyWriter() io.Writer { return io.MultiWriter(&r.body, r.inner.BodyWriter()) }
