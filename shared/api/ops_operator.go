package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

// ServiceHealth is that the function runs.
type ServiceHealth struct {
	Status  string `json:"status" enum:"ok"`
	Version string `json:"version,omitempty"`
}

func (s *service) health() {
	serve(s, op{method: http.MethodGet, path: "/health", id: "health", summary: "Whether the service runs", tag: "Service"},
		func(context.Context, desk.Actor, *none) (*body[ServiceHealth], error) {
			return answer(ServiceHealth{Status: "ok", Version: s.Version}, nil)
		})
}

// CreatedMerchant is a new merchant with its first owner token.
type CreatedMerchant struct {
	Merchant desk.Merchant `json:"merchant"`
	Token    desk.Token    `json:"token"`
}

// MerchantRef names a merchant.
type MerchantRef struct {
	ID string `json:"id"`
}

// MerchantPath names a merchant.
type MerchantPath struct {
	Merchant string `path:"merchant" maxLength:"60"`
}

// operate is what only the deployment's operator can do.
func (s *service) operate() {
	const tag, base = "Operator", "/v1/operator"
	serve(s, op{
		method: http.MethodPost, path: base + "/merchants", id: "create-merchant", tag: tag, role: desk.Deployment, status: http.StatusCreated,
		errors:  []int{http.StatusConflict},
		summary: "Make a merchant with its first owner token", about: "The token is shown this once.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.NewMerchant }) (*body[CreatedMerchant], error) {
		m, t, err := s.Desk.CreateMerchant(ctx, a, in.Body)
		return answer(CreatedMerchant{Merchant: m, Token: t}, err)
	})
	serve(s, op{method: http.MethodGet, path: base + "/merchants", id: "list-merchants", tag: tag, role: desk.Deployment, summary: "List the merchants' ids"},
		func(ctx context.Context, a desk.Actor, in *Paging) (*body[page[MerchantRef]], error) {
			ids, next, err := s.Desk.Merchants(ctx, a, in.Cursor, in.Limit)
			refs := make([]MerchantRef, 0, len(ids))
			for _, id := range ids {
				refs = append(refs, MerchantRef{ID: id})
			}
			return answerPage(refs, next, err)
		})
	serve(s, op{
		method: http.MethodGet, path: base + "/merchants/{merchant}/tokens", id: "list-merchant-tokens", tag: tag, role: desk.Deployment,
		errors: []int{http.StatusNotFound}, summary: "List a merchant's tokens",
	}, func(ctx context.Context, a desk.Actor, in *MerchantPath) (*body[page[desk.Token]], error) {
		tokens, err := s.Desk.MerchantTokens(ctx, a, in.Merchant)
		return answerPage(tokens, "", err)
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/merchants/{merchant}/tokens", id: "create-merchant-token", tag: tag, role: desk.Deployment,
		status: http.StatusCreated, errors: []int{http.StatusNotFound}, summary: "Make a token for a merchant", about: "The token is shown this once.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		MerchantPath

		Body desk.NewToken
	},
	) (*body[desk.Token], error) {
		return answer(s.Desk.CreateMerchantToken(ctx, a, in.Merchant, in.Body))
	})
	serve(s, op{
		method: http.MethodDelete, path: base + "/merchants/{merchant}/tokens/{token}", id: "revoke-merchant-token", tag: tag, role: desk.Deployment,
		status: http.StatusNoContent, errors: []int{http.StatusNotFound}, summary: "Revoke a merchant's token",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		MerchantPath

		Token string `path:"token" maxLength:"60"`
	},
	) (*none, error) {
		return nil, s.Desk.RevokeMerchantToken(ctx, a, in.Merchant, in.Token)
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/merchants/{merchant}/stores", id: "vouch-store", tag: tag, role: desk.Deployment,
		status: http.StatusCreated, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Connect a Wix site for a merchant by its instance id", about: "You vouch that the site is the merchant's: an instance id proves nothing. The app must be installed in it.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		MerchantPath

		Body desk.Vouched
	},
	) (*body[desk.Store], error) {
		return answer(s.Desk.VouchStore(ctx, a, in.Merchant, in.Body))
	})
	serve(s, op{
		method: http.MethodPut, path: base + "/hold", id: "hold-everything", tag: tag, role: desk.Deployment, status: http.StatusNoContent,
		summary: "Hold everything of all merchants, or release it", about: "Works within seconds.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.Switch }) (*none, error) {
		return nil, s.Desk.HoldEverything(ctx, a, in.Body)
	})
}

// merchant is the merchant's own affairs.
func (s *service) merchant() {
	const tag = "Merchant"
	serve(s, op{
		method: http.MethodGet, path: "/v1/merchant", id: "get-merchant", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "Who the token belongs to",
	}, func(ctx context.Context, a desk.Actor, _ *none) (*body[desk.Me], error) {
		return answer(s.Desk.Me(ctx, a))
	})
	serve(s, op{
		method: http.MethodPatch, path: "/v1/merchant", id: "update-merchant", tag: tag, role: desk.Owner, errors: []int{http.StatusNotFound},
		summary: "Change name, mail address, language or time zone",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.ChangeMerchant }) (*body[desk.Merchant], error) {
		return answer(s.Desk.UpdateMerchant(ctx, a, in.Body))
	})
	serve(s, op{method: http.MethodGet, path: "/v1/holds", id: "get-holds", tag: tag, role: desk.ReadOnly, summary: "Which hold switches are on"},
		func(ctx context.Context, a desk.Actor, _ *none) (*body[desk.Holds], error) {
			return answer(s.Desk.Holds(ctx, a))
		})
	serve(s, op{
		method: http.MethodPut, path: "/v1/hold", id: "hold-merchant", tag: tag, role: desk.Operator,
		summary: "Hold all your orders, or release them", about: "While held, nothing is bought and no store is told. It works within seconds.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.Switch }) (*body[desk.Holds], error) {
		return answer(s.Desk.HoldMerchant(ctx, a, in.Body))
	})
	serve(s, op{method: http.MethodGet, path: "/v1/tokens", id: "list-tokens", tag: tag, role: desk.Owner, summary: "List tokens"},
		func(ctx context.Context, a desk.Actor, _ *none) (*body[page[desk.Token]], error) {
			tokens, err := s.Desk.Tokens(ctx, a)
			return answerPage(tokens, "", err)
		})
	serve(s, op{
		method: http.MethodPost, path: "/v1/tokens", id: "create-token", tag: tag, role: desk.Owner, status: http.StatusCreated,
		summary: "Make a token", about: "The token is shown this once; only a hash of it is kept.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.NewToken }) (*body[desk.Token], error) {
		return answer(s.Desk.CreateToken(ctx, a, in.Body))
	})
	serve(s, op{
		method: http.MethodDelete, path: "/v1/tokens/{token}", id: "revoke-token", tag: tag, role: desk.Owner, status: http.StatusNoContent,
		errors: []int{http.StatusNotFound}, summary: "Revoke a token", about: "It ends within fifteen seconds.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Token string `path:"token" maxLength:"60"`
	},
	) (*none, error) {
		return nil, s.Desk.RevokeToken(ctx, a, in.Token)
	})
}
