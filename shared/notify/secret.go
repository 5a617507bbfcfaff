package notify

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"onward/shared/table"
)

const (
	// secretBytes is the length of a key; Standard Webhooks asks for 24 to 64 bytes.
	secretBytes = 32
	// MaxOverlap is how long an old secret can go on signing beside the new one.
	MaxOverlap = 7 * 24 * time.Hour
)

// Thing is what an endpoint's signing secret is sealed for.
func Thing(endpoint string) string { return "notify/" + endpoint }

// newSecret makes a signing secret in the spelling of Standard Webhooks, and seals it.
func (e Endpoints) newSecret(ctx context.Context, merchant, endpoint string) (secret string, sealed []byte, err error) {
	plain := make([]byte, secretBytes)
	_, _ = rand.Read(plain) // never fails, as its documentation says
	if sealed, err = e.Vault.Seal(ctx, merchant, Thing(endpoint), plain); err != nil {
		return "", nil, fmt.Errorf("seal signing secret: %w", err)
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(plain), sealed, nil
}

// Rotate gives an endpoint a new secret, which is answered this once. For the overlap everything is signed with both,
// so that the receiver can change over without missing anything; 0 ends the old one at once.
func (e Endpoints) Rotate(ctx context.Context, merchant, id string, overlap time.Duration) (changed table.Endpoint, secret string, err error) {
	if overlap < 0 || overlap > MaxOverlap {
		return changed, "", &ChoiceError{"overlap_hours", "The old secret can go on for 0 to 168 hours (7 days)."}
	}
	secret, sealed, err := e.newSecret(ctx, merchant, id)
	if err != nil {
		return changed, "", err
	}
	until := e.Now().UTC().Add(overlap)
	changed, err = e.update(ctx, merchant, id, func(x *table.Endpoint) error {
		x.OldSecret, x.OldUntil = nil, time.Time{}
		if overlap > 0 {
			x.OldSecret, x.OldUntil = x.Secret, until
		}
		x.Secret = sealed
		return nil
	})
	if err != nil {
		return changed, "", err
	}
	return changed, secret, nil
}
