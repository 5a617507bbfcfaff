// Package letters reads through a queue, above all of dead letters: to find, to remove, and to send on.
package letters

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"onward/shared/queue"
)

// SQS is the part of SQS that is needed.
type SQS interface {
	ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, opts ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessage(ctx context.Context, in *sqs.DeleteMessageInput, opts ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error)
	ChangeMessageVisibility(ctx context.Context, in *sqs.ChangeMessageVisibilityInput, opts ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error)
}

// Letter is a message as it lies in a queue.
type Letter struct {
	ID   string
	Body string
	// Reason is why it is a dead letter; empty for one that was received too often.
	Reason   string
	Group    string
	Receives int
	Sent     time.Time

	receipt string
}

// Verdict is what becomes of a letter that was looked at.
type Verdict int

// The verdicts.
const (
	Keep Verdict = iota
	Drop
)

// Box is a queue.
type Box struct {
	client SQS
	url    string
	now    func() time.Time
}

// New is the queue at an address.
func New(client SQS, url string, now func() time.Time) Box {
	return Box{client: client, url: url, now: now}
}

const (
	batch = 10
	// hidden is how long letters are kept from others while the box is read; longer than reading takes.
	hidden = 2 * time.Minute
	// empties is how many answers without anything that is looked for end the reading: SQS asks a part of its servers each
	// time.
	empties = 2
)

// Read is what reading a box came to.
type Read struct {
	Seen, Dropped int
	// More: it was cut short by the limit.
	More bool
}

// Each shows every letter that was there when it began to a function once, most of them at most, and puts back those that
// are kept. What comes meanwhile it may show or not: on a queue that is never empty it would else read for ever, and keep
// from others what they wait for.
func (b Box) Each(ctx context.Context, most int, look func(context.Context, Letter) (Verdict, error)) (r Read, err error) {
	var kept []Letter
	defer func() {
		if e := b.putBack(context.WithoutCancel(ctx), kept); e != nil && err == nil {
			err = e
		}
	}()
	seen, began := map[string]bool{}, b.now()
	for empty := 0; empty < empties; {
		if r.Seen >= most {
			r.More = true
			return r, nil
		}
		letters, err := b.receive(ctx)
		if err != nil {
			return r, err
		}
		if !slices.ContainsFunc(letters, func(l Letter) bool { return l.Sent.Before(began) }) {
			empty++
		}
		for i, l := range letters {
			if seen[l.ID] {
				kept = append(kept, l) // its turn to be hidden ended: the whole box was seen
				continue
			}
			seen[l.ID] = true
			r.Seen++
			verdict, err := look(ctx, l)
			if err != nil {
				kept = append(kept, letters[i:]...)
				return r, err
			}
			if verdict == Keep {
				kept = append(kept, l)
				continue
			}
			if err := b.drop(ctx, l); err != nil {
				return r, err
			}
			r.Dropped++
		}
	}
	return r, nil
}

func (b Box) receive(ctx context.Context) ([]Letter, error) {
	out, err := b.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &b.url, MaxNumberOfMessages: batch, VisibilityTimeout: int32(hidden / time.Second), WaitTimeSeconds: 1,
		MessageAttributeNames:       []string{queue.ReasonAttribute},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	letters := make([]Letter, 0, len(out.Messages))
	for _, m := range out.Messages {
		letters = append(letters, letterOf(m))
	}
	return letters, nil
}

func letterOf(m types.Message) Letter {
	l := Letter{ID: aws.ToString(m.MessageId), Body: aws.ToString(m.Body), receipt: aws.ToString(m.ReceiptHandle)}
	if reason, ok := m.MessageAttributes[queue.ReasonAttribute]; ok {
		l.Reason = aws.ToString(reason.StringValue)
	}
	l.Group = m.Attributes[string(types.MessageSystemAttributeNameMessageGroupId)]
	l.Receives, _ = strconv.Atoi(m.Attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)])
	if ms, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64); err == nil {
		l.Sent = time.UnixMilli(ms).UTC()
	}
	return l
}

func (b Box) drop(ctx context.Context, l Letter) error {
	if _, err := b.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &b.url, ReceiptHandle: &l.receipt}); err != nil {
		return fmt.Errorf("drop letter: %w", err)
	}
	return nil
}

func (b Box) putBack(ctx context.Context, kept []Letter) error {
	for _, l := range kept {
		_, err := b.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
			QueueUrl: &b.url, ReceiptHandle: &l.receipt, VisibilityTimeout: 0,
		})
		if err != nil {
			return fmt.Errorf("put letter back: %w", err)
		}
	}
	return nil
}
