package desk

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"onward/shared/table"
)

type tokenTable interface {
	CreateToken(ctx context.Context, token table.Token) error
	TokenByHash(ctx context.Context, hash string) (table.Token, error)
	Tokens(ctx context.Context, merchant string) ([]table.Token, error)
	TouchToken(ctx context.Context, merchant, id string, at time.Time) error
	RevokeToken(ctx context.Context, merchant, id string, at time.Time) error
}

// Token is an API token as it is listed. The secret itself is shown once, when it is made.
type Token struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Role     Role      `json:"role" enum:"owner,operator,read_only"`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires,omitzero" doc:"When it ends by itself; left out for never."`
	LastUsed time.Time `json:"last_used,omitzero" doc:"When it was last used, to the hour."`
	Revoked  time.Time `json:"revoked,omitzero"`
	Secret   string    `json:"secret,omitempty" doc:"The token itself. It is shown this once and kept nowhere."`
}

// NewToken is what a token is made from.
type NewToken struct {
	Name    string    `json:"name" minLength:"1" maxLength:"80" doc:"Whose it is or what it is for; timelines name it."`
	Role    Role      `json:"role" enum:"owner,operator,read_only"`
	Expires time.Time `json:"expires,omitzero" required:"false" doc:"When it ends by itself; left out for never."`
}

const (
	tokenPrefix = "onw_"
	// believed is for how long a token is taken to hold without asking again, and so how long a revoked one may still work.
	believed = 15 * time.Second
	// touched is how exactly it is kept when a token was last used.
	touched = time.Hour
)

// knownToken is a token that was found lately.
type knownToken struct {
	token   table.Token
	at      time.Time
	touched time.Time
}

// Authenticate finds who a secret belongs to.
func (d *Desk) Authenticate(ctx context.Context, secret string) (Actor, error) {
	if secret == "" || len(secret) > 200 {
		return Actor{}, errNoToken()
	}
	if d.isOperator(secret) {
		return Actor{Name: "operator", Role: Deployment}, nil
	}
	if !strings.HasPrefix(secret, tokenPrefix) {
		return Actor{}, errNoToken()
	}
	hash, now := d.hash(secret), d.Now()
	d.mu.Lock()
	known, ok := d.tokens[hash]
	d.mu.Unlock()
	if !ok || now.Sub(known.at) >= believed {
		token, err := d.Table.TokenByHash(ctx, hash)
		if errors.Is(err, table.ErrNotFound) {
			d.forget(hash)
			return Actor{}, errNoToken()
		}
		if err != nil {
			return Actor{}, err
		}
		known.token, known.at = token, now
	}
	if e := known.token.Expires; !e.IsZero() && !e.After(now) {
		return Actor{}, refuse(Unauthorized, "token_expired", "The token has expired. Ask an owner for a new one.")
	}
	if now.Sub(known.touched) >= touched {
		known.touched = now
		if err := d.Table.TouchToken(ctx, known.token.Merchant, known.token.ID, now.UTC()); err != nil {
			d.Log.WarnContext(ctx, "desk.token_not_touched", "merchant", known.token.Merchant, "token", known.token.ID, "err", err.Error())
		}
	}
	d.remember(hash, known)
	t := known.token
	return Actor{Merchant: t.Merchant, Token: t.ID, Name: t.Name, Role: Role(t.Role)}, nil
}

func errNoToken() error {
	return refuse(Unauthorized, "no_token", "Send a valid token: Authorization: Bearer onw_... It may have been revoked.")
}

func (d *Desk) isOperator(secret string) bool {
	if d.OperatorHash == "" {
		return false
	}
	sum := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(strings.ToLower(d.OperatorHash))) == 1
}

// hash is how a token is kept: without the pepper, the table alone does not allow to test a guess.
func (d *Desk) hash(secret string) string {
	mac := hmac.New(sha256.New, d.Pepper)
	mac.Write([]byte(secret))
	return hex.EncodeToString(mac.Sum(nil))
}

func (d *Desk) remember(hash string, known knownToken) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.tokens) >= maxKnown {
		clear(d.tokens)
	}
	d.tokens[hash] = known
}

func (d *Desk) forget(hash string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.tokens, hash)
}

// Tokens lists a merchant's tokens, revoked ones among them.
func (d *Desk) Tokens(ctx context.Context, a Actor) ([]Token, error) {
	if err := a.need(Owner); err != nil {
		return nil, err
	}
	return d.listTokens(ctx, a.Merchant)
}

func (d *Desk) listTokens(ctx context.Context, merchant string) ([]Token, error) {
	kept, err := d.Table.Tokens(ctx, merchant)
	if err != nil {
		return nil, err
	}
	out := make([]Token, 0, len(kept))
	for _, t := range kept {
		out = append(out, tokenOf(t))
	}
	return out, nil
}

func tokenOf(t table.Token) Token {
	return Token{ID: t.ID, Name: t.Name, Role: Role(t.Role), Created: t.Created, Expires: t.Expires, LastUsed: t.LastUsed, Revoked: t.Revoked}
}

// CreateToken makes a token for the actor's merchant.
func (d *Desk) CreateToken(ctx context.Context, a Actor, n NewToken) (Token, error) {
	if err := a.need(Owner); err != nil {
		return Token{}, err
	}
	return d.createToken(ctx, a.Merchant, n)
}

func (d *Desk) createToken(ctx context.Context, merchant string, n NewToken) (Token, error) {
	if !n.Role.Allows(ReadOnly) {
		return Token{}, invalid("body.role", "The role is owner, operator or read_only.")
	}
	if strings.TrimSpace(n.Name) == "" {
		return Token{}, invalid("body.name", "Name whose token it is, or what it is for: timelines show it.")
	}
	now := d.Now().UTC()
	if !n.Expires.IsZero() && !n.Expires.After(now) {
		return Token{}, invalid("body.expires", "The end must lie in the future; leave it out for a token without end.")
	}
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails, as its documentation says
	secret := tokenPrefix + base64.RawURLEncoding.EncodeToString(raw[:])
	token := table.Token{
		Merchant: merchant, ID: newID("t"), Hash: d.hash(secret), Role: string(n.Role), Name: strings.TrimSpace(n.Name), Created: now, Expires: n.Expires.UTC(),
	}
	if n.Expires.IsZero() {
		token.Expires = time.Time{}
	}
	if err := d.Table.CreateToken(ctx, token); err != nil {
		return Token{}, err
	}
	out := tokenOf(token)
	out.Secret = secret
	return out, nil
}

// RevokeToken ends a token. Where it was used just before, it may work for another few seconds.
func (d *Desk) RevokeToken(ctx context.Context, a Actor, id string) error {
	if err := a.need(Owner); err != nil {
		return err
	}
	return d.revokeToken(ctx, a.Merchant, id)
}

func (d *Desk) revokeToken(ctx context.Context, merchant, id string) error {
	if err := d.Table.RevokeToken(ctx, merchant, id, d.Now().UTC()); err != nil {
		return missing(err, "token")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for hash, known := range d.tokens {
		if known.token.Merchant == merchant && known.token.ID == id {
			delete(d.tokens, hash)
		}
	}
	return nil
}

// newID makes a short id that nobody can guess from another.
func newID(prefix string) string {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // never fails, as its documentation says
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
}
