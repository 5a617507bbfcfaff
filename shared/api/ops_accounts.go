package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// AccountPath names a supplier account of the merchant.
type AccountPath struct {
	Account string `path:"account" maxLength:"60"`
}

// ConsentPage is where to send the merchant's browser.
type ConsentPage struct {
	URL string `json:"url"`
}

func (s *service) accounts() {
	const tag = "Supplier accounts"
	serve(s, op{method: http.MethodGet, path: "/v1/accounts", id: "list-accounts", tag: tag, role: desk.ReadOnly, summary: "List supplier accounts with their health"},
		func(ctx context.Context, a desk.Actor, _ *none) (*body[page[desk.Account]], error) {
			accounts, err := s.Desk.Accounts(ctx, a)
			return answerPage(accounts, "", err)
		})
	serve(s, op{
		method: http.MethodPost, path: "/v1/accounts", id: "add-account", tag: tag, role: desk.Owner, status: http.StatusCreated, acts: true,
		summary: "Connect a supplier account", about: "With tokens given by hand, or with the code that the supplier's consent page returned. Tokens are sealed and never shown again.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.NewAccount }) (*body[desk.Account], error) {
		return answer(s.Desk.AddAccount(ctx, a, in.Body))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/consent/{supplier}", id: "get-consent-page", tag: tag, role: desk.Owner, errors: []int{http.StatusConflict},
		summary: "The address of a supplier's consent page",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Supplier order.Supplier `path:"supplier" enum:"aliexpress,cj"`
		Redirect string         `query:"redirect" required:"true" maxLength:"500" doc:"Where the page returns to, with code and state."`
		State    string         `query:"state" maxLength:"200"`
	},
	) (*body[ConsentPage], error) {
		page, err := s.Desk.ConsentPage(ctx, a, in.Supplier, in.Redirect, in.State)
		return answer(ConsentPage{URL: page}, err)
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/accounts/{account}", id: "get-account", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "One supplier account: health, pauses, when the consent ends",
	}, func(ctx context.Context, a desk.Actor, in *AccountPath) (*body[desk.Account], error) {
		return answer(s.Desk.Account(ctx, a, in.Account))
	})
	serve(s, op{
		method: http.MethodPut, path: "/v1/accounts/{account}/tokens", id: "renew-account", tag: tag, role: desk.Owner,
		errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "Give an account new tokens", about: "Orders in flight go on with them.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		AccountPath

		Body desk.Tokens
	},
	) (*body[desk.Account], error) {
		return answer(s.Desk.RenewAccount(ctx, a, in.Account, in.Body))
	})
	serve(s, op{
		method: http.MethodPost, path: "/v1/accounts/{account}/disconnect", id: "disconnect-account", tag: tag, role: desk.Owner,
		errors: []int{http.StatusNotFound}, summary: "Disconnect a supplier account", about: "Its tokens are forgotten. Purchases stay.",
	}, func(ctx context.Context, a desk.Actor, in *AccountPath) (*body[desk.Account], error) {
		return answer(s.Desk.DisconnectAccount(ctx, a, in.Account))
	})
	serve(s, op{
		method: http.MethodPut, path: "/v1/accounts/{account}/hold", id: "hold-account", tag: tag, role: desk.Operator, errors: []int{http.StatusNotFound},
		summary: "Hold what is bought at an account, or release it",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		AccountPath

		Body desk.Switch
	},
	) (*body[desk.Account], error) {
		return answer(s.Desk.HoldAccount(ctx, a, in.Account, in.Body))
	})
}

// VariantPath names a variant of a store.
type VariantPath struct {
	StorePath

	Variant string `path:"variant" maxLength:"120" doc:"The store's variant id; the product's where there are no variants."`
}

// mappingRead is a mapping with its revision as ETag.
type mappingRead struct {
	ETag string `header:"ETag" doc:"The mapping's revision, to be given back in If-Match."`
	Body desk.Mapping
}

func (s *service) mappings() {
	const tag, path = "Mappings", "/v1/stores/{store}/mappings"
	serve(s, op{
		method: http.MethodGet, path: path, id: "list-mappings", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "List a store's mappings",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		StorePath
		Paging
	},
	) (*body[page[desk.Mapping]], error) {
		return answerPage(s.Desk.Mappings(ctx, a, in.Store, in.Cursor, in.Limit))
	})
	serve(s, op{
		method: http.MethodGet, path: path + "/{variant}", id: "get-mapping", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "What is bought for a variant",
	}, func(ctx context.Context, a desk.Actor, in *VariantPath) (*mappingRead, error) {
		m, err := s.Desk.Mapping(ctx, a, in.Store, in.Variant)
		if err != nil {
			return nil, err
		}
		return &mappingRead{ETag: etag(m.Revision), Body: m}, nil
	})
	serve(s, op{
		method: http.MethodPut, path: path + "/{variant}", id: "put-mapping", tag: tag, role: desk.Operator,
		errors:  []int{http.StatusNotFound, http.StatusPreconditionFailed},
		summary: "Choose what to buy for a variant", about: "Orders that wait for the variant are decided anew, many of them by a job.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		VariantPath
		Seen

		Body desk.NewMapping
	},
	) (*body[desk.Remapped], error) {
		if err := in.at(&a); err != nil {
			return nil, err
		}
		return answer(s.Desk.PutMapping(ctx, a, in.Store, in.Variant, in.Body))
	})
	serve(s, op{
		method: http.MethodDelete, path: path + "/{variant}", id: "delete-mapping", tag: tag, role: desk.Operator,
		errors:  []int{http.StatusNotFound, http.StatusPreconditionFailed},
		summary: "End the mapping of a variant",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		VariantPath
		Seen
	},
	) (*body[desk.Remapped], error) {
		if err := in.at(&a); err != nil {
			return nil, err
		}
		return answer(s.Desk.DeleteMapping(ctx, a, in.Store, in.Variant))
	})
}
