package boot

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"onward/shared/vault"
)

// AppSecrets is the deployment's own secrets, as the operator put them into Secrets Manager.
type AppSecrets struct {
	// ShopifyClientSecrets are the app's, current first: for an hour after a rotation the old one still signs.
	ShopifyClientSecrets []string
	AliExpressAppSecret  string
	WixPublicKey         string
	WixAppSecret         string
	// OperatorTokenHash is the SHA-256 of the operator's token, in hex.
	OperatorTokenHash string
	// TokenPepper goes into the hashes of tokens and derives the secrets of webhooks.
	TokenPepper string
}

// String keeps secrets out of logs.
func (AppSecrets) String() string { return "app secrets" }

// GoString keeps secrets out of logs.
func (AppSecrets) GoString() string { return "app secrets" }

// Secrets loads the deployment's secrets.
func (b *Boot) Secrets(ctx context.Context) (AppSecrets, error) {
	source := vault.NewSecretsManager(secretsmanager.NewFromConfig(b.aws), b.Env.AppSecrets)
	loaded, err := vault.LoadSecrets(ctx, source)
	if err != nil {
		return AppSecrets{}, fmt.Errorf("app secrets: %w", err)
	}
	var s AppSecrets
	if secret, err := loaded.Get("shopifyClientSecrets"); err == nil && !secret.IsZero() {
		if err := secret.Decode(&s.ShopifyClientSecrets); err != nil {
			return AppSecrets{}, fmt.Errorf("app secret shopifyClientSecrets: %w", err)
		}
	}
	for name, into := range map[string]*string{
		"aliexpressAppSecret": &s.AliExpressAppSecret, "wixPublicKey": &s.WixPublicKey, "wixAppSecret": &s.WixAppSecret,
		"operatorTokenHash": &s.OperatorTokenHash, "tokenPepper": &s.TokenPepper,
	} {
		// What an operator does not use may be left out.
		if secret, err := loaded.Get(name); err == nil {
			*into = secret.Text()
		}
	}
	return s, nil
}

// Sealer seals credentials for what they belong to.
type Sealer struct{ vault *vault.Vault }

// Sealer seals and unseals with the deployment's key.
func (b *Boot) Sealer() Sealer {
	return Sealer{vault: vault.New(vault.NewKMS(kms.NewFromConfig(b.aws), b.Env.KMSKey), b.Now)}
}

// Seal seals credentials; they can be unsealed for the same merchant and thing only.
func (s Sealer) Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	return s.vault.Seal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, plain)
}

// Unseal unseals credentials.
func (s Sealer) Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error) {
	secret, err := s.vault.Unseal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, sealed)
	if err != nil {
		return nil, err
	}
	return secret.Reveal(), nil
}
