package pages

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
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
	Secret  string    `json:"s"`
	ID      string    `json:"i"`
	Expires time.Time `json:"e"`
}

const (
	// The __Host- prefix has browsers refuse the cookie unless it is Secure and of this host alone.
	sessionCookie = "__Host-onward"
	flashCookie   = "__Host-onward-said"
	stateCookie   = "__Host-onward-state"

	sessionLasts = 24 * time.Hour
	flashLasts   = time.Minute
	stateLasts   = 15 * time.Minute
)

func (p *pages) session(r *http.Request) (session, bool) {
	var s session
	c, err := r.Cookie(sessionCookie)
	if err != nil || !p.vault.open(sessionCookie, c.Value, &s) || !s.Expires.After(p.Now()) {
		return session{}, false
	}
	return s, true
}

func (p *pages) setSession(w http.ResponseWriter, secret, id string) {
	if id == "" {
		var raw [16]byte
		_, _ = rand.Read(raw[:]) // never fails, as its documentation says
		id = base64.RawURLEncoding.EncodeToString(raw[:])
	}
	p.keep(w, sessionCookie, session{Secret: secret, ID: id, Expires: p.Now().Add(sessionLasts)}, sessionLasts)
}

// renew prolongs a session that is in use, once an hour.
func (p *pages) prolong(w http.ResponseWriter, s session) {
	if s.Expires.Sub(p.Now()) < sessionLasts-time.Hour {
		p.setSession(w, s.Secret, s.ID)
	}
}

func (p *pages) keep(w http.ResponseWriter, name string, value any, lasts time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: p.vault.seal(name, value), Path: "/", MaxAge: int(lasts / time.Second),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (p *pages) drop(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// csrf is the value that a session's forms carry.
func (p *pages) csrf(s session) string { return p.vault.mac("csrf", s.ID) }
