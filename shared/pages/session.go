package pages

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/connect"
)

// vault seals what browsers keep for us, so that they can neither read nor change it.
type vault struct {
	aead cipher.AEAD
	key  [32]byte
}

func newVault(key [32]byte) vault {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // never: the key has 32 bytes
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // never: AES has the block size that GCM wants
	}
	return vault{aead: aead, key: key}
}

// seal binds a value to what it is for.
func (v vault) seal(purpose string, value any) string {
	plain, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	nonce := make([]byte, v.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails, as its documentation says
	return base64.RawURLEncoding.EncodeToString(v.aead.Seal(nonce, nonce, plain, []byte(purpose)))
}

func (v vault) open(purpose, sealed string, value any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < v.aead.NonceSize() {
		return false
	}
	n := v.aead.NonceSize()
	plain, err := v.aead.Open(nil, raw[:n], raw[n:], []byte(purpose))
	return err == nil && json.Unmarshal(plain, value) == nil
}

// mac is a value that only we can make of a text.
func (v vault) mac(purpose, text string) string {
	sum := hmac.New(sha256.New, v.key[:])
	sum.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:18])
}

// session is a signed-in browser. The token in it is looked up at every request: revoking it ends the session.
type session struct {
	Secret string `json:"s"`
	ID     string `json:"i"`
	// Merchant is the merchant's name as it was at signing in.
	Merchant string    `json:"n,omitempty"`
	Expires  time.Time `json:"e"`
}

const (
	// The __Host- prefix has browsers refuse the cookie unless it is Secure and of this host alone.
	sessionCookie = "__Host-onward"
	flashCookie   = "__Host-onward-said"

	sessionLasts = 24 * time.Hour
	flashLasts   = time.Minute
)

// Sessions knows whose a browser, or a program with a token, is.
type Sessions struct {
	desk  Authenticator
	vault vault
	now   func() time.Time
}

// Authenticator finds who a token belongs to.
type Authenticator interface {
	Authenticate(ctx context.Context, secret string) (desk.Actor, error)
}

// NewSessions makes Sessions. The key seals them: whoever has it can read them, and changing it signs everybody out.
func NewSessions(a Authenticator, key []byte, now func() time.Time) *Sessions {
	return &Sessions{desk: a, vault: newVault(sha256.Sum256(append([]byte("onward pages "), key...))), now: now}
}

// read is the session that a browser keeps.
func (s *Sessions) read(r *http.Request) (session, bool) {
	var found session
	c, err := r.Cookie(sessionCookie)
	if err != nil || !s.vault.open(sessionCookie, c.Value, &found) || !found.Expires.After(s.now()) {
		return session{}, false
	}
	return found, true
}

// Who implements [connect.Sessions]: an owner, by session or by token.
func (s *Sessions) Who(r *http.Request) (connect.Actor, error) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		found, ok := s.read(r)
		if !ok {
			return connect.Actor{}, connect.ErrSignedOut
		}
		secret = found.Secret
	}
	a, err := s.desk.Authenticate(r.Context(), secret)
	if _, refused := errors.AsType[*desk.Error](err); refused {
		return connect.Actor{}, connect.ErrSignedOut
	}
	if err != nil {
		return connect.Actor{}, err
	}
	if !a.Role.Allows(desk.Owner) {
		return connect.Actor{}, &connect.Error{Status: http.StatusForbidden, Code: "role", ToDo: "Stores and accounts are connected by an owner. Sign in with an owner's token."}
	}
	return connect.Actor{Merchant: a.Merchant, By: a.By()}, nil
}

// set begins a session, or prolongs it under its id.
func (s *Sessions) set(w http.ResponseWriter, secret, id, merchant string) {
	if id == "" {
		id = rand.Text()
	}
	s.keep(w, sessionCookie, session{Secret: secret, ID: id, Merchant: merchant, Expires: s.now().Add(sessionLasts)}, sessionLasts)
}

// prolong renews a session that is in use, once an hour.
func (s *Sessions) prolong(w http.ResponseWriter, found session) {
	if found.Expires.Sub(s.now()) < sessionLasts-time.Hour {
		s.set(w, found.Secret, found.ID, found.Merchant)
	}
}

func (s *Sessions) keep(w http.ResponseWriter, name string, value any, lasts time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: s.vault.seal(name, value), Path: "/", MaxAge: int(lasts / time.Second),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (s *Sessions) drop(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// csrf is the value that a session's forms carry.
func (s *Sessions) csrf(of session) string { return s.vault.mac("csrf", of.ID) }
