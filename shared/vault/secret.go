// Package vault keeps credentials: sealed with KMS where they are stored, unsealed for minutes in
// memory, and never printed.
package vault

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// redacted is what is printed of a secret, in whatever way.
const redacted = "[redacted]"

// Secret is bytes that print as "[redacted]". Only [Secret.Reveal] gives them. They are behind a
// function because fmt prints unexported fields of other structs without asking their methods.
type Secret struct{ reveal func() []byte }

// NewSecret wraps bytes, which the caller gives up.
func NewSecret(b []byte) Secret { return Secret{reveal: func() []byte { return b }} }

// Reveal is the secret itself. It must not be changed.
func (s Secret) Reveal() []byte {
	if s.reveal == nil {
		return nil
	}
	return s.reveal()
}

// Text is the secret as a string.
func (s Secret) Text() string { return string(s.Reveal()) }

// IsZero reports whether there is nothing to hide.
func (s Secret) IsZero() bool { return len(s.Reveal()) == 0 }

// Decode reads a secret that is JSON. An error does not quote it.
func (s Secret) Decode(v any) error {
	if err := json.Unmarshal(s.Reveal(), v); err != nil {
		return errContent
	}
	return nil
}

// String, Format, LogValue and MarshalJSON hide the secret from fmt, slog and encoding/json.
func (s Secret) String() string { return redacted }

// Format implements [fmt.Formatter] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON implements [json.Marshaler].
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
