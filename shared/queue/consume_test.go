package queue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/outcome"
	"onward/shared/queue"
)

// spy is a source that remembers.
type spy struct {
	mu      sync.Mutex
	snoozed map[string]time.Duration
	buried  map[string]string
	err     error
}

func (s *spy) Snooze(_ context.Context, record events.SQSMessage, after time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snoozed[record.MessageId] = after
	return s.err
}

func (s *spy) Bury(_ context.Context, record events.SQSMessage, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.buried[record.MessageId] = reason
	}
	return s.err
}

func newSpy() *spy { return &spy{snoozed: map[string]time.Duration{}, buried: map[string]string{}} }

func record(t *testing.T, m queue.Message, receives int) events.SQSMessage {
	t.Helper()
	body, err := queue.Encode(m)
	require.NoError(t, err)
	return events.SQSMessage{
		MessageId: "id", Body: body,
		Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(receives)},
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	place := queue.Effect(queue.KindPlace, key("1001"), "place:p1")
	poll := queue.Polls(waiting(1, "a1"), false)[0]
	job := queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: "m1", ID: "j1"}}
	broken := errors.New("shop does not answer")
	for name, c := range map[string]struct {
		m        queue.Message
		receives int
		err      error
		source   error
		again    bool
		snoozed  time.Duration
		buried   string
		log      string
	}{
		"done":                         {m: place, receives: 1, log: `"outcome":"done"`},
		"retry":                        {m: place, receives: 2, err: broken, again: true, log: `"attempt":2`},
		"snooze":                       {m: place, receives: 1, err: outcome.Snooze(time.Minute), again: true, snoozed: time.Minute, log: "for 1m0s"},
		"long snooze is wake's":        {m: place, receives: 1, err: outcome.Snooze(time.Hour), log: "left to wake"},
		"long snooze is sweep's":       {m: poll, receives: 1, err: outcome.Snooze(time.Hour), log: "left to sweep"},
		"long snooze of a job is cut":  {m: job, receives: 1, err: outcome.Snooze(time.Hour), again: true, snoozed: 15 * time.Minute},
		"snooze on the last receive":   {m: place, receives: 5, err: outcome.Snooze(time.Minute), log: "left to wake"},
		"last snooze of a job":         {m: job, receives: 5, err: outcome.Snooze(time.Minute), again: true, snoozed: time.Minute},
		"snooze that can't be said":    {m: place, receives: 1, err: outcome.Snooze(time.Minute), source: broken, again: true, snoozed: time.Minute},
		"permanent":                    {m: place, receives: 1, err: fmt.Errorf("push: %w", outcome.Permanent(broken)), buried: "shop does not answer", log: "buried"},
		"permanent that can't be kept": {m: place, receives: 1, err: outcome.Permanent(broken), source: broken, again: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, lines := newSpy(), &bytes.Buffer{}
			source.err = c.source
			consume := queue.Consume(func(_ context.Context, m queue.Message) error {
				assert.Equal(t, c.m.Kind, m.Kind)
				return c.err
			}, queue.Options{Source: source, Log: slog.New(slog.NewJSONHandler(lines, nil)), MaxReceives: 5})
			response, err := consume(t.Context(), events.SQSEvent{Records: []events.SQSMessage{record(t, c.m, c.receives)}})
			require.NoError(t, err)
			assert.Equal(t, c.again, len(response.BatchItemFailures) == 1)
			assert.Equal(t, c.snoozed, source.snoozed["id"])
			assert.Equal(t, c.buried, source.buried["id"])
			assert.Equal(t, 1, strings.Count(lines.String(), "\n"), "one line a record")
			assert.Contains(t, lines.String(), c.log)
		})
	}
}

func TestBadRecordsDoNotStopOthers(t *testing.T) {
	t.Parallel()
	source, lines := newSpy(), &bytes.Buffer{}
	consume := queue.Consume(func(_ context.Context, m queue.Message) error {
		switch m.Key.ID {
		case "2":
			panic("the customer is Maria Souza")
		case "3":
			var none *queue.Poll
			return errors.New(none.Account)
		}
		return nil
	}, queue.Options{Source: source, Log: slog.New(slog.NewJSONHandler(lines, nil))})
	var event events.SQSEvent
	for _, id := range []string{"1", "2", "3", "4"} {
		r := record(t, queue.Effect(queue.KindPush, key(id), "tell"), 1)
		r.MessageId = id
		event.Records = append(event.Records, r)
	}
	event.Records = append(event.Records, events.SQSMessage{MessageId: "5", Body: "Maria Souza"})
	response, err := consume(t.Context(), event)
	require.NoError(t, err)
	assert.Equal(t, []events.SQSBatchItemFailure{{ItemIdentifier: "2"}, {ItemIdentifier: "3"}}, response.BatchItemFailures)
	assert.Contains(t, source.buried, "5", "what can't be read is permanent")
	assert.NotContains(t, lines.String(), "Souza")
	assert.Contains(t, lines.String(), "nil pointer dereference")
	assert.Contains(t, lines.String(), "consume_test.go", "with its stack")
}

// TestEndOfInvocation has one record use up the time: those after it are handed back, and it is cut off.
func TestEndOfInvocation(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begun := 0
	consume := queue.Consume(func(ctx context.Context, _ queue.Message) error {
		begun++
		<-ctx.Done()
		return ctx.Err()
	}, queue.Options{Source: newSpy(), Log: slog.New(slog.DiscardHandler), Concurrency: 1, Margin: 250 * time.Millisecond})
	var event events.SQSEvent
	for _, id := range []string{"1", "2", "3"} {
		r := record(t, queue.Effect(queue.KindPush, key(id), "tell"), 1)
		r.MessageId = id
		event.Records = append(event.Records, r)
	}
	response, err := consume(ctx, event)
	require.NoError(t, err)
	require.NoError(t, ctx.Err(), "it answered in time")
	assert.Len(t, response.BatchItemFailures, 3)
	assert.Equal(t, 1, begun)
}

func TestConcurrencyIsBounded(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	running, most := 0, 0
	full := make(chan struct{})
	consume := queue.Consume(func(context.Context, queue.Message) error {
		mu.Lock()
		running++
		if most = max(most, running); most == 3 {
			select {
			case <-full:
			default:
				close(full)
			}
		}
		mu.Unlock()
		<-full // nobody ends before three run at once
		mu.Lock()
		running--
		mu.Unlock()
		return nil
	}, queue.Options{Source: newSpy(), Log: slog.New(slog.DiscardHandler), Concurrency: 3})
	var event events.SQSEvent
	for i := range 10 {
		event.Records = append(event.Records, record(t, queue.Effect(queue.KindPush, key(strconv.Itoa(i)), "tell"), 1))
	}
	response, err := consume(t.Context(), event)
	require.NoError(t, err)
	raw, err := json.Marshal(response)
	require.NoError(t, err)
	assert.JSONEq(t, `{"batchItemFailures":[]}`, string(raw), "a null would be taken for a failure of all by the local stack")
	assert.Equal(t, 3, most)
}
