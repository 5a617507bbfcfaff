package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// App is an app as Shopify knows it, with what it needs to be installed into shops.
type App struct {
	ClientID, ClientSecret string
	// Scopes are asked for at installation.
	Scopes []string
	// RedirectURL is where the shop sends the merchant back.
	RedirectURL string
	// BaseURL is DefaultBaseURL when empty; see Config.
	BaseURL string
	// Permanent asks for tokens that do not expire. Only custom apps may still do so.
	Permanent bool
	HTTP      *http.Client
	// Now is the clock for expiry; nil means time.Now.
	Now func() time.Time
}

// Grant is a token and what belongs to it. It is secret as a whole.
type Grant struct {
	AccessToken string
	// ExpiresAt is zero for a token that does not expire.
	ExpiresAt time.Time
	// RefreshToken changes with every refresh; old and new are stored in one write.
	RefreshToken     string
	RefreshExpiresAt time.Time
	Scopes           []string
}

// InstallURL is where the merchant is sent to grant the scopes.
func (a App) InstallURL(shop, state string) (string, error) {
	base, err := a.base(shop)
	if err != nil {
		return "", err
	}
	query := url.Values{
		"client_id": {a.ClientID}, "scope": {strings.Join(a.Scopes, ",")},
		"redirect_uri": {a.RedirectURL}, "state": {state},
	}
	return base + "/admin/oauth/authorize?" + query.Encode(), nil
}

// Exchange trades the callback's code for a token.
func (a App) Exchange(ctx context.Context, shop, code string) (Grant, error) {
	in := map[string]string{"client_id": a.ClientID, "client_secret": a.ClientSecret, "code": code}
	if !a.Permanent {
		in["expiring"] = "1"
	}
	return a.token(ctx, "oauth exchange", shop, in)
}

// Refresh trades a refresh token for a new token and a new refresh token. One worker at a time may do so for a shop.
// After a lost answer the old refresh token still works. Unauthorized means that the merchant has to open the app.
func (a App) Refresh(ctx context.Context, shop, refreshToken string) (Grant, error) {
	return a.token(ctx, "oauth refresh", shop, map[string]string{
		"client_id": a.ClientID, "client_secret": a.ClientSecret,
		"grant_type": "refresh_token", "refresh_token": refreshToken,
	})
}

func (a App) base(shop string) (string, error) {
	shop, err := ShopDomain(shop)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(strings.ReplaceAll(orDefault(a.BaseURL, DefaultBaseURL), "{shop}", shop), "/"), nil
}

func (a App) token(ctx context.Context, op, shop string, in map[string]string) (Grant, error) {
	base, err := a.base(shop)
	if err != nil {
		return Grant{}, err
	}
	body, err := json.Marshal(in)
	if err != nil {
		return Grant{}, &Error{Op: op, Kind: Invalid, Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/admin/oauth/access_token", bytes.NewReader(body))
	if err != nil {
		return Grant{}, &Error{Op: op, Kind: Invalid, Err: errors.New("endpoint is no address")}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := withoutRedirects(a.HTTP).Do(req)
	if err != nil {
		return Grant{}, &Error{Op: op, Kind: Temporary, Err: withoutAddress(err)}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return Grant{}, &Error{Op: op, Kind: Temporary, Status: resp.StatusCode, Err: errors.New("answer broke off")}
	}
	if resp.StatusCode != http.StatusOK {
		return Grant{}, tokenRefusal(op, resp, raw)
	}
	return a.grant(op, raw)
}

// tokenRefusal reads a refused token call. A dead code or refresh token comes as 400 or as 401.
func tokenRefusal(op string, resp *http.Response, raw []byte) error {
	failed := &Error{
		Op: op, Kind: kindOfStatus(resp.StatusCode, false), Status: resp.StatusCode,
		RequestID: resp.Header.Get("X-Request-Id"), RetryAfter: retryAfter(resp.Header),
	}
	var said struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(raw, &said) == nil {
		failed.Code = said.Error
	}
	if failed.Code == "invalid_grant" || failed.Code == "invalid_request" && resp.StatusCode == http.StatusBadRequest {
		failed.Kind = Unauthorized
	}
	return failed
}

func (a App) grant(op string, raw []byte) (Grant, error) {
	var got struct {
		AccessToken      string  `json:"access_token"`
		Scope            string  `json:"scope"`
		ExpiresIn        float64 `json:"expires_in"`
		RefreshToken     string  `json:"refresh_token"`
		RefreshExpiresIn float64 `json:"refresh_token_expires_in"`
	}
	if err := json.Unmarshal(raw, &got); err != nil || got.AccessToken == "" {
		return Grant{}, &Error{Op: op, Kind: Temporary, Status: 200, Err: errors.New("no token in the answer")}
	}
	now := time.Now
	if a.Now != nil {
		now = a.Now
	}
	out := Grant{AccessToken: got.AccessToken, RefreshToken: got.RefreshToken, Scopes: SplitScopes(got.Scope)}
	if got.ExpiresIn > 0 {
		out.ExpiresAt = now().Add(time.Duration(got.ExpiresIn * float64(time.Second)))
	}
	if got.RefreshExpiresIn > 0 {
		out.RefreshExpiresAt = now().Add(time.Duration(got.RefreshExpiresIn * float64(time.Second)))
	}
	return out, nil
}
