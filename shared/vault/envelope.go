package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
)

// Formats of sealed bytes, their first byte.
const (
	// formatDirect is followed by what the master key sealed.
	formatDirect = 1
	// formatEnvelope is followed by the length (2 bytes) of a sealed data key, that key, a nonce, and
	// what the data key sealed by AES-GCM with the scope as its associated data.
	formatEnvelope = 2
)

// maxDirect is how much KMS seals by itself.
const maxDirect = 4096

func seal(ctx context.Context, keys Keys, scope Scope, plain []byte) ([]byte, error) {
	if len(plain) <= maxDirect {
		sealed, err := keys.Encrypt(ctx, plain, scope.context())
		if err != nil {
			return nil, err
		}
		return append([]byte{formatDirect}, sealed...), nil
	}
	key, sealedKey, err := keys.DataKey(ctx, scope.context())
	if err != nil {
		return nil, err
	}
	box, err := gcm(key)
	if err != nil {
		return nil, err
	}
	out := append([]byte{formatEnvelope}, binary.BigEndian.AppendUint16(nil, uint16(len(sealedKey)))...) //nolint:gosec // a sealed key has some 200 bytes
	out = append(out, sealedKey...)
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce) // never fails, as its documentation says
	out = append(out, nonce...)
	return box.Seal(out, nonce, plain, scope.bytes()), nil
}

func open(ctx context.Context, keys Keys, scope Scope, sealed []byte) ([]byte, error) {
	if len(sealed) < 3 {
		return nil, errSealed
	}
	if sealed[0] == formatDirect {
		return keys.Decrypt(ctx, sealed[1:], scope.context())
	}
	size := int(binary.BigEndian.Uint16(sealed[1:]))
	if sealed[0] != formatEnvelope || len(sealed) < 3+size {
		return nil, errSealed
	}
	key, err := keys.Decrypt(ctx, sealed[3:3+size], scope.context())
	if err != nil {
		return nil, err
	}
	box, err := gcm(key)
	if err != nil {
		return nil, err
	}
	rest := sealed[3+size:]
	if len(rest) < box.NonceSize() {
		return nil, errSealed
	}
	plain, err := box.Open(nil, rest[:box.NonceSize()], rest[box.NonceSize():], scope.bytes())
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

func (s Scope) bytes() []byte { return []byte(s.Merchant + "\x00" + s.Owner) }

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errSealed
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return nil, errSealed
	}
	return box, nil
}
