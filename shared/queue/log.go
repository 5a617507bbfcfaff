package queue

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/outcome"
)

// log writes the one line of a record: what it was about and what came of it, never what it held.
func (c *consumer) log(
	ctx context.Context, record events.SQSMessage, m Message, kind outcome.Kind, err error, note string, took time.Duration,
) {
	attrs := []slog.Attr{
		slog.String("message", record.MessageId),
		slog.String("kind", string(m.Kind)),
		slog.String("outcome", string(kind)),
		slog.Int64("ms", took.Milliseconds()),
		slog.Int("attempt", receives(record)),
	}
	optional := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	optional("merchant", m.Key.Merchant)
	optional("store", m.Key.Store)
	optional("order", m.Key.ID)
	optional("effect", m.Effect)
	switch {
	case m.Poll != nil:
		optional("merchant", m.Poll.Merchant)
		optional("account", m.Poll.Account)
		attrs = append(attrs, slog.Int("rows", len(m.Poll.Rows)))
	case m.Intake != nil:
		optional("merchant", m.Intake.Merchant)
		optional("owner", m.Intake.Owner)
		optional("source", m.Intake.Source)
		optional("topic", m.Intake.Topic)
		optional("order", m.Intake.Order)
		if !m.Intake.Received.IsZero() {
			attrs = append(attrs, slog.Int64("age_ms", c.Now().Sub(m.Intake.Received).Milliseconds()))
		}
	case m.Job != nil:
		optional("merchant", m.Job.Merchant)
		optional("job", m.Job.ID)
	case m.Notify != nil:
		if m.Key.Merchant == "" {
			optional("merchant", m.Notify.Merchant)
		}
		optional("event", m.Notify.Event)
	}
	optional("note", note)
	level := slog.LevelInfo
	if kind == outcome.Retrying || kind == outcome.Refused {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	if panicked, ok := errors.AsType[*panicError](err); ok {
		level = slog.LevelError
		attrs = append(attrs, slog.String("stack", string(panicked.stack)))
	}
	c.Log.LogAttrs(ctx, level, "record", attrs...)
}
