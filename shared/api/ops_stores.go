package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// StorePath names a store of the merchant.
type StorePath struct {
	Store string `path:"store" maxLength:"60"`
}

func (s *service) stores() {
	const tag = "Stores"
	serve(s, op{method: http.MethodGet, path: "/v1/stores", id: "list-stores", tag: tag, role: desk.ReadOnly, summary: "List stores with their health"},
		func(ctx context.Context, a desk.Actor, _ *none) (*body[page[desk.Store]], error) {
			stores, err := s.Desk.Stores(ctx, a)
			return answerPage(stores, "", err)
		})
	serve(s, op{
		method: http.MethodPost, path: "/v1/stores", id: "add-store", tag: tag, role: desk.Owner, status: http.StatusCreated, acts: true,
		summary: "Connect a store", about: "A shop belongs to one merchant: the second to connect it is refused (409). Credentials are sealed and never shown again. Orders made before this moment are shown, never bought by themselves.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.NewStore }) (*body[desk.Store], error) {
		return answer(s.Desk.AddStore(ctx, a, in.Body))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/stores/{store}", id: "get-store", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "One store with its health",
	}, func(ctx context.Context, a desk.Actor, in *StorePath) (*body[desk.Store], error) {
		return answer(s.Desk.Store(ctx, a, in.Store))
	})
	serve(s, op{
		method: http.MethodPut, path: "/v1/stores/{store}/credentials", id: "reconnect-store", tag: tag, role: desk.Owner,
		errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "Give a store new credentials",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		StorePath

		Body desk.Credentials
	},
	) (*body[desk.Store], error) {
		return answer(s.Desk.Reconnect(ctx, a, in.Store, in.Body))
	})
	serve(s, op{
		method: http.MethodPost, path: "/v1/stores/{store}/disconnect", id: "disconnect-store", tag: tag, role: desk.Owner,
		errors: []int{http.StatusNotFound}, summary: "Disconnect a store", about: "Its credentials are forgotten. Its orders stay.",
	}, func(ctx context.Context, a desk.Actor, in *StorePath) (*body[desk.Store], error) {
		return answer(s.Desk.Disconnect(ctx, a, in.Store))
	})
	serve(s, op{
		method: http.MethodPut, path: "/v1/stores/{store}/hold", id: "hold-store", tag: tag, role: desk.Operator, errors: []int{http.StatusNotFound},
		summary: "Hold a store's orders, or release them",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		StorePath

		Body desk.Switch
	},
	) (*body[desk.Store], error) {
		return answer(s.Desk.HoldStore(ctx, a, in.Store, in.Body))
	})
}

// PageBody says what is to be connected by the platform's own page.
type PageBody struct {
	Platform order.Platform `json:"platform" enum:"shopify,woocommerce,wix"`
	Shop     string         `json:"shop,omitempty" maxLength:"253" doc:"The shop's domain or address; Wix needs none."`
	Store    string         `json:"store,omitempty" maxLength:"60" doc:"A store of yours to connect anew."`
}

// pagesOut is the platforms' own pages.
func (s *service) pagesOut() {
	serve(s, op{
		method: http.MethodPost, path: "/v1/stores/page", id: "get-platform-page", tag: "Stores", role: desk.Owner,
		errors:  []int{http.StatusConflict, http.StatusNotFound},
		summary: "The platform's own page on which to connect a store", about: "Send the merchant's browser there; it comes back connected. Good for half an hour, once.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body PageBody }) (*body[ConsentPage], error) {
		page, err := s.Desk.PlatformPage(ctx, a, in.Body.Platform, in.Body.Shop, in.Body.Store)
		return answer(ConsentPage{URL: page}, err)
	})
}

// versioned is an answer with its version as ETag.
type versioned struct {
	ETag string `header:"ETag" doc:"The version, to be given back in If-Match."`
	Body desk.SettingsVersion
}

func answerVersion(v desk.SettingsVersion, err error) (*versioned, error) {
	if err != nil {
		return nil, err
	}
	return &versioned{ETag: etag(v.Version), Body: v}, nil
}

func (s *service) settings() {
	const tag, path = "Settings", "/v1/stores/{store}/settings"
	serve(s, op{
		method: http.MethodGet, path: path, id: "get-settings", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "A store's settings",
	}, func(ctx context.Context, a desk.Actor, in *StorePath) (*versioned, error) {
		return answerVersion(s.Desk.Settings(ctx, a, in.Store))
	})
	serve(s, op{
		method: http.MethodPut, path: path, id: "put-settings", tag: tag, role: desk.Owner,
		errors:  []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired},
		summary: "Change a store's settings", about: "Makes a new version; If-Match names the one that you read. When somebody made another since, the answer is 412.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		StorePath

		IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the settings that you read."`
		Body    desk.Settings
	},
	) (*versioned, error) {
		if in.IfMatch == "" {
			return nil, problem(http.StatusPreconditionRequired, "if_match", "Say in If-Match which version you read; GET gives it as ETag.")
		}
		seen, ok := version(in.IfMatch)
		if !ok {
			return nil, &desk.Error{Kind: desk.Stale, Code: "settings_changed", Field: "header.If-Match", Message: "If-Match names no version of these settings. Read them again."}
		}
		return answerVersion(s.Desk.PutSettings(ctx, a, in.Store, seen, in.Body))
	})
	serve(s, op{
		method: http.MethodGet, path: path + "/versions", id: "list-settings", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "Earlier versions of a store's settings, newest first",
	}, func(ctx context.Context, a desk.Actor, in *StorePath) (*body[page[desk.SettingsVersion]], error) {
		versions, err := s.Desk.SettingsHistory(ctx, a, in.Store)
		return answerPage(versions, "", err)
	})
}
