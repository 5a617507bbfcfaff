package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
	"onward/shared/notify"
)

// digests is what needs the merchant, and when it is sent.
func (s *service) digests() {
	const tag = "Digest"
	serve(s, op{
		method: http.MethodGet, path: "/v1/digest", id: "get-digest", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "What needs you at this moment", about: "What the daily digest would say now, from the newest orders of each tab.",
	}, func(ctx context.Context, a desk.Actor, _ *none) (*body[notify.Digest], error) {
		return answer(s.Desk.Digest(ctx, a))
	})
	serve(s, op{
		method: http.MethodGet, path: "/v1/digest/settings", id: "get-digest-settings", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "When the digest is sent, and where to",
	}, func(ctx context.Context, a desk.Actor, _ *none) (*body[desk.DigestSettings], error) {
		return answer(s.Desk.DigestSettings(ctx, a))
	})
	serve(s, op{
		method: http.MethodPut, path: "/v1/digest/settings", id: "put-digest-settings", tag: tag, role: desk.Owner, errors: []int{http.StatusNotFound},
		summary: "Choose when the digest is sent", about: "It goes to every webhook endpoint that is told of digests; no mail is sent.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.ChangeDigest }) (*body[desk.DigestSettings], error) {
		return answer(s.Desk.PutDigestSettings(ctx, a, in.Body))
	})
}
