package deployed

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"onward/shared/boot"
	"onward/shared/job/letters"
)

// System is a running Onward in an operator's hands.
type System struct {
	Places Places
	// Boot is as the functions have it, by their own settings.
	Boot *boot.Boot

	aws aws.Config
}

// Open takes a running Onward in hand. The settings of its functions are taken over from one of them, so that stores
// and suppliers are called as it calls them.
func Open(ctx context.Context, p Places) (*System, error) {
	cfg, err := p.AWS(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := functionSettings(ctx, cfg, p.Functions["reconcile"])
	if err != nil {
		return nil, err
	}
	for name, value := range p.environment(settings) {
		if err := os.Setenv(name, value); err != nil {
			return nil, fmt.Errorf("settings: %w", err)
		}
	}
	b, err := boot.Start(ctx)
	if err != nil {
		return nil, err
	}
	b.Log = slog.New(slog.DiscardHandler)
	slog.SetDefault(b.Log)
	return &System{Places: p, Boot: b, aws: cfg}, nil
}

func functionSettings(ctx context.Context, cfg aws.Config, name string) (map[string]string, error) {
	got, err := lambda.NewFromConfig(cfg).GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &name})
	if err != nil {
		return nil, fmt.Errorf("read settings of function %s: %w", name, err)
	}
	if got.Environment == nil {
		return nil, fmt.Errorf("function %s has no settings", name)
	}
	return got.Environment.Variables, nil
}

// environment is the settings with which this process acts as the functions do. Those of AWS itself stay this process's own.
func (p Places) environment(settings map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range settings {
		if !strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "_") {
			out[name] = value
		}
	}
	out["TABLE_NAME"], out["KMS_KEY_ID"], out["APP_SECRETS_ARN"] = p.Table, p.KeyID, p.SecretARN
	for name, url := range p.Queues {
		out[strings.ToUpper(name)+"_QUEUE_URL"] = url
	}
	out["INTAKE_DEAD_QUEUE_URL"] = p.DeadLetters["intake"]
	if p.Endpoint != "" {
		out["AWS_ENDPOINT_URL"], out["AWS_REGION"] = p.Endpoint, p.Region
		out["AWS_ACCESS_KEY_ID"], out["AWS_SECRET_ACCESS_KEY"] = "test", "test"
	}
	return out
}

// SQS is AWS's queue service, with the operator's credentials.
func (s *System) SQS() *sqs.Client { return sqs.NewFromConfig(s.aws) }

// KMS is AWS's key service.
func (s *System) KMS() *kms.Client { return kms.NewFromConfig(s.aws) }

// Secrets is AWS's secrets service.
func (s *System) Secrets() *secretsmanager.Client { return secretsmanager.NewFromConfig(s.aws) }

// Dead is the dead letters of a queue.
func (s *System) Dead(queue string) (letters.Box, error) {
	url := s.Places.DeadLetters[queue]
	if url == "" {
		return letters.Box{}, fmt.Errorf("there is no queue %s; there are %s", queue, strings.Join(Queues(), ", "))
	}
	return letters.New(s.SQS(), url, time.Now), nil
}
