package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	accessLife  = time.Hour
	refreshLife = 90 * 24 * time.Hour
)

func (s *Sim) newToken(life time.Duration, from string) *token {
	t := &token{from: from}
	if life > 0 {
		t.expires = s.now().Add(life)
	}
	return t
}

// bearer finds the installation that a token belongs to. The first use of a refreshed token ends the refresh token
// that it replaced.
func (s *Sim) bearer(sh *shop, access string) *install {
	for _, in := range sh.installs {
		t := in.tokens[access]
		if t == nil || access == "" {
			continue
		}
		if !t.expires.IsZero() && !s.now().Before(t.expires) {
			return nil
		}
		if old := in.refreshes[t.from]; old != nil {
			old.burnt = true
		}
		return in
	}
	return nil
}

// serveAuthorize is the merchant who grants everything at once.
func (s *Sim) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	sh, a := s.shops[shopOf(r)], s.apps[q.Get("client_id")]
	back, err := url.Parse(q.Get("redirect_uri"))
	if sh == nil || a == nil || err != nil || back.Host == "" {
		http.Error(w, "Oauth error invalid_request: the client id, the shop or the redirect_uri is unknown", http.StatusBadRequest)
		return
	}
	in := s.installed(sh, a)
	secret := newSecret("")
	in.codes[secret] = &code{scopes: scopeList(q.Get("scope"))}
	query := url.Values{
		"code": {secret}, "shop": {sh.domain}, "state": {q.Get("state")}, "timestamp": {strconv.FormatInt(s.now().Unix(), 10)},
		"host": {"YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvc2lt"},
	}
	query.Set("hmac", signQuery(query, a.secret))
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// signQuery is the hex signature of a callback.
func signQuery(query url.Values, secret string) string {
	var parts []string
	for key := range query {
		parts = append(parts, key+"="+query.Get(key))
	}
	slices.Sort(parts)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join(parts, "&")))
	return hex.EncodeToString(mac.Sum(nil))
}

// serveToken trades a code or a refresh token.
func (s *Sim) serveToken(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	if f := s.strike([]string{"oauth"}, "before"); f != nil && s.misbehave(w, r, f) {
		return
	}
	status, answer := s.grant(shopOf(r), raw)
	if f := s.strike([]string{"oauth"}, "after"); f != nil && s.misbehave(w, r, f) {
		return
	}
	reply(w, status, answer)
}

func (s *Sim) grant(domain string, raw []byte) (int, object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls["oauth"]++
	var in map[string]string
	if json.Unmarshal(raw, &in) != nil {
		return http.StatusBadRequest, object{"error": "invalid_request"}
	}
	sh, a := s.shops[domain], s.apps[in["client_id"]]
	if sh == nil {
		return http.StatusNotFound, object{"errors": "Not Found"}
	}
	if a == nil || !hmac.Equal([]byte(a.secret), []byte(in["client_secret"])) {
		return http.StatusBadRequest, object{"error": "application_cannot_be_found"}
	}
	installed := sh.installs[a.clientID]
	if in["grant_type"] == "refresh_token" {
		return s.refresh(installed, in["refresh_token"])
	}
	var c *code
	if installed != nil {
		c = installed.codes[in["code"]]
	}
	if c == nil || c.used {
		return http.StatusBadRequest, object{"error": "invalid_request", "error_description": "The authorization code was not found or was already used"}
	}
	if in["expiring"] != "1" && a.permanentForbidden {
		return http.StatusBadRequest, object{"error": "invalid_request", "error_description": "Tokens that do not expire are not available to this app"}
	}
	c.used = true
	installed.scopes = c.scopes
	if in["expiring"] != "1" {
		access := newSecret("shpat_")
		installed.tokens[access] = s.newToken(0, "")
		return http.StatusOK, object{"access_token": access, "scope": grantedText(c.scopes)}
	}
	return http.StatusOK, s.pair(installed, "")
}

// pair makes an access token and a refresh token.
func (s *Sim) pair(in *install, from string) object {
	access, next := newSecret("shpat_"), newSecret("shprt_")
	in.tokens[access] = s.newToken(accessLife, from)
	in.refreshes[next] = &refresh{expires: s.now().Add(refreshLife)}
	if old := in.refreshes[from]; old != nil {
		old.replacedBy = next
	}
	return object{
		"access_token": access, "scope": grantedText(in.scopes), "expires_in": int(accessLife.Seconds()),
		"refresh_token": next, "refresh_token_expires_in": int(refreshLife.Seconds()),
	}
}

func (s *Sim) refresh(in *install, text string) (int, object) {
	if in == nil {
		return http.StatusUnauthorized, object{"error": "invalid_grant"}
	}
	old := in.refreshes[text]
	if old == nil || old.burnt || !s.now().Before(old.expires) {
		return http.StatusUnauthorized, object{"error": "invalid_grant", "error_description": "The refresh token is not valid"}
	}
	return http.StatusOK, s.pair(in, text)
}

func scopeList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// grantedText leaves out reading scopes that writing ones include, as the real shop does.
func grantedText(scopes []string) string {
	var kept []string
	for _, scope := range scopes {
		rest, reads := strings.CutPrefix(scope, "read_")
		if !reads || !slices.Contains(scopes, "write_"+rest) {
			kept = append(kept, scope)
		}
	}
	return strings.Join(kept, ",")
}
