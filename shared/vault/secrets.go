package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// Source gives the app-wide secrets as JSON: an object of strings, or of what [Secret.Decode] reads.
type Source interface {
	Read(ctx context.Context) ([]byte, error)
}

// SecretsManager is a [Source] in AWS.
type SecretsManager struct {
	client *secretsmanager.Client
	id     string
}

var _ Source = (*SecretsManager)(nil)

// NewSecretsManager reads the secret with this name or ARN.
func NewSecretsManager(client *secretsmanager.Client, id string) *SecretsManager {
	return &SecretsManager{client: client, id: id}
}

// Read implements [Source].
func (s *SecretsManager) Read(ctx context.Context) ([]byte, error) {
	out, err := s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.id})
	if err != nil {
		return nil, fmt.Errorf("secrets manager: %w", err)
	}
	if out.SecretString != nil {
		return []byte(aws.ToString(out.SecretString)), nil
	}
	return out.SecretBinary, nil
}

// Secrets is the secrets of the app as a whole: its keys at the platforms and suppliers. It prints as redacted.
type Secrets struct{ values map[string]Secret }

// ErrNoSecret says that a secret which is needed is not set.
var ErrNoSecret = errors.New("secret is not set")

// LoadSecrets reads the secrets. A function does so when it starts, so that a missing one shows there.
func LoadSecrets(ctx context.Context, source Source) (*Secrets, error) {
	raw, err := source.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("load secrets: %w", err)
	}
	var plain map[string]json.RawMessage
	if err := NewSecret(raw).Decode(&plain); err != nil {
		return nil, fmt.Errorf("load secrets: %w", err)
	}
	values := make(map[string]Secret, len(plain))
	for name, value := range plain {
		var text string
		if json.Unmarshal(value, &text) == nil {
			value = []byte(text) // a list stays JSON, for Decode
		}
		values[name] = NewSecret(value)
	}
	return &Secrets{values: values}, nil
}

// Get is one secret; [ErrNoSecret] when it is not set or empty.
func (s *Secrets) Get(name string) (Secret, error) {
	secret := s.values[name]
	if secret.IsZero() {
		return Secret{}, fmt.Errorf("%w: %s", ErrNoSecret, name)
	}
	return secret, nil
}

// String, Format and MarshalJSON hide the secrets from fmt, slog and encoding/json.
func (s *Secrets) String() string { return redacted }

// Format implements [fmt.Formatter] for every verb.
func (s *Secrets) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalJSON implements [json.Marshaler].
func (s *Secrets) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
