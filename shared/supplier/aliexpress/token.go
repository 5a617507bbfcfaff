package aliexpress

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Token is one authorisation of a buyer account.
type Token struct {
	Access  string
	Refresh string
	// AccessUntil is reset by every refresh, RefreshUntil is not: the merchant
	// has to consent anew before it. A zero RefreshUntil means that this token
	// cannot be refreshed, or that the platform did not say until when.
	AccessUntil  time.Time
	RefreshUntil time.Time
	Refreshable  bool

	UserID   string
	SellerID string
	Account  string
	Nick     string
	Locale   string
}

// String hides the secrets.
func (t Token) String() string { return fmt.Sprintf("aliexpress token of user %s", t.UserID) }

// GoString hides the secrets.
func (t Token) GoString() string { return t.String() }

// LogValue hides the secrets.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// CreateToken exchanges the code that the consent page returned. A code works
// once and for about three minutes.
func (c *Client) CreateToken(ctx context.Context, code string) (Token, error) {
	return c.token(ctx, "create", map[string]string{"code": code}, "")
}

// RefreshToken obtains new tokens. Only one caller at a time may refresh an
// account. Where the answer omits a new refresh token, the old one stays.
func (c *Client) RefreshToken(ctx context.Context, refresh string) (Token, error) {
	return c.token(ctx, "refresh", map[string]string{"refresh_token": refresh}, refresh)
}

func (c *Client) token(ctx context.Context, what string, params map[string]string, old string) (Token, error) {
	path := "/auth/token/" + what
	if c.cfg.SecurityTokens {
		path = "/auth/token/security/" + what
	}
	q := call{method: path, params: params, onRest: c.cfg.AuthStyle == AuthOnRest}
	a, err := c.do(ctx, q)
	if err != nil {
		return Token{}, err
	}
	t, err := readToken(a, c.cfg.Now(), old)
	if err != nil {
		return Token{}, &Error{Op: path, Kind: Temporary, Reason: ReasonOutage, Code: "unreadable answer", RequestID: a.requestID, cause: err}
	}
	return t, nil
}

type wireToken struct {
	Access       text  `json:"access_token"`
	Refresh      text  `json:"refresh_token"`
	ExpiresIn    whole `json:"expires_in"`
	RefreshIn    whole `json:"refresh_expires_in"`
	ExpireTime   whole `json:"expire_time"`
	RefreshValid whole `json:"refresh_token_valid_time"`
	UserID       text  `json:"user_id"`
	SellerID     text  `json:"seller_id"`
	AccountID    text  `json:"account_id"`
	Account      text  `json:"account"`
	Nick         text  `json:"user_nick"`
	Locale       text  `json:"locale"`
}

func readToken(a answer, now time.Time, old string) (Token, error) {
	fields := a.fields
	if inner := object(fields["result"]); inner["access_token"] != nil {
		fields = inner
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return Token{}, fmt.Errorf("token fields: %w", err)
	}
	var w wireToken
	if err := json.Unmarshal(raw, &w); err != nil {
		return Token{}, errors.New("token fields are malformed")
	}
	if w.Access == "" {
		return Token{}, errors.New("no access token")
	}
	t := Token{
		Access: string(w.Access), Refresh: defaulted(string(w.Refresh), old),
		AccessUntil:  until(w.ExpireTime, w.ExpiresIn, now),
		RefreshUntil: until(w.RefreshValid, w.RefreshIn, now),
		UserID:       defaulted(string(w.UserID), string(w.AccountID)),
		SellerID:     string(w.SellerID), Account: string(w.Account), Nick: string(w.Nick), Locale: string(w.Locale),
	}
	if t.AccessUntil.IsZero() {
		return Token{}, errors.New("no lifetime of the access token")
	}
	t.Refreshable = t.Refresh != ""
	if w.RefreshIn.set && w.RefreshIn.n == 0 {
		t.Refreshable, t.RefreshUntil = false, time.Time{}
	}
	return t, nil
}

// until prefers the platform's own moment over adding a duration to our clock.
func until(moment, seconds whole, now time.Time) time.Time {
	switch {
	case moment.set && moment.n > 0:
		return time.UnixMilli(moment.n).UTC()
	case seconds.set && seconds.n > 0:
		return now.Add(time.Duration(seconds.n) * time.Second).UTC()
	}
	return time.Time{}
}
