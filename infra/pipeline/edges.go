package pipeline

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/queue"
	"onward/shared/queue/queuetest"
	"onward/shared/table"
)

// sender sends to the queues, with a point at every send.
type sender struct {
	net  *queuetest.Net
	runs *runs
}

// Send implements [queue.Sender].
func (s *sender) Send(ctx context.Context, messages ...queue.Message) error {
	if len(messages) == 0 {
		return nil
	}
	return s.runs.at("send "+string(messages[0].Kind), func() error { return s.net.Send(ctx, messages...) })
}

// source is a queue as its consumer knows it, with points.
type source struct {
	inner queue.Source
	runs  *runs
}

// Snooze implements [queue.Source].
func (s source) Snooze(ctx context.Context, r events.SQSMessage, after time.Duration) error {
	return s.runs.at("snooze", func() error { return s.inner.Snooze(ctx, r, after) })
}

// Bury implements [queue.Source].
func (s source) Bury(ctx context.Context, r events.SQSMessage, reason string) error {
	return s.runs.at("bury", func() error { return s.inner.Bury(ctx, r, reason) })
}

// oneShard shows wake one shard at a time, so that one thing happens after the other.
type oneShard struct {
	*table.Table

	shard int
}

// Due implements [wake.Due].
func (s *oneShard) Due(ctx context.Context, shard int, now time.Time, limit int) ([]table.DueOrder, error) {
	if shard != s.shard {
		return nil, nil
	}
	return s.Table.Due(ctx, shard, now, limit)
}

// callName says what an outside call is: a store's operation or a supplier's method.
func callName(r *http.Request, body []byte) string {
	host, _, _ := strings.Cut(r.URL.Host, ".")
	switch r.URL.Host {
	case marketHost:
		form, err := url.ParseQuery(string(body))
		if err == nil && form.Get("method") != "" {
			return host + " " + form.Get("method")
		}
	case shopifyHost:
		var in struct {
			Name string `json:"operationName"`
		}
		if json.Unmarshal(body, &in) == nil && in.Name != "" {
			return host + " " + in.Name
		}
	}
	return host + " " + r.Method + " " + r.URL.Path
}
