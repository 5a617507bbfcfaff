package woocommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// wcAuth is the store's page on which a merchant approves a key.
func (s *Sim) wcAuth(w http.ResponseWriter, r *http.Request, st *site, path string) {
	if st.settings(s).PlainPermalinks {
		page(w, http.StatusNotFound, "Page not found", "It looks like nothing was found at this location.")
		return
	}
	q := r.URL.Query()
	if problem := badAuth(q); problem != "" {
		page(w, http.StatusUnauthorized, "Error", "Error: "+problem+".")
		return
	}
	switch path {
	case "authorize":
		s.authPage(w, st, q)
	case "access_granted":
		s.grant(w, r, st, q)
	default:
		page(w, http.StatusNotFound, "Page not found", "It looks like nothing was found at this location.")
	}
}

func badAuth(q url.Values) string {
	for _, name := range []string{"app_name", "user_id", "return_url", "callback_url", "scope"} {
		if q.Get(name) == "" {
			return "Missing parameter " + name
		}
	}
	if !slices.Contains([]string{"read", "write", "read_write"}, q.Get("scope")) {
		return "Invalid scope " + html.EscapeString(q.Get("scope"))
	}
	callback, err := url.Parse(q.Get("callback_url"))
	if err != nil || callback.Scheme != "https" && !loopback(callback.Hostname()) {
		return "The callback_url needs to be over SSL"
	}
	return ""
}

// loopback callbacks may be plain, unlike with a real store: the local stack has no certificate.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func (s *Sim) authPage(w http.ResponseWriter, st *site, q url.Values) {
	s.mu.Lock()
	token := s.hex(10)
	st.grants[token] = q.Get("user_id")
	yes, no := s.address(st)+"/wc-auth/v1/access_granted?", returned(q, false)
	s.mu.Unlock()
	approve := maps.Clone(q)
	approve.Set("wc_auth_nonce", token)
	page(w, http.StatusOK, "Application authentication request", strings.Join([]string{
		html.EscapeString(q.Get("app_name")) + " would like to connect to your store (" + html.EscapeString(q.Get("scope")) + ").",
		`<a class="wc-auth-approve" href="` + html.EscapeString(yes+approve.Encode()) + `">Approve</a>`,
		`<a class="wc-auth-deny" href="` + html.EscapeString(no) + `">Deny</a>`,
	}, "\n"))
}

// returned is where the browser goes in the end.
func returned(q url.Values, success bool) string {
	u, err := url.Parse(q.Get("return_url"))
	if err != nil {
		return "/"
	}
	back := u.Query()
	back.Set("success", map[bool]string{true: "1", false: "0"}[success])
	back.Set("user_id", q.Get("user_id"))
	u.RawQuery = back.Encode()
	return u.String()
}

// grant makes a key and sends it; unless the answer is 200 the key is taken back.
func (s *Sim) grant(w http.ResponseWriter, r *http.Request, st *site, q url.Values) {
	s.mu.Lock()
	token := q.Get("wc_auth_nonce")
	if owner, ok := st.grants[token]; !ok || owner != q.Get("user_id") {
		s.mu.Unlock()
		page(w, http.StatusUnauthorized, "Error", "Error: Invalid nonce verification.")
		return
	}
	delete(st.grants, token)
	key := s.newKey(st, q.Get("scope"))
	body, err := json.Marshal(map[string]any{
		"key_id": len(st.keys), "user_id": q.Get("user_id"), "consumer_key": key,
		"consumer_secret": st.keys[key].secret, "key_permissions": q.Get("scope"),
	})
	s.mu.Unlock()
	if err != nil || s.callback(r.Context(), q.Get("callback_url"), body) != http.StatusOK {
		s.mu.Lock()
		delete(st.keys, key)
		s.mu.Unlock()
		page(w, http.StatusUnauthorized, "Error", "Error: An error occurred in the request and at the time were unable to send the consumer data.")
		return
	}
	http.Redirect(w, r, returned(q, true), http.StatusFound)
}

func (s *Sim) callback(ctx context.Context, to string, body []byte) int {
	return s.post(ctx, to, http.Header{"Content-Type": {"application/json;charset=UTF-8"}}, bytes.TrimSpace(body))
}
