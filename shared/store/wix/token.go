package wix

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

const (
	tokenMargin = time.Minute // a token is replaced this long before it ends
	tokenLimit  = 2000        // sites remembered at once
)

// tokens makes and remembers one access token per site. Calls for one site wait
// for each other while a token is made, so that it is made once.
type tokens struct {
	id, secret string
	client     *Client
	mu         sync.Mutex
	bySite     map[string]*siteToken
}

type siteToken struct {
	mu    sync.Mutex
	value string
	until time.Time
}

func newTokens(id, secret string, c *Client) *tokens {
	return &tokens{id: id, secret: secret, client: c, bySite: map[string]*siteToken{}}
}

func (t *tokens) site(instance string) *siteToken {
	t.mu.Lock()
	defer t.mu.Unlock()
	one, ok := t.bySite[instance]
	if !ok {
		if len(t.bySite) >= tokenLimit {
			clear(t.bySite) // they are cheap to make again
		}
		one = &siteToken{}
		t.bySite[instance] = one
	}
	return one
}

// get is a token for the site; fresh says that it was made just now.
func (t *tokens) get(ctx context.Context, instance string) (token string, fresh bool, err error) {
	one := t.site(instance)
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.value != "" && t.client.now().Before(one.until) {
		return one.value, false, nil
	}
	made, err := t.make(ctx, instance)
	if err != nil {
		return "", false, err
	}
	lasts := time.Duration(made.ExpiresIn) * time.Second
	one.value, one.until = made.AccessToken, t.client.now().Add(lasts-min(tokenMargin, lasts/10))
	return one.value, true, nil
}

// forget drops a token that Wix refused, unless it was replaced meanwhile.
func (t *tokens) forget(instance, refused string) {
	one := t.site(instance)
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.value == refused {
		one.value = ""
	}
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

func (t *tokens) make(ctx context.Context, instance string) (tokenAnswer, error) {
	var out tokenAnswer
	op := operation{name: "token", method: http.MethodPost, path: "/oauth2/token"}
	err := t.client.send(ctx, op, "", map[string]string{
		"grant_type": "client_credentials", "client_id": t.id, "client_secret": t.secret, "instance_id": instance,
	}, &out)
	if err == nil && out.AccessToken == "" {
		err = &Error{Failure: Temporary, Operation: op.name}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Failure = tokenFailure(*e)
	}
	if err != nil {
		return tokenAnswer{}, err
	}
	return out, nil
}

// tokenFailure tells a wrong app from a site that removed it. Wix does not
// document the second; what does not blame our credentials is taken for it.
func tokenFailure(e Error) Failure {
	switch {
	case e.Status == http.StatusPaymentRequired || e.Status == http.StatusLocked:
		return e.Failure // the site is switched off, and not without the app
	case e.Code == "invalid_client" || e.Code == "unauthorized_client":
		return Unauthorized
	case e.Failure == Unauthorized || e.Failure == NoAccess || e.Failure == Refused || e.Failure == NotFound:
		return Removed
	}
	return e.Failure
}
