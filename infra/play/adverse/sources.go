package adverse

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"onward/infra/stack"
)

// switchOff disables what feeds a function.
func switchOff(ctx context.Context, s *stack.Stack, function string) error {
	client := lambda.NewFromConfig(s.Config())
	name := s.Functions[function]
	list, err := client.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{FunctionName: &name})
	if err != nil {
		return fmt.Errorf("switch %s off: %w", function, err)
	}
	if len(list.EventSourceMappings) == 0 {
		return fmt.Errorf("switch %s off: nothing feeds it", function)
	}
	for _, m := range list.EventSourceMappings {
		_, err := client.UpdateEventSourceMapping(ctx, &lambda.UpdateEventSourceMappingInput{UUID: m.UUID, Enabled: aws.Bool(false)})
		if err != nil {
			return fmt.Errorf("switch %s off: %w", function, err)
		}
	}
	return nil
}
