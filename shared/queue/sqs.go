package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Sender sends messages. After an error some may have been sent: sending all again is right.
type Sender interface {
	Send(ctx context.Context, messages ...Message) error
}

// SQS is a [Sender] to SQS queues, one for each kind.
type SQS struct {
	client *sqs.Client
	urls   map[Kind]string
}

var _ Sender = (*SQS)(nil)

// NewSQS sends to the queues at these addresses. A function needs those only that it sends to.
func NewSQS(client *sqs.Client, urls map[Kind]string) *SQS {
	return &SQS{client: client, urls: urls}
}

const (
	batchEntries = 10
	// sendAttempts bounds how often entries that SQS failed on its own account are sent again.
	sendAttempts = 4
	sendWait     = 50 * time.Millisecond
)

var (
	errNoQueue = errors.New("no queue is configured for messages of this kind")
	errUnsent  = errors.New("messages were not accepted")
)

// Send implements [Sender].
func (s *SQS) Send(ctx context.Context, messages ...Message) error {
	byQueue := map[string][]types.SendMessageBatchRequestEntry{}
	var urls []string
	for _, m := range messages {
		url := s.urls[m.Kind]
		if url == "" {
			return fmt.Errorf("send %s: %w", m.Kind, errNoQueue)
		}
		entry, err := newEntry(m)
		if err != nil {
			return fmt.Errorf("send: %w", err)
		}
		if byQueue[url] == nil {
			urls = append(urls, url)
		}
		byQueue[url] = append(byQueue[url], entry)
	}
	for _, url := range urls {
		for _, batch := range batches(byQueue[url]) {
			if err := s.sendBatch(ctx, url, batch); err != nil {
				return err
			}
		}
	}
	return nil
}

func newEntry(m Message) (types.SendMessageBatchRequestEntry, error) {
	body, err := Encode(m)
	if err != nil {
		return types.SendMessageBatchRequestEntry{}, err
	}
	delay := min(max(m.Delay, 0), MaxDelay)
	return types.SendMessageBatchRequestEntry{
		MessageBody: &body, MessageGroupId: aws.String(m.Group()),
		DelaySeconds: int32((delay + time.Second - 1) / time.Second),
	}, nil
}

// batches cuts entries into requests that SQS takes: ten entries and a megabyte at most.
func batches(entries []types.SendMessageBatchRequestEntry) [][]types.SendMessageBatchRequestEntry {
	var out [][]types.SendMessageBatchRequestEntry
	var batch []types.SendMessageBatchRequestEntry
	size := 0
	for _, entry := range entries {
		n := len(*entry.MessageBody)
		if len(batch) == batchEntries || (len(batch) > 0 && size+n > MaxBytes) {
			out, batch, size = append(out, batch), nil, 0
		}
		entry.Id = aws.String(strconv.Itoa(len(batch)))
		batch, size = append(batch, entry), size+n
	}
	if len(batch) > 0 {
		out = append(out, batch)
	}
	return out
}

// sendBatch sends until every entry was accepted. An entry that is wrong in itself is not tried again.
func (s *SQS) sendBatch(ctx context.Context, url string, batch []types.SendMessageBatchRequestEntry) error {
	wait := sendWait
	for attempt := 1; ; attempt++ {
		out, err := s.client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: batch})
		if err != nil {
			return fmt.Errorf("send: %w", err)
		}
		if len(out.Failed) == 0 {
			return nil
		}
		left := make([]types.SendMessageBatchRequestEntry, 0, len(out.Failed))
		for _, failed := range out.Failed {
			if failed.SenderFault {
				return fmt.Errorf("send: %w: %s", errUnsent, aws.ToString(failed.Code))
			}
			for _, entry := range batch {
				if *entry.Id == aws.ToString(failed.Id) {
					left = append(left, entry)
				}
			}
		}
		if attempt == sendAttempts {
			return fmt.Errorf("send: %w: %d of them: %s", errUnsent, len(left), aws.ToString(out.Failed[0].Code))
		}
		batch = left
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("send: %w", ctx.Err())
		case <-timer.C:
		}
		wait *= 2
	}
}
