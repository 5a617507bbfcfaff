package vault

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// Keys is what seals: a master key that never leaves its place. The scope must be the same for
// opening as it was for sealing.
type Keys interface {
	// Encrypt seals up to 4096 bytes.
	Encrypt(ctx context.Context, plain []byte, scope map[string]string) ([]byte, error)
	// Decrypt opens what Encrypt or DataKey sealed.
	Decrypt(ctx context.Context, sealed []byte, scope map[string]string) ([]byte, error)
	// DataKey makes a key of 32 bytes, and the same sealed.
	DataKey(ctx context.Context, scope map[string]string) (plain, sealed []byte, err error)
}

// KMS is [Keys] in AWS.
type KMS struct {
	client *kms.Client
	key    string
}

var _ Keys = (*KMS)(nil)

// NewKMS uses the key with this id, ARN or alias.
func NewKMS(client *kms.Client, key string) *KMS { return &KMS{client: client, key: key} }

// Encrypt implements [Keys].
func (k *KMS) Encrypt(ctx context.Context, plain []byte, scope map[string]string) ([]byte, error) {
	out, err := k.client.Encrypt(ctx, &kms.EncryptInput{KeyId: &k.key, Plaintext: plain, EncryptionContext: scope})
	if err != nil {
		return nil, fmt.Errorf("kms encrypt: %w", err)
	}
	return out.CiphertextBlob, nil
}

// Decrypt implements [Keys].
func (k *KMS) Decrypt(ctx context.Context, sealed []byte, scope map[string]string) ([]byte, error) {
	out, err := k.client.Decrypt(ctx, &kms.DecryptInput{KeyId: &k.key, CiphertextBlob: sealed, EncryptionContext: scope})
	if err != nil {
		return nil, fmt.Errorf("kms decrypt: %w", err)
	}
	return out.Plaintext, nil
}

// DataKey implements [Keys].
func (k *KMS) DataKey(ctx context.Context, scope map[string]string) (plain, sealed []byte, err error) {
	out, err := k.client.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
		KeyId: &k.key, KeySpec: types.DataKeySpecAes256, EncryptionContext: scope,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("kms data key: %w", err)
	}
	return out.Plaintext, out.CiphertextBlob, nil
}
