package stack

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"onward/infra/stack/ministack"
)

// describe reads the deployed stack's outputs.
func (s *Stack) describe(ctx context.Context) error {
	client := cloudformation.NewFromConfig(s.Config())
	found, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(s.opts.Name)})
	if err != nil {
		return fmt.Errorf("stack: describe: %w", err)
	}
	if len(found.Stacks) != 1 {
		return fmt.Errorf("stack: describe: %d stacks named %s", len(found.Stacks), s.opts.Name)
	}
	outputs := map[string]string{}
	for _, output := range found.Stacks[0].Outputs {
		outputs[aws.ToString(output.OutputKey)] = aws.ToString(output.OutputValue)
	}
	s.State = State{
		Endpoint: s.server.Endpoint, Region: ministack.Region, Log: s.files.log,
		PublicURL: outputs["PublicUrl"], Table: outputs["TableName"],
		KeyID: outputs["CredentialsKeyId"], SecretARN: outputs["AppSecretsArn"],
		Queues: map[string]string{}, DeadLetters: map[string]string{}, Functions: map[string]string{},
	}
	for _, name := range queueNames() {
		title := strings.ToUpper(name[:1]) + name[1:]
		s.Queues[name] = outputs[title+"QueueUrl"]
		s.DeadLetters[name] = outputs[title+"DeadLettersUrl"]
	}
	s.DeadLetters["dispatch"] = outputs["DispatchDeadLettersUrl"]
	for _, name := range functionNames() {
		s.Functions[name] = s.opts.Name + "-" + name
	}

	return nil
}
