package api

import (
	"context"
	"net/http"
	"time"

	"onward/shared/api/desk"
)

// EndpointPath names an endpoint of the merchant.
type EndpointPath struct {
	Endpoint string `path:"endpoint" maxLength:"60"`
}

// DeliveryPath names a delivery to an endpoint of the merchant.
type DeliveryPath struct {
	EndpointPath

	Delivery string `path:"delivery" maxLength:"60"`
}

// PauseBody says why an endpoint is paused.
type PauseBody struct {
	Reason string `json:"reason,omitempty" maxLength:"300"`
}

// RotateBody says for how long the old secret goes on.
type RotateBody struct {
	OverlapHours int `json:"overlap_hours" minimum:"0" maximum:"168" default:"24" required:"false" doc:"For so long everything is signed with both secrets; 0 ends the old one at once."`
}

// ResendBody says since when what failed is to be sent again.
type ResendBody struct {
	Since  time.Time `json:"since,omitzero" required:"false" doc:"Only what happened since; left out, everything in the log, which goes back 30 days."`
	Cursor string    `json:"cursor,omitempty" maxLength:"1000" doc:"From the answer before."`
}

const endpointTag, endpointBase = "Webhook endpoints", "/v1/endpoints"

// endpoints is the merchant's own programs that are told of things.
func (s *service) endpoints() {
	const tag, base = endpointTag, endpointBase
	serve(s, op{
		method: http.MethodGet, path: "/v1/webhook-events", id: "list-webhook-events", tag: tag, role: desk.ReadOnly,
		summary: "List the events that endpoints can be told of",
	}, func(_ context.Context, a desk.Actor, _ *none) (*body[page[desk.WebhookEvent]], error) {
		events, err := s.Desk.WebhookEvents(a)
		return answerPage(events, "", err)
	})
	serve(s, op{
		method: http.MethodGet, path: base, id: "list-endpoints", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound}, summary: "List endpoints",
	}, func(ctx context.Context, a desk.Actor, _ *none) (*body[page[desk.Endpoint]], error) {
		items, err := s.Desk.Endpoints(ctx, a)
		return answerPage(items, "", err)
	})
	serve(s, op{
		method: http.MethodPost, path: base, id: "create-endpoint", tag: tag, role: desk.Owner, status: http.StatusCreated,
		errors: []int{http.StatusNotFound, http.StatusConflict}, summary: "Make an endpoint",
		about: "What is sent there is signed as Standard Webhooks say. The secret is shown this once.",
	}, func(ctx context.Context, a desk.Actor, in *struct{ Body desk.NewEndpoint }) (*body[desk.Endpoint], error) {
		return answer(s.Desk.CreateEndpoint(ctx, a, in.Body))
	})
	serve(s, op{
		method: http.MethodGet, path: base + "/{endpoint}", id: "get-endpoint", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "An endpoint, and whether it works",
	}, func(ctx context.Context, a desk.Actor, in *EndpointPath) (*body[desk.Endpoint], error) {
		return answer(s.Desk.Endpoint(ctx, a, in.Endpoint))
	})
	serve(s, op{
		method: http.MethodPatch, path: base + "/{endpoint}", id: "update-endpoint", tag: tag, role: desk.Owner, errors: []int{http.StatusNotFound},
		summary: "Change an endpoint's name, address or events", about: "A new address is called even where the old one had been given up.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		EndpointPath

		Body desk.ChangeEndpoint
	},
	) (*body[desk.Endpoint], error) {
		return answer(s.Desk.UpdateEndpoint(ctx, a, in.Endpoint, in.Body))
	})
	serve(s, op{
		method: http.MethodDelete, path: base + "/{endpoint}", id: "delete-endpoint", tag: tag, role: desk.Owner, status: http.StatusNoContent,
		errors: []int{http.StatusNotFound}, summary: "Delete an endpoint", about: "Nothing more is sent there, not even what waited to be tried again.",
	}, func(ctx context.Context, a desk.Actor, in *EndpointPath) (*none, error) {
		return nil, s.Desk.DeleteEndpoint(ctx, a, in.Endpoint)
	})
	s.endpointActions()
	s.deliveries()
}

// endpointActions is what can be done with an endpoint.
func (s *service) endpointActions() {
	const tag, base = endpointTag, endpointBase + "/{endpoint}"
	serve(s, op{
		method: http.MethodPost, path: base + "/pause", id: "pause-endpoint", tag: tag, role: desk.Operator, errors: []int{http.StatusNotFound},
		summary: "Pause an endpoint", about: "What happens meanwhile is held in its log and can be sent once it is resumed.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		EndpointPath

		Body PauseBody
	},
	) (*body[desk.Endpoint], error) {
		return answer(s.Desk.PauseEndpoint(ctx, a, in.Endpoint, in.Body.Reason))
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/resume", id: "resume-endpoint", tag: tag, role: desk.Operator, errors: []int{http.StatusNotFound},
		summary: "Resume an endpoint", about: "Whatever stopped it. What was held is not sent by itself.",
	}, func(ctx context.Context, a desk.Actor, in *EndpointPath) (*body[desk.Endpoint], error) {
		return answer(s.Desk.ResumeEndpoint(ctx, a, in.Endpoint))
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/rotate-secret", id: "rotate-endpoint-secret", tag: tag, role: desk.Owner, errors: []int{http.StatusNotFound},
		summary: "Give an endpoint a new secret", about: "It is shown this once. For the overlap everything is signed with both, so that nothing is missed while you change over.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		EndpointPath

		Body RotateBody
	},
	) (*body[desk.Endpoint], error) {
		return answer(s.Desk.RotateEndpointSecret(ctx, a, in.Endpoint, in.Body.OverlapHours))
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/test", id: "test-endpoint", tag: tag, role: desk.Operator, acts: true, status: http.StatusAccepted,
		errors: []int{http.StatusNotFound}, summary: "Send a test event", about: "Also to an endpoint that is not active. Read the delivery to see what came of it.",
	}, func(ctx context.Context, a desk.Actor, in *EndpointPath) (*body[desk.Delivery], error) {
		return answer(s.Desk.TestEndpoint(ctx, a, in.Endpoint))
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/resend", id: "resend-failed-deliveries", tag: tag, role: desk.Operator, acts: true, status: http.StatusAccepted,
		errors: []int{http.StatusNotFound}, summary: "Send again all that failed or was held", about: "Up to 200 in one request, newest first; a cursor says that there are more.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		EndpointPath

		Body ResendBody
	},
	) (*body[desk.Resent], error) {
		return answer(s.Desk.ResendFailed(ctx, a, in.Endpoint, in.Body.Since, in.Body.Cursor))
	})
}

// deliveries is what was sent.
func (s *service) deliveries() {
	const tag, base = endpointTag, endpointBase + "/{endpoint}/deliveries"
	serve(s, op{
		method: http.MethodGet, path: base, id: "list-deliveries", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "What was sent to an endpoint, newest first", about: "The log goes back 30 days.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		EndpointPath
		Paging

		State string `query:"state" enum:"waiting,delivered,failed,held" doc:"Only those."`
	},
	) (*body[page[desk.Delivery]], error) {
		return answerPage(s.Desk.Deliveries(ctx, a, in.Endpoint, in.State, in.Cursor, in.Limit))
	})
	serve(s, op{
		method: http.MethodGet, path: base + "/{delivery}", id: "get-delivery", tag: tag, role: desk.ReadOnly, errors: []int{http.StatusNotFound},
		summary: "A delivery, with what was sent and each attempt",
	}, func(ctx context.Context, a desk.Actor, in *DeliveryPath) (*body[desk.Delivery], error) {
		return answer(s.Desk.Delivery(ctx, a, in.Endpoint, in.Delivery))
	})
	serve(s, op{
		method: http.MethodPost, path: base + "/{delivery}/resend", id: "resend-delivery", tag: tag, role: desk.Operator, acts: true, status: http.StatusAccepted,
		errors: []int{http.StatusNotFound}, summary: "Send a delivery again", about: "Whatever came of it. The webhook-id stays, so that the receiver knows it again.",
	}, func(ctx context.Context, a desk.Actor, in *DeliveryPath) (*body[desk.Delivery], error) {
		return answer(s.Desk.Resend(ctx, a, in.Endpoint, in.Delivery))
	})
}
