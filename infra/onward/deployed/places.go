// Package deployed finds a running Onward, on AWS by its CloudFormation stack or on this machine by the file that the
// local stack writes, and works on it with the operator's own AWS credentials.
package deployed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// Places is where the parts of a running Onward are.
type Places struct {
	// Endpoint stands in for AWS on a local stack; empty on AWS.
	Endpoint    string            `json:"endpoint"`
	Region      string            `json:"region"`
	PublicURL   string            `json:"publicUrl"`
	Table       string            `json:"table"`
	Queues      map[string]string `json:"queues"`
	DeadLetters map[string]string `json:"deadLetters"`
	// Functions is functions' names in Lambda by their folders.
	Functions map[string]string `json:"functions"`
	KeyID     string            `json:"keyId"`
	SecretARN string            `json:"secretArn"`
	// OperatorToken is in a local stack's file alone.
	OperatorToken string `json:"operatorToken"`
}

// Queues lists the queues that have dead letters, by name.
func Queues() []string { return []string{"intake", "place", "poll", "push", "job", "notify"} }

// ErrNoFile says that no local stack is running.
var ErrNoFile = errors.New("there is no such file: start the local stack with `make stack`, or name a stack on AWS with -stack")

// FromFile reads what a local stack wrote.
func FromFile(path string) (Places, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Places{}, fmt.Errorf("%s: %w", path, ErrNoFile)
	}
	if err != nil {
		return Places{}, fmt.Errorf("read places: %w", err)
	}
	var p Places
	if err := json.Unmarshal(raw, &p); err != nil {
		return Places{}, fmt.Errorf("read places: %s is not what the local stack writes: %w", path, err)
	}
	return p, nil
}

// AWS is the configuration under which the places are worked on: of the environment on AWS, fixed on a local stack.
func (p Places) AWS(ctx context.Context) (aws.Config, error) {
	if p.Endpoint != "" {
		return aws.Config{
			Region: p.Region, BaseEndpoint: &p.Endpoint, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		}, nil
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return cfg, fmt.Errorf("aws configuration: %w", err)
	}
	return cfg, nil
}

// FromStack reads the outputs of a CloudFormation stack.
func FromStack(ctx context.Context, name string) (Places, error) {
	cfg, err := Places{}.AWS(ctx)
	if err != nil {
		return Places{}, err
	}
	found, err := cloudformation.NewFromConfig(cfg).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if err != nil {
		return Places{}, fmt.Errorf("describe stack %s (with the AWS credentials and region of your environment): %w", name, err)
	}
	if len(found.Stacks) != 1 {
		return Places{}, fmt.Errorf("there is no stack %s", name)
	}
	outputs := map[string]string{}
	for _, o := range found.Stacks[0].Outputs {
		outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	p := fromOutputs(name, outputs)
	p.Region = cfg.Region
	return p, nil
}

func fromOutputs(name string, outputs map[string]string) Places {
	p := Places{
		PublicURL: outputs["PublicUrl"], Table: outputs["TableName"], KeyID: outputs["CredentialsKeyId"], SecretARN: outputs["AppSecretsArn"],
		Queues: map[string]string{}, DeadLetters: map[string]string{"dispatch": outputs["DispatchDeadLettersUrl"]},
		Functions: map[string]string{"reconcile": name + "-reconcile"},
	}
	for _, q := range Queues() {
		title := strings.ToUpper(q[:1]) + q[1:]
		p.Queues[q], p.DeadLetters[q] = outputs[title+"QueueUrl"], outputs[title+"DeadLettersUrl"]
	}
	return p
}
