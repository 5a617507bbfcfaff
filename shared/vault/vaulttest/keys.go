// Package vaulttest is a master key in a process's own memory, for tests.
package vaulttest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"sync/atomic"

	"onward/shared/vault"
)

// Keys implements [vault.Keys] with a random key, and counts calls.
type Keys struct {
	box   cipher.AEAD
	calls atomic.Int64
}

var _ vault.Keys = (*Keys)(nil)

// ErrDecrypt is what opening in another scope, or with another key, is answered with.
var ErrDecrypt = errors.New("ciphertext does not open")

var errTooLong = errors.New("plaintext is longer than 4096 bytes")

// New makes a key.
func New() *Keys {
	key := make([]byte, 32)
	_, _ = rand.Read(key)          // never fails, as its documentation says
	block, _ := aes.NewCipher(key) // 32 bytes are right
	box, _ := cipher.NewGCM(block) // and so is the block
	return &Keys{box: box}
}

// Calls is how often the key was asked for something.
func (k *Keys) Calls() int { return int(k.calls.Load()) }

// Encrypt implements [vault.Keys].
func (k *Keys) Encrypt(_ context.Context, plain []byte, scope map[string]string) ([]byte, error) {
	k.calls.Add(1)
	if len(plain) > 4096 {
		return nil, errTooLong
	}
	return k.seal(plain, scope)
}

func (k *Keys) seal(plain []byte, scope map[string]string) ([]byte, error) {
	bound, err := json.Marshal(scope)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, k.box.NonceSize())
	_, _ = rand.Read(nonce)
	return k.box.Seal(nonce, nonce, plain, bound), nil
}

// Decrypt implements [vault.Keys].
func (k *Keys) Decrypt(ctx context.Context, sealed []byte, scope map[string]string) ([]byte, error) {
	k.calls.Add(1)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	bound, err := json.Marshal(scope)
	if err != nil {
		return nil, err
	}
	n := k.box.NonceSize()
	if len(sealed) < n {
		return nil, ErrDecrypt
	}
	plain, err := k.box.Open(nil, sealed[:n], sealed[n:], bound)
	if err != nil {
		return nil, ErrDecrypt
	}
	return plain, nil
}

// DataKey implements [vault.Keys].
func (k *Keys) DataKey(_ context.Context, scope map[string]string) (plain, sealed []byte, err error) {
	k.calls.Add(1)
	plain = make([]byte, 32)
	_, _ = rand.Read(plain)
	sealed, err = k.seal(plain, scope)
	return plain, sealed, err
}
