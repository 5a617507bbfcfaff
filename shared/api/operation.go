package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onward/shared/api/desk"
)

// op is what tells an operation from another.
type op struct {
	method, path, id, summary, tag string
	// about explains what the summary does not.
	about string
	role  desk.Role
	// acts: it takes an Idempotency-Key. once false on what answers with a secret, which is kept nowhere.
	acts   bool
	status int
	errors []int
	// media is of a file that is answered; empty for JSON.
	media string
}

const (
	metaRole = "role"
	metaActs = "acts"
)

// serve registers an operation whose handler is given who asks.
func serve[I, O any](s *service, o op, handler func(ctx context.Context, a desk.Actor, in *I) (*O, error)) {
	registered := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Description: o.about, Tags: []string{o.tag},
		DefaultStatus: o.status, MaxBodyBytes: maxBody, Metadata: map[string]any{metaRole: o.role, metaActs: o.acts},
		Errors: []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError},
	}
	if o.role != "" {
		registered.Security = []map[string][]string{{"token": {}}}
		registered.Errors = append(registered.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if o.method != http.MethodGet && o.method != http.MethodDelete {
		registered.Errors = append(registered.Errors, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusRequestTimeout)
	}
	registered.Errors = append(registered.Errors, o.errors...)
	if o.acts {
		registered.Errors = append(registered.Errors, http.StatusConflict)
		registered.Parameters = append(registered.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Description: "The same request with the same key is done once and answered alike, for 24 hours.",
			Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(maxKey)},
		})
	}
	if o.media != "" {
		registered.Responses = map[string]*huma.Response{"200": {
			Description: "The file.", Content: map[string]*huma.MediaType{o.media: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}}
	}
	huma.Register(s.api, registered, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, s.problemOf(ctx, o.id, err)
		}
		return out, nil
	})
}

// maxBody is the largest body that is read.
const maxBody = 1 << 20

// body is an answer with a body and nothing else.
type body[T any] struct{ Body T }

func answer[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{Body: v}, nil
}

// page is one page of a list.
type page[T any] struct {
	Items  []T    `json:"items"`
	Cursor string `json:"cursor,omitempty" doc:"Give it back to read on; left out at the end."`
}

func answerPage[T any](items []T, cursor string, err error) (*body[page[T]], error) {
	return answer(page[T]{Items: items, Cursor: cursor}, err)
}

// none is an input or an answer without anything.
type none struct{}

// Paging asks for a page of a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"From the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}
