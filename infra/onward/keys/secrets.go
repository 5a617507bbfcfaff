package keys

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// Manager is the part of Secrets Manager that is needed.
type Manager interface {
	GetSecretValue(ctx context.Context, in *secretsmanager.GetSecretValueInput, opts ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error)
	PutSecretValue(ctx context.Context, in *secretsmanager.PutSecretValueInput, opts ...func(*secretsmanager.Options)) (*secretsmanager.PutSecretValueOutput, error)
}

// Secrets is the deployment's own secrets.
type Secrets struct {
	Manager Manager
	ID      string
}

// Operator makes a new operator's token, which is answered this once; only its hash is kept.
func (s Secrets) Operator(ctx context.Context) (token string, err error) {
	token = "onwop_" + rand.Text()
	sum := sha256.Sum256([]byte(token))
	return token, s.change(ctx, func(all map[string]json.RawMessage) error {
		return set(all, "operatorTokenHash", hex.EncodeToString(sum[:]))
	})
}

var errSecret = errors.New("a Shopify client secret has 16 characters at least")

// Shopify puts a new client secret of the Shopify app in front. The one before stays beside it: for an hour after a
// rotation it still signs.
func (s Secrets) Shopify(ctx context.Context, secret string) error {
	if len(secret) < 16 {
		return errSecret
	}
	return s.change(ctx, func(all map[string]json.RawMessage) error {
		var had []string
		if raw := all["shopifyClientSecrets"]; len(raw) > 0 {
			if err := json.Unmarshal(raw, &had); err != nil {
				return fmt.Errorf("shopifyClientSecrets: %w", err)
			}
		}
		had = slices.DeleteFunc(had, func(x string) bool { return x == secret })
		return set(all, "shopifyClientSecrets", append([]string{secret}, had[:min(len(had), 1)]...))
	})
}

func set(all map[string]json.RawMessage, name string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	all[name] = raw
	return nil
}

// change rewrites the secret; its other fields stay as they are.
func (s Secrets) change(ctx context.Context, do func(map[string]json.RawMessage) error) error {
	got, err := s.Manager.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.ID})
	if err != nil {
		return fmt.Errorf("read secrets: %w", err)
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(aws.ToString(got.SecretString)), &all); err != nil {
		return errors.New("the secret does not hold JSON")
	}
	if err := do(all); err != nil {
		return err
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	if _, err := s.Manager.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: &s.ID, SecretString: aws.String(string(raw))}); err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	return nil
}
