package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// FunctionError is a function's own failure, as opposed to one of the call to it.
type FunctionError struct {
	Function string
	Payload  string // what the function answered
}

func (e *FunctionError) Error() string {
	return fmt.Sprintf("stack: function %s failed: %s", e.Function, e.Payload)
}

// Invoke invokes a function by its folder's name with a payload that is written as JSON, and returns its answer.
func (s *Stack) Invoke(ctx context.Context, function string, payload any) ([]byte, error) {
	name, ok := s.Functions[function]
	if !ok {
		return nil, fmt.Errorf("stack: no function %q", function)
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("stack: invoke %s: %w", function, err)
	}
	answer, err := lambda.NewFromConfig(s.Config()).Invoke(ctx, &lambda.InvokeInput{
		FunctionName: aws.String(name), Payload: body,
	})
	if err != nil {
		return nil, fmt.Errorf("stack: invoke %s: %w", function, err)
	}
	if answer.FunctionError != nil {
		return nil, &FunctionError{Function: function, Payload: string(answer.Payload)}
	}

	return answer.Payload, nil
}

// startBeat invokes sweep and wake again and again, each never twice at the same time, until Down.
func (s *Stack) startBeat(ctx context.Context) {
	if s.opts.Beat <= 0 {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	for _, function := range []string{"sweep", "wake"} {
		s.beats.Go(func() {
			ticker := time.NewTicker(s.opts.Beat)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
				}
				if _, err := s.Invoke(ctx, function, struct{}{}); err != nil && !errors.Is(err, context.Canceled) {
					fmt.Fprintln(s.opts.Log, "beat:", err)
				}
			}
		})
	}
}
