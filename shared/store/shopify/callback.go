package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Errors of an installation's callback.
var (
	// ErrCallbackSignature: the query was not signed with the app's secret.
	ErrCallbackSignature = errors.New("shopify callback: signature does not fit")
	// ErrCallbackState: the state is not the one handed out.
	ErrCallbackState = errors.New("shopify callback: state does not fit")
	// ErrCallbackOld: the callback was made too long ago.
	ErrCallbackOld = errors.New("shopify callback: too old")
)

// callbackAge is how old a callback may be, and how far ahead its clock.
const callbackAge = 90 * time.Second

// Callback is a proven return of a merchant who granted the scopes.
type Callback struct {
	Shop, Code string
}

// Entry proves the query with which a shop opens the app, and gives the shop.
func (a App) Entry(query url.Values) (string, error) {
	if !a.signed(query) {
		return "", ErrCallbackSignature
	}
	return ShopDomain(query.Get("shop"))
}

// Callback proves the query that ends an installation. state is the one stored for it, to be used once.
func (a App) Callback(query url.Values, state string, now time.Time) (Callback, error) {
	if !a.signed(query) {
		return Callback{}, ErrCallbackSignature
	}
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(query.Get("state"))) != 1 {
		return Callback{}, ErrCallbackState
	}
	seconds, err := strconv.ParseInt(query.Get("timestamp"), 10, 64)
	if err != nil {
		return Callback{}, ErrCallbackOld
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > callbackAge || age < -callbackAge {
		return Callback{}, ErrCallbackOld
	}
	shop, err := ShopDomain(query.Get("shop"))
	if err != nil {
		return Callback{}, err
	}
	if query.Get("code") == "" {
		return Callback{}, ErrCallbackState
	}
	return Callback{Shop: shop, Code: query.Get("code")}, nil
}

// SignQuery is the hex signature of a callback's query: what a shop puts into hmac.
func SignQuery(query url.Values, secret string) string {
	return hex.EncodeToString(querySum(queryText(query, url.QueryEscape), secret))
}

// signed accepts the query as it was before escaping and as it is after: senders differ in which they sign.
func (a App) signed(query url.Values) bool {
	given, err := hex.DecodeString(query.Get("hmac"))
	if err != nil || len(given) != sha256.Size || a.ClientSecret == "" {
		return false
	}
	fits := hmac.Equal(given, querySum(queryText(query, url.QueryEscape), a.ClientSecret))
	// Before escaping, a & inside a value could pass for the border between two.
	for name, values := range query {
		if strings.ContainsAny(name+strings.Join(values, ""), "&%") || strings.Contains(name, "=") {
			return fits
		}
	}
	plain := hmac.Equal(given, querySum(queryText(query, func(s string) string { return s }), a.ClientSecret))
	return fits || plain
}

func querySum(text, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// queryText joins the query without its signatures, sorted by key.
func queryText(query url.Values, escape func(string) string) string {
	var keys []string
	for key := range query {
		if key != "hmac" && key != "signature" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var parts []string
	for _, key := range keys {
		for _, value := range query[key] {
			parts = append(parts, escape(key)+"="+escape(value))
		}
	}
	return strings.Join(parts, "&")
}
