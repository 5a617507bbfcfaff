package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

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
type Secrets struct {
	source Source
	now    func() time.Time

	mu     sync.Mutex
	values map[string]Secret
	loaded time.Time
}

// ErrNoSecret says that a secret which is needed is not set.
var ErrNoSecret = errors.New("secret is not set")

// reloadEvery bounds how often a reload really reads: a stream of forged signatures must not become one of calls.
const reloadEvery = time.Minute

// LoadSecrets reads the secrets. A function does so when it starts, so that a missing one shows there.
func LoadSecrets(ctx context.Context, source Source, now func() time.Time) (*Secrets, error) {
	s := &Secrets{source: source, now: now}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.load(ctx); err != nil {
		return nil, fmt.Errorf("load secrets: %w", err)
	}
	return s, nil
}

func (s *Secrets) load(ctx context.Context) error {
	raw, err := s.source.Read(ctx)
	if err != nil {
		return err
	}
	var plain map[string]json.RawMessage
	if err := NewSecret(raw).Decode(&plain); err != nil {
		return err
	}
	values := make(map[string]Secret, len(plain))
	for name, value := range plain {
		var text string
		if json.Unmarshal(value, &text) == nil {
			value = []byte(text) // a list stays JSON, for Decode
		}
		values[name] = NewSecret(value)
	}
	s.values, s.loaded = values, s.now()
	return nil
}

// Get is one secret; [ErrNoSecret] when it is not set or empty.
func (s *Secrets) Get(name string) (Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret := s.values[name]
	if secret.IsZero() {
		return Secret{}, fmt.Errorf("%w: %s", ErrNoSecret, name)
	}
	return secret, nil
}

// Reload reads the secrets again, once a minute at most, and reports whether it did: for when a
// signature does not hold, because the key may have been changed. After an error the old ones stay.
func (s *Secrets) Reload(ctx context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now().Sub(s.loaded) < reloadEvery {
		return false, nil
	}
	if err := s.load(ctx); err != nil {
		s.loaded = s.now()
		return false, fmt.Errorf("reload secrets: %w", err)
	}
	return true, nil
}

// String, Format and MarshalJSON hide the secrets from fmt, slog and encoding/json.
func (s *Secrets) String() string { return redacted }

// Format implements [fmt.Formatter] for every verb.
func (s *Secrets) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalJSON implements [json.Marshaler].
func (s *Secrets) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
