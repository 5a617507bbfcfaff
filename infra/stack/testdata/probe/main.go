// Command probe stands in for every function of the template in the stack's own tests. It answers HTTP requests and
// direct invocations with what it was asked to try, and says one line in its log for each record that it gets.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
)

// input has the parts of every event that the template can deliver.
type input struct {
	Do      string            `json:"do"`
	With    map[string]string `json:"with"`
	RawPath string            `json:"rawPath"`
	Body    string            `json:"body"`
	Records []record          `json:"Records"`
	Context struct {
		HTTP struct {
			Method string `json:"method"`
		} `json:"http"`
	} `json:"requestContext"`
}

type record struct {
	EventSource   string `json:"eventSource"`
	MessageID     string `json:"messageId"`
	ReceiptHandle string `json:"receiptHandle"`
	Body          string `json:"body"`
	Change        struct {
		Keys     map[string]events.DynamoDBAttributeValue `json:"Keys"`
		NewImage map[string]events.DynamoDBAttributeValue `json:"NewImage"`
	} `json:"dynamodb"`
}

type probe struct {
	tools  tools
	mu     sync.Mutex
	failed map[string]bool // stream records that have failed once
}

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p := &probe{tools: newTools(cfg), failed: map[string]bool{}}
	lambda.Start(p.handle)
}

func (p *probe) handle(ctx context.Context, in input) (any, error) {
	switch {
	case len(in.Records) > 0 && in.Records[0].EventSource == "aws:sqs":
		return p.messages(ctx, in.Records)
	case len(in.Records) > 0:
		return nil, p.changes(ctx, in.Records)
	case in.RawPath != "":
		body, err := json.Marshal(map[string]string{
			"function": self(), "method": in.Context.HTTP.Method, "path": in.RawPath, "body": in.Body,
		})

		return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: string(body)}, err
	default:
		fmt.Printf("probe invoked %s\n", in.Do)

		return p.tools.do(ctx, in.Do, in.With)
	}
}

// messages fails those that say "bad", and makes them visible at once, so that the next try does not take a minute.
func (p *probe) messages(ctx context.Context, records []record) (events.SQSEventResponse, error) {
	var answer events.SQSEventResponse
	for _, r := range records {
		fmt.Printf("probe message %s\n", r.Body)
		if !strings.Contains(r.Body, "bad") {
			continue
		}
		if err := p.tools.showAgain(ctx, r.ReceiptHandle); err != nil {
			return answer, err
		}
		answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: r.MessageID})
	}

	return answer, nil
}

// changes fails a whole batch the first time that it holds an order marked so, and else passes orders to place.
func (p *probe) changes(ctx context.Context, records []record) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range records {
		pk, sk := r.Change.Keys["pk"].String(), r.Change.Keys["sk"].String()
		fmt.Printf("probe change %s %s\n", pk, sk)
		if strings.Contains(pk, "failing") && !p.failed[pk] {
			p.failed[pk] = true

			return errors.New("as asked")
		}
		if _, err := p.tools.do(ctx, "send", map[string]string{"queue": "PLACE", "body": pk}); err != nil {
			return err
		}
	}

	return nil
}

func self() string {
	name := os.Getenv("AWS_LAMBDA_FUNCTION_NAME")

	return name[strings.LastIndex(name, "-")+1:]
}
