package wix

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrUnverified reports a delivery that Wix did not sign, or not for now:
// answer 401.
var ErrUnverified = errors.New("wix: delivery is not verified")

// DefaultLeeway is how far Wix's clock and ours may differ.
const DefaultLeeway = 5 * time.Minute

// Verifier checks and reads webhook deliveries of one app.
type Verifier struct {
	key    *rsa.PublicKey
	leeway time.Duration
	now    func() time.Time
}

// NewVerifier takes the app's public key in any of the forms that
// [ParsePublicKey] reads; it fails with [ErrKey]. A leeway of zero means
// [DefaultLeeway]. Wix repeats deliveries for two days "with the original
// data"; should the repeats prove to carry the first token, and not a newly
// signed one, the leeway must cover those days.
func NewVerifier(publicKey string, leeway time.Duration, now func() time.Time) (*Verifier, error) {
	key, err := ParsePublicKey(publicKey)
	if err != nil {
		return nil, err
	}
	if leeway <= 0 {
		leeway = DefaultLeeway
	}
	return &Verifier{key: key, leeway: leeway, now: now}, nil
}

// claims are what the token says. Neither iss nor aud is documented, so neither
// is asked for; the times are checked, as far as they are there.
type claims struct {
	jwt.RegisteredClaims
	Data json.RawMessage `json:"data"`
}

// Event verifies a delivery and reads the event in it. Only RS256 counts: a
// token that names no algorithm, or uses our public key as a shared secret, is
// refused. An error is [ErrUnverified], or [ErrMalformed] where the signature
// holds and the content is not understood: repeating that would not help.
func (v *Verifier) Event(body []byte) (Event, error) {
	c, err := v.verify(body)
	if err != nil {
		return Event{}, err
	}
	return c.event()
}

func (v *Verifier) verify(body []byte) (claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(strings.TrimSpace(string(body)), &c,
		func(*jwt.Token) (any, error) { return v.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}),
		jwt.WithLeeway(v.leeway),
		jwt.WithTimeFunc(v.now),
	)
	if err != nil {
		return claims{}, fmt.Errorf("%w: %s", ErrUnverified, reason(err))
	}
	if c.IssuedAt != nil && c.IssuedAt.After(v.now().Add(v.leeway)) {
		return claims{}, fmt.Errorf("%w: issued in the future", ErrUnverified)
	}
	return c, nil
}

// ReadProven reads a delivery that was verified before, however long ago.
func ReadProven(body []byte) (Event, error) {
	var c claims
	if _, _, err := jwt.NewParser().ParseUnverified(strings.TrimSpace(string(body)), &c); err != nil {
		return Event{}, fmt.Errorf("%w: not a token", ErrMalformed)
	}
	return c.event()
}

// event reads the whole event.
func (c claims) event() (Event, error) {
	e, d, err := c.outline()
	if err != nil {
		return Event{}, err
	}
	if err := e.fill(d); err != nil {
		return Event{}, fmt.Errorf("%s: %w", e.Kind, err)
	}
	return e, nil
}

// outline reads what an event is about, and not yet what it says.
func (c claims) outline() (Event, domainEvent, error) {
	e, d, err := readEnvelope(c.Data)
	if e.ID == "" && c.IssuedAt != nil {
		// App events carry no id of their own.
		e.ID = fmt.Sprintf("%s:%s:%d", e.Type, e.InstanceID, c.IssuedAt.Unix())
	}
	return e, d, err
}

// reason names why a token was refused, without a word of its content.
func reason(err error) string {
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return "not a token"
	case errors.Is(err, jwt.ErrTokenExpired):
		return "expired"
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return "not valid yet"
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return "signature or algorithm is wrong"
	}
	return "refused"
}
