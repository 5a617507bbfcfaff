package stack

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// fillSecret makes an operator token and writes the secret: what the template generated, the options' fields, and the
// token's SHA-256. It runs before any function does, which read the secret once as they start.
func (s *Stack) fillSecret(ctx context.Context) error {
	client := secretsmanager.NewFromConfig(s.Config())
	born, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(s.SecretARN)})
	if err != nil {
		return fmt.Errorf("stack: secret: %w", err)
	}
	fields := map[string]any{}
	if err := json.Unmarshal([]byte(aws.ToString(born.SecretString)), &fields); err != nil {
		return fmt.Errorf("stack: secret: %w", err)
	}
	maps.Copy(fields, s.opts.Secrets)
	s.OperatorToken = rand.Text()
	sum := sha256.Sum256([]byte(s.OperatorToken))
	fields["operatorTokenHash"] = hex.EncodeToString(sum[:])
	text, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("stack: secret: %w", err)
	}
	_, err = client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{
		SecretId: aws.String(s.SecretARN), SecretString: aws.String(string(text)),
	})
	if err != nil {
		return fmt.Errorf("stack: secret: %w", err)
	}

	return nil
}
