package woocommerce

import (
	"errors"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"path"
	"strings"
)

// Access is how a store can be talked to, found out by the first calls. The
// caller keeps it per store and gives it to the next [Client]; losing it costs
// a few calls.
type Access struct {
	// PlainRoutes: the store has no pretty permalinks; routes go by index.php?rest_route=.
	PlainRoutes bool `json:"plain_routes,omitempty"`
	// QueryAuth: the host strips the authorization header, or WordPress does not
	// see that the connection is secure; the key goes in the query.
	QueryAuth bool `json:"query_auth,omitempty"`
}

// ErrAddress says that a store's address cannot be used.
var ErrAddress = errors.New("woocommerce: the store's address must be https://host or https://host/folder")

// NormalAddress brings what a merchant types into the form in which a store's
// address is kept: https, lower-case host, no trailing slash, no "/wp-admin" or
// "/wp-json" behind it. Plain http is accepted for loopback when allowLoopback
// is set, for the local stack.
func NormalAddress(typed string, allowLoopback bool) (string, error) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return "", ErrAddress
	}
	local := isLoopback(u.Hostname())
	switch {
	case u.Scheme == "https" && (!local || allowLoopback):
	case u.Scheme == "http" && local && allowLoopback:
	default:
		return "", ErrAddress
	}
	folder := path.Clean("/" + u.Path)
	for _, tail := range []string{"/wp-admin", "/wp-json", "/wp-login.php", "/index.php"} {
		if i := strings.Index(folder+"/", tail+"/"); i >= 0 {
			folder = folder[:i]
		}
	}
	folder = strings.TrimRight(folder, "/")
	return (&url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: folder}).String(), nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return net.ParseIP(host).IsLoopback()
	}
	return addr.Unmap().IsLoopback()
}

// target builds the URL of a route such as "/wc/v3/orders/7".
func target(address string, a Access, route string, q url.Values, key, secret string) string {
	values := url.Values{}
	maps.Copy(values, q)
	if a.QueryAuth {
		values.Set("consumer_key", key)
		values.Set("consumer_secret", secret)
	}
	base := address + "/wp-json" + route
	if a.PlainRoutes {
		base = address + "/index.php"
		values.Set("rest_route", route)
	}
	if len(values) == 0 {
		return base
	}
	return base + "?" + values.Encode()
}
