package adverse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"onward/infra/stack"
)

// doubled stands in for what feeds the queues' functions, and delivers each batch to two runs of the function at once.
type doubled struct {
	stack     *stack.Stack
	client    *sqs.Client
	log       io.Writer
	delivered atomic.Int64
}

// pollersPerQueue is how many batches of a queue can be under way at the same time.
const pollersPerQueue = 3

func startDoubled(ctx context.Context, s *stack.Stack, log io.Writer) (Trouble, error) {
	d := &doubled{stack: s, client: sqs.NewFromConfig(s.Config()), log: log}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for _, queue := range slices.Sorted(maps.Keys(s.Queues)) {
		if err := switchOff(ctx, s, queue); err != nil {
			cancel()
			return Trouble{}, err
		}
		for range pollersPerQueue {
			wg.Go(func() { d.feed(ctx, queue) })
		}
	}
	return Trouble{
		Stop: func() { cancel(); wg.Wait() },
		Report: func() ([]string, bool) {
			n := d.delivered.Load()
			return []string{fmt.Sprintf("%d messages were each delivered to two runs at the same instant", n)}, n > 0
		},
	}, nil
}

func (d *doubled) feed(ctx context.Context, queue string) {
	for ctx.Err() == nil {
		if err := d.batch(ctx, queue); err != nil && !errors.Is(err, context.Canceled) && ctx.Err() == nil {
			fmt.Fprintf(d.log, "doubled: %s: %v\n", queue, err)
		}
	}
}

// batch delivers one batch twice. A message is done when either run says so; else it comes again when its time is up.
func (d *doubled) batch(ctx context.Context, queue string) error {
	url := d.stack.Queues[queue]
	got, err := d.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil || len(got.Messages) == 0 {
		return err
	}
	event := events.SQSEvent{}
	for _, m := range got.Messages {
		event.Records = append(event.Records, record(m, queue))
	}
	d.delivered.Add(int64(len(event.Records)))
	failed := make([]map[string]bool, 2)
	var wg sync.WaitGroup
	for i := range failed {
		wg.Go(func() { failed[i] = d.run(ctx, queue, event) })
	}
	wg.Wait()
	for _, m := range got.Messages {
		id := aws.ToString(m.MessageId)
		if failed[0][id] && failed[1][id] {
			continue
		}
		if _, err := d.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle}); err != nil {
			return err
		}
	}
	return nil
}

// run has the function handle the batch and answers with the messages that are to come again.
func (d *doubled) run(ctx context.Context, function string, event events.SQSEvent) map[string]bool {
	failed := map[string]bool{}
	answer, err := d.stack.Invoke(ctx, function, event)
	var response events.SQSEventResponse
	if err == nil {
		err = json.Unmarshal(answer, &response)
	}
	if err != nil {
		for _, r := range event.Records {
			failed[r.MessageId] = true
		}
		return failed
	}
	for _, f := range response.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	return failed
}

func record(m types.Message, queue string) events.SQSMessage {
	r := events.SQSMessage{
		MessageId: aws.ToString(m.MessageId), ReceiptHandle: aws.ToString(m.ReceiptHandle), Body: aws.ToString(m.Body),
		Md5OfBody: aws.ToString(m.MD5OfBody), Attributes: m.Attributes, EventSource: "aws:sqs", AWSRegion: "us-east-1",
		EventSourceARN: "arn:aws:sqs:us-east-1:000000000000:" + queue, MessageAttributes: map[string]events.SQSMessageAttribute{},
	}
	for name, value := range m.MessageAttributes {
		r.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: value.StringValue, DataType: strings.Clone(aws.ToString(value.DataType))}
	}
	return r
}
