package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"onward/shared/api/desk"
)

// Deps is what the API works with.
type Deps struct {
	Desk *desk.Desk
	// Requests keeps idempotency keys.
	Requests Requests
	// Version of the program, for people.
	Version string
	// Pages serves every path that is not the API's; nil where there are no pages.
	Pages http.Handler
	// PerMinute is how many requests a token may make to one instance of the function in a minute; 0 is 600.
	PerMinute int
	Now       func() time.Time
	Log       *slog.Logger
}

// New makes the handler of the whole API.
func New(d Deps) http.Handler {
	mux := http.NewServeMux()
	build(d, mux)
	return secured(d, mux)
}

// build registers every operation.
func build(d Deps, mux *http.ServeMux) huma.API {
	config := huma.DefaultConfig("Onward", d.Version)
	config.Info.Description = about
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil // no $schema members: the document describes everything
	config.RejectUnknownQueryParameters = true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "A token that an owner made; it begins with onw_."},
	}
	config.Transformers = append(config.Transformers, discreet)
	api := humago.New(mux, config)
	limits := newLimiter(d.PerMinute, d.Now)
	s := &service{Deps: d, api: api}
	api.UseMiddleware(s.authenticate, s.limit(limits), s.once)
	s.health()
	s.operate()
	s.merchant()
	s.stores()
	s.pagesOut()
	s.settings()
	s.carriers()
	s.accounts()
	s.mappings()
	s.lists()
	s.worklists()
	s.orders()
	s.choices()
	s.repairs()
	s.jobs()
	s.imports()
	s.evidence()
	s.listings()
	s.checks()
	s.statistics()
	s.endpoints()
	s.digests()
	describeWebhooks(api.OpenAPI())
	optionalTakesNull(api.OpenAPI())
	return api
}

// service holds the operations.
type service struct {
	Deps

	api huma.API
}

const about = `Onward moves a dropshipper's orders onward by itself. This is all that its pages do, for programs.

Every request but /health and this document carries a token: "Authorization: Bearer onw_...". A token belongs to one merchant; nothing of another's can be seen or named.

Refusals are application/problem+json. Their "type" ends in a stable code, their "detail" says what to do, "errors" name the fields.

Lists have a cursor: give it back to read on. A page can be short, or empty, and still have a cursor; the list has ended when there is none.

What acts takes an Idempotency-Key (any text of up to 100 characters): for 24 hours the same request with the same key is answered as the first was, and done once.

What happens can be sent to your own programs: see "webhooks", and /v1/endpoints.

Each instance of the function allows a token a number of requests a minute; RateLimit and RateLimit-Policy say how many are left.`
