package aliexpress

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// DefaultBase is the platform's address.
const DefaultBase = "https://api-sg.aliexpress.com"

// AuthStyle is where token calls go: the documents say /rest, but there the
// signature has been refused to some apps.
type AuthStyle string

// The two places that token calls work at.
const (
	AuthOnRest AuthStyle = "rest"
	AuthOnSync AuthStyle = "sync"
)

// Config is what a Client needs.
type Config struct {
	AppKey    string
	AppSecret string

	SyncURL    string // business methods; default DefaultBase + "/sync"
	RestURL    string // token calls; default DefaultBase + "/rest"
	ConsentURL string // the merchant's browser; default DefaultBase + "/oauth/authorize"

	AuthStyle      AuthStyle // default AuthOnRest
	SecurityTokens bool      // the stricter account scheme: /auth/token/security/...
	Simplify       bool      // ask for plain lists instead of wrapped ones

	HTTP *http.Client     // required; bring its own timeout
	Now  func() time.Time // required
}

// Client calls the platform for one app. It is safe for concurrent use.
type Client struct {
	cfg  Config
	http *http.Client
}

// New makes a client. Redirects are never followed: a request carries a token
// and an address, and a replayed one could order twice.
func New(cfg Config) (*Client, error) {
	switch {
	case cfg.AppKey == "" || cfg.AppSecret == "":
		return nil, errors.New("aliexpress: app key and secret are needed")
	case cfg.HTTP == nil || cfg.Now == nil:
		return nil, errors.New("aliexpress: an HTTP client and a clock are needed")
	}
	cfg.SyncURL = defaulted(cfg.SyncURL, DefaultBase+"/sync")
	cfg.RestURL = strings.TrimSuffix(defaulted(cfg.RestURL, DefaultBase+"/rest"), "/")
	cfg.ConsentURL = defaulted(cfg.ConsentURL, DefaultBase+"/oauth/authorize")
	switch cfg.AuthStyle {
	case "":
		cfg.AuthStyle = AuthOnRest
	case AuthOnRest, AuthOnSync:
	default:
		return nil, errors.New("aliexpress: auth style must be rest or sync")
	}
	noRedirects := *cfg.HTTP
	noRedirects.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{cfg: cfg, http: &noRedirects}, nil
}

func defaulted(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
