package queue

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// ReasonAttribute is the attribute of a dead letter that says why it is one.
const ReasonAttribute = "reason"

// Source is the queue that a consumer is fed from.
type Source interface {
	// Snooze hides a record that will be handed back for a while.
	Snooze(ctx context.Context, record events.SQSMessage, after time.Duration) error
	// Bury puts a copy of a record into the dead-letter queue.
	Bury(ctx context.Context, record events.SQSMessage, reason string) error
}

// SQSSource is a [Source] on SQS.
type SQSSource struct {
	client      *sqs.Client
	queue, dead string
}

var _ Source = (*SQSSource)(nil)

// NewSQSSource is the queue at an address with its dead-letter queue.
func NewSQSSource(client *sqs.Client, queue, dead string) *SQSSource {
	return &SQSSource{client: client, queue: queue, dead: dead}
}

// Snooze implements [Source].
func (s *SQSSource) Snooze(ctx context.Context, record events.SQSMessage, after time.Duration) error {
	_, err := s.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &s.queue, ReceiptHandle: &record.ReceiptHandle,
		VisibilityTimeout: wholeSeconds(after),
	})
	if err != nil {
		return fmt.Errorf("snooze: %w", err)
	}
	return nil
}

// wholeSeconds rounds up: cut down, a wait of less than a second would be none, and the record come back at once, again
// and again.
func wholeSeconds(d time.Duration) int32 {
	return int32((min(max(d, 0), MaxDelay) + time.Second - 1) / time.Second)
}

// Bury implements [Source].
func (s *SQSSource) Bury(ctx context.Context, record events.SQSMessage, reason string) error {
	in := &sqs.SendMessageInput{
		QueueUrl: &s.dead, MessageBody: &record.Body,
		MessageAttributes: map[string]types.MessageAttributeValue{
			ReasonAttribute: {DataType: aws.String("String"), StringValue: aws.String(printable(reason))},
		},
	}
	if group := record.Attributes["MessageGroupId"]; group != "" {
		in.MessageGroupId = &group
	}
	if _, err := s.client.SendMessage(ctx, in); err != nil {
		return fmt.Errorf("bury: %w", err)
	}
	return nil
}

// maxReason is plenty for a person, and keeps the copy within a message's size.
const maxReason = 500

// printable makes a reason what SQS takes as an attribute: not empty, short, without control characters.
func printable(reason string) string {
	reason = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, reason)
	for len(reason) > maxReason {
		_, size := utf8.DecodeLastRuneInString(reason)
		reason = reason[:len(reason)-size]
	}
	if strings.TrimSpace(reason) == "" {
		return "unknown"
	}
	return reason
}
