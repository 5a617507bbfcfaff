package api

import (
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onward/shared/notify"
)

// outgoing is a webhook as it is sent.
type outgoing[T any] struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp" doc:"When it happened, not when it was sent."`
	Data      T         `json:"data"`
}

// describeWebhooks writes what is sent to endpoints into the document.
func describeWebhooks(doc *huma.OpenAPI) {
	bodies := map[string]reflect.Type{
		notify.EventMoved: reflect.TypeFor[outgoing[notify.Moved]](), notify.EventAttention: reflect.TypeFor[outgoing[notify.Raised]](),
		notify.EventTrouble: reflect.TypeFor[outgoing[notify.Trouble]](), notify.EventWell: reflect.TypeFor[outgoing[notify.Trouble]](),
		notify.EventJob: reflect.TypeFor[outgoing[notify.JobOver]](), notify.EventDigest: reflect.TypeFor[outgoing[notify.Digest]](),
		notify.EventTest: reflect.TypeFor[outgoing[notify.Test]](),
	}
	doc.Webhooks = map[string]*huma.PathItem{}
	for _, k := range notify.Catalogue() {
		body := bodies[k.Event]
		doc.Webhooks[k.Event] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "webhook-" + k.Event, Summary: k.Title, Description: k.When, Tags: []string{endpointTag},
			Parameters: []*huma.Param{
				signed("webhook-id", "The same for the same news, however often it is sent: what you have seen, you need not do again."),
				signed("webhook-timestamp", "When this attempt was made, in seconds since 1970. Refuse what is older than five minutes."),
				signed("webhook-signature", "One or more signatures with spaces between them, each \"v1,\" and the base64 of HMAC-SHA256, with the secret's bytes, of id.timestamp.body."),
			},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {
				Schema:  doc.Components.Schemas.Schema(body, true, ""),
				Example: outgoing[any]{Type: k.Event, Timestamp: time.Date(2027, 3, 1, 7, 0, 0, 0, time.UTC), Data: k.Sample},
			}}},
			Responses: map[string]*huma.Response{
				"2XX": {Description: "It was taken. All else, redirects too, is tried again for three days."},
				"410": {Description: "Nothing more is to be sent here: the endpoint is stopped."},
				"429": {Description: "Not now. Retry-After is kept to, up to a day."},
			},
		}}
	}
}

func signed(name, about string) *huma.Param {
	return &huma.Param{Name: name, In: "header", Required: true, Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
}
