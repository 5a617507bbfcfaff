package letters_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/stretchr/testify/require"

	"onward/shared/job/letters"
	"onward/shared/queue"
)

// fakeSQS is a queue that answers with up to three visible messages.
type fakeSQS struct {
	messages []types.Message
	hidden   map[string]bool
	shown    map[string]int
	// impatient shows hidden messages again, as when hiding ends too soon.
	impatient bool
	// busy: whenever it is asked, another message comes.
	busy bool
}

func clock() time.Time { return time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC) }

func newQueue(n int) *fakeSQS {
	q := &fakeSQS{hidden: map[string]bool{}, shown: map[string]int{}}
	for range n {
		q.add(clock().Add(-time.Hour))
	}
	return q
}

func (q *fakeSQS) add(sent time.Time) {
	id := strconv.Itoa(len(q.messages))
	q.messages = append(q.messages, types.Message{
		MessageId: &id, ReceiptHandle: &id, Body: aws.String("body " + id),
		MessageAttributes: map[string]types.MessageAttributeValue{queue.ReasonAttribute: {StringValue: aws.String("reason " + id)}},
		Attributes: map[string]string{
			"ApproximateReceiveCount": "3", "SentTimestamp": strconv.FormatInt(sent.UnixMilli(), 10), "MessageGroupId": "m1.s1",
		},
	})
}

func (q *fakeSQS) ReceiveMessage(_ context.Context, in *sqs.ReceiveMessageInput, _ ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error) {
	out := &sqs.ReceiveMessageOutput{}
	if q.busy {
		q.add(clock().Add(time.Second))
	}
	for _, m := range q.messages {
		if len(out.Messages) < min(3, int(in.MaxNumberOfMessages)) && (q.impatient || !q.hidden[*m.MessageId]) {
			q.hidden[*m.MessageId] = true
			q.shown[*m.MessageId]++
			out.Messages = append(out.Messages, m)
		}
	}
	if q.impatient && q.shown["0"] > 2 {
		return &sqs.ReceiveMessageOutput{}, nil
	}
	return out, nil
}

func (q *fakeSQS) DeleteMessage(_ context.Context, in *sqs.DeleteMessageInput, _ ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error) {
	for i, m := range q.messages {
		if *m.ReceiptHandle == *in.ReceiptHandle {
			q.messages = append(q.messages[:i], q.messages[i+1:]...)
			return &sqs.DeleteMessageOutput{}, nil
		}
	}
	return nil, errors.New("no such message")
}

func (q *fakeSQS) ChangeMessageVisibility(_ context.Context, in *sqs.ChangeMessageVisibilityInput, _ ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error) {
	if in.VisibilityTimeout == 0 {
		q.hidden[*in.ReceiptHandle] = false
	}
	return &sqs.ChangeMessageVisibilityOutput{}, nil
}

func TestEachLetterIsSeenOnceAndPutBack(t *testing.T) {
	t.Parallel()
	q := newQueue(8)
	var seen []string
	r, err := letters.New(q, "url", clock).Each(t.Context(), 100, func(_ context.Context, l letters.Letter) (letters.Verdict, error) {
		seen = append(seen, l.ID)
		require.Equal(t, "reason "+l.ID, l.Reason)
		require.Equal(t, 3, l.Receives)
		require.Equal(t, "m1.s1", l.Group)
		require.Equal(t, clock().Add(-time.Hour), l.Sent)
		if l.ID == "4" {
			return letters.Drop, nil
		}
		return letters.Keep, nil
	})
	require.NoError(t, err)
	require.Equal(t, letters.Read{Seen: 8, Dropped: 1}, r)
	require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7"}, seen)
	require.Len(t, q.messages, 7)
	for _, m := range q.messages {
		require.False(t, q.hidden[*m.MessageId], "whoever comes next sees it")
	}
}

func TestLimitIsSaid(t *testing.T) {
	t.Parallel()
	r, err := letters.New(newQueue(9), "url", clock).Each(t.Context(), 6, func(context.Context, letters.Letter) (letters.Verdict, error) { return letters.Keep, nil })
	require.NoError(t, err)
	require.Equal(t, letters.Read{Seen: 6, More: true}, r)
}

func TestReadingABusyQueueEnds(t *testing.T) {
	t.Parallel()
	q := newQueue(8)
	q.busy = true
	old := 0
	r, err := letters.New(q, "url", clock).Each(t.Context(), 100, func(_ context.Context, l letters.Letter) (letters.Verdict, error) {
		if l.Sent.Before(clock()) {
			old++
		}
		return letters.Keep, nil
	})
	require.NoError(t, err)
	require.Equal(t, 8, old, "what was there is seen")
	require.False(t, r.More)
	for _, m := range q.messages {
		require.False(t, q.hidden[*m.MessageId], "whoever comes next sees it")
	}
}

func TestShownAgainCountsOnce(t *testing.T) {
	t.Parallel()
	q := newQueue(2)
	q.impatient = true
	r, err := letters.New(q, "url", clock).Each(t.Context(), 100, func(context.Context, letters.Letter) (letters.Verdict, error) { return letters.Keep, nil })
	require.NoError(t, err)
	require.Equal(t, letters.Read{Seen: 2}, r)
}

func TestFailurePutsTheRestBack(t *testing.T) {
	t.Parallel()
	q := newQueue(3)
	_, err := letters.New(q, "url", clock).Each(t.Context(), 100, func(_ context.Context, l letters.Letter) (letters.Verdict, error) {
		if l.ID == "1" {
			return letters.Keep, errors.New("stop")
		}
		return letters.Keep, nil
	})
	require.Error(t, err)
	for _, m := range q.messages {
		require.False(t, q.hidden[*m.MessageId])
	}
}
