package knocks

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// poison is a message on each queue that nobody can read.
func poison() []Knock {
	var out []Knock
	for _, queue := range []string{"intake", "place", "poll", "push", "job", "notify"} {
		mark := "poison for " + queue
		out = append(out, Knock{
			Name: "a message on the queue " + queue + " that nobody can read", Answer: "taken",
			Do: func(ctx context.Context, h *Hall) (string, error) {
				return "taken", h.Letters.Send(ctx, h.Queues[queue], `{"kind":"`+mark+`"`)
			},
			Then: "a dead letter with its reason", Became: letter(queue, mark),
		})
	}
	return out
}

// letter looks for a dead letter of a queue whose content has a text in it.
func letter(queue, mark string) func(context.Context, *Hall) (string, error) {
	return func(ctx context.Context, h *Hall) (string, error) {
		found, err := h.Letters.Read(ctx, h.DeadLetters[queue])
		if err != nil {
			return "", err
		}
		for _, l := range found {
			if !strings.Contains(l.Body, mark) {
				continue
			}
			if l.Reason == "" {
				return "a dead letter without a reason", nil
			}
			return "a dead letter with its reason", nil
		}
		return "nothing yet", nil
	}
}

// Letter is a message in a dead-letter queue.
type Letter struct{ Body, Reason string }

// Letters reads dead letters and leaves them where they are.
type Letters struct {
	client *sqs.Client

	mu   sync.Mutex
	seen map[string]map[string]Letter // by queue and message id
}

// NewLetters reads with a client's permissions.
func NewLetters(config aws.Config) *Letters {
	return &Letters{client: sqs.NewFromConfig(config), seen: map[string]map[string]Letter{}}
}

// Send puts a message on a queue.
func (l *Letters) Send(ctx context.Context, queue, body string) error {
	_, err := l.client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: &body})
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// Read answers with all dead letters that were seen so far.
func (l *Letters) Read(ctx context.Context, queue string) ([]Letter, error) {
	got, err := l.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &queue, MaxNumberOfMessages: 10, VisibilityTimeout: 1, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return nil, fmt.Errorf("dead letters: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[queue] == nil {
		l.seen[queue] = map[string]Letter{}
	}
	for _, m := range got.Messages {
		letter := Letter{Body: aws.ToString(m.Body)}
		if reason, ok := m.MessageAttributes["reason"]; ok {
			letter.Reason = aws.ToString(reason.StringValue)
		}
		l.seen[queue][aws.ToString(m.MessageId)] = letter
	}
	out := make([]Letter, 0, len(l.seen[queue]))
	for _, letter := range l.seen[queue] {
		out = append(out, letter)
	}
	return out, nil
}

// Expected reports whether a dead letter is one that a knock caused.
func Expected(queue string, l Letter) bool {
	return strings.Contains(l.Body, "poison for "+queue) || queue == "intake" && strings.Contains(l.Body, "orders/create")
}
