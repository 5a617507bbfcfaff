package aliexpress

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"time"
)

const codeLife = 3 * time.Minute

// tokens holds codes and token pairs.
type tokens struct {
	codes map[string]*code
	pairs []*pair
}

type code struct {
	app, account string
	until        time.Time
}

type pair struct {
	app, account    string // app "" = any
	access, refresh string
	accessUntil     time.Time
	refreshUntil    time.Time
}

func newTokens() *tokens { return &tokens{codes: map[string]*code{}} }

// grant makes an account's preset tokens valid for every app.
func (t *tokens) grant(a Account, now time.Time) {
	t.pairs = append(t.pairs, &pair{
		account: a.ID, access: a.AccessToken, refresh: a.RefreshToken,
		accessUntil: now.Add(30 * 24 * time.Hour), refreshUntil: now.Add(60 * 24 * time.Hour),
	})
}

func (t *tokens) account(access, app string, now time.Time) (string, bool) {
	for _, p := range t.pairs {
		if p.access == access && (p.app == "" || p.app == app) && now.Before(p.accessUntil) {
			return p.account, true
		}
	}
	return "", false
}

func (s *Sim) issue(app *App, account string, refreshUntil time.Time) *pair {
	now := s.now()
	access, refresh := 24*time.Hour, 48*time.Hour
	if app.Online {
		access, refresh = 30*24*time.Hour, 60*24*time.Hour
	}
	if refreshUntil.IsZero() {
		refreshUntil = now.Add(refresh)
	}
	p := &pair{
		app: app.Key, account: account, accessUntil: now.Add(access), refreshUntil: refreshUntil,
		access: fmt.Sprintf("50000%016x%016x", s.random.Uint64(), s.random.Uint64()), refresh: fmt.Sprintf("50001%016x%016x", s.random.Uint64(), s.random.Uint64()),
	}
	s.tokens.pairs = append(s.tokens.pairs, p)
	return p
}

func (s *Sim) auth(req request, words wording, id string) outcome {
	var p *pair
	var refused *refusal
	switch req.method {
	case pathTokenCreate, pathSecureCreate:
		p, refused = s.createToken(req)
	case pathTokenRefresh, pathSecureRefresh:
		p, refused = s.refreshToken(req)
	default:
		refused = &refusal{kind: "ISV", code: "InvalidApiPath", message: "The specified API path is invalid", flat: true}
	}
	if refused != nil {
		return outcome{body: refused.body(id)}
	}
	secure := req.method == pathSecureCreate || req.method == pathSecureRefresh
	body, _ := words.write(s.tokenBody(p, secure, id)).(map[string]any)
	if req.rest {
		return outcome{body: body}
	}
	return outcome{body: map[string]any{req.method + "_response": body}}
}

// createToken takes a code, which works once. A uuid beside it spoils it.
func (s *Sim) createToken(req request) (*pair, *refusal) {
	text := req.get("code")
	if text == "" {
		return nil, missing("code")
	}
	c, known := s.tokens.codes[text]
	delete(s.tokens.codes, text)
	if !known || c.app != req.app.Key || s.now().After(c.until) || req.get("uuid") != "" {
		return nil, authRefusal("InvalidCode", "Invalid authorization code")
	}
	return s.issue(req.app, c.account, time.Time{}), nil
}

// refreshToken replaces both tokens; the refresh lifetime does not start anew.
func (s *Sim) refreshToken(req request) (*pair, *refusal) {
	text := req.get("refresh_token")
	if text == "" {
		return nil, missing("refresh_token")
	}
	for i, p := range s.tokens.pairs {
		if p.refresh == text && (p.app == "" || p.app == req.app.Key) && s.now().Before(p.refreshUntil) {
			s.tokens.pairs = append(s.tokens.pairs[:i:i], s.tokens.pairs[i+1:]...)
			return s.issue(req.app, p.account, p.refreshUntil), nil
		}
	}
	return nil, authRefusal("IllegalRefreshToken", "The specified refresh token is invalid or expired")
}

func (s *Sim) tokenBody(p *pair, secure bool, id string) fields {
	now := s.now()
	number := func(n int64) digits { return digits(strconv.FormatInt(n, 10)) }
	body := fields{
		"access_token": p.access, "refresh_token": p.refresh,
		"expires_in": number(int64(p.accessUntil.Sub(now).Seconds())), "refresh_expires_in": number(int64(p.refreshUntil.Sub(now).Seconds())),
		"expire_time": number(p.accessUntil.UnixMilli()), "refresh_token_valid_time": number(p.refreshUntil.UnixMilli()),
		"user_id": p.account, "seller_id": p.account, "locale": "en_US", "sp": "ae", "code": "0", "request_id": id,
	}
	if !secure {
		body["user_nick"], body["account_platform"] = s.accounts[p.account].Nick, "buyerApp"
		body["account"], body["havana_id"] = p.account+"@buyers.example", "3"+p.account
	}
	return body
}

// ExpireTokens ends an account's access tokens, and with refresh also the
// right to refresh them.
func (s *Sim) ExpireTokens(account string, refresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire(account, refresh)
}

func (s *Sim) expire(account string, refresh bool) {
	for _, p := range s.tokens.pairs {
		if p.account != account {
			continue
		}
		p.accessUntil = s.now()
		if refresh {
			p.refreshUntil = s.now()
		}
	}
}

var consentPage = template.Must(template.New("consent").Parse(`<!doctype html><title>AliExpress (simulated)</title>
<h1>AliExpress (simulated)</h1><p>App {{.App}} asks for access. As which buyer?</p>
<ul>{{range .Links}}<li><a href="{{.To}}">{{.Name}}</a></li>{{end}}</ul>`))

// serveConsent is the page on which a merchant agrees. With one account, or
// with ?account=, it agrees at once.
func (s *Sim) serveConsent(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Host == "" || q.Get("response_type") != "code" {
		http.Error(w, "redirect_uri and response_type=code are needed", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	app, known := s.apps[q.Get("client_id")]
	if !known {
		http.Error(w, "unknown client_id", http.StatusBadRequest)
		return
	}
	chosen := q.Get("account")
	if chosen == "" && len(s.accounts) == 1 {
		for id := range s.accounts {
			chosen = id
		}
	}
	if _, known := s.accounts[chosen]; known {
		text := fmt.Sprintf("3_%s_%016x", app.Key, s.random.Uint64())
		s.tokens.codes[text] = &code{app: app.Key, account: chosen, until: s.now().Add(codeLife)}
		answer := back.Query()
		answer.Set("code", text)
		if state := q.Get("state"); state != "" {
			answer.Set("state", state)
		}
		back.RawQuery = answer.Encode()
		http.Redirect(w, r, back.String(), http.StatusFound)
		return
	}
	type link struct{ To, Name string }
	var links []link
	for id, account := range s.accounts {
		q.Set("account", id)
		links = append(links, link{To: "?" + q.Encode(), Name: id + " " + account.Nick})
	}
	sort.Slice(links, func(i, j int) bool { return links[i].Name < links[j].Name })
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = consentPage.Execute(w, struct {
		App   string
		Links []link
	}{app.Key, links})
}
