package aliexpress

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"
)

// skew is how far a request's timestamp may be from our clock.
const skew = 7200 * time.Second

// request is one call, already read from the wire.
type request struct {
	method  string
	params  map[string]string
	rest    bool
	app     *App
	account *Account
}

func (r request) get(name string) string { return r.params[name] }

func (s *Sim) serveSync(w http.ResponseWriter, r *http.Request) {
	req, ok := readRequest(w, r)
	if !ok {
		return
	}
	req.method = req.get("method")
	s.serve(w, r, req)
}

func (s *Sim) serveRest(w http.ResponseWriter, r *http.Request) {
	req, ok := readRequest(w, r)
	if !ok {
		return
	}
	req.method, req.rest = "/"+r.PathValue("path"), true
	s.serve(w, r, req)
}

func readRequest(w http.ResponseWriter, r *http.Request) (request, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "unreadable form", http.StatusBadRequest)
		return request{}, false
	}
	params := map[string]string{}
	for name := range r.Form {
		params[name] = r.Form.Get(name)
	}
	return request{params: params}, true
}

// admit checks everything that comes before any logic: app, parameters, clock,
// signature, limits, token.
func (s *Sim) admit(req *request) *refusal {
	for _, name := range []string{"app_key", "timestamp", "sign_method", "sign"} {
		if req.get(name) == "" {
			return missing(name)
		}
	}
	app, known := s.apps[req.get("app_key")]
	if !known {
		return &refusal{kind: "ISV", code: "InvalidAppkey", message: "The specified App Key is invalid"}
	}
	req.app = app
	if at, ok := timestamp(req.get("timestamp")); !ok || s.real().Sub(at).Abs() > skew {
		return &refusal{kind: "ISV", code: "IllegalTimestamp", message: "The specified timestamp is invalid or expired"}
	}
	if req.get("sign_method") != "sha256" || !s.signed(*req) || (req.rest && app.RestRefused) {
		return badSignature()
	}
	if strings.HasPrefix(req.method, "/") {
		return nil
	}
	if req.rest {
		return &refusal{kind: "ISV", code: "InvalidApiPath", message: "The specified API path is invalid", flat: true}
	}
	return s.admitSession(req)
}

func (s *Sim) admitSession(req *request) *refusal {
	session := req.get("session")
	if session == "" {
		return missing("session")
	}
	id, ok := s.tokens.account(session, req.app.Key, s.now())
	if !ok {
		return badToken()
	}
	account, known := s.accounts[id]
	if !known {
		return badToken()
	}
	req.account = account
	return nil
}

// signed recomputes the signature on its own, from the platform's rule.
func (s *Sim) signed(req request) bool {
	names := make([]string, 0, len(req.params))
	for name, value := range req.params {
		if name != "sign" && value != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	mac := hmac.New(sha256.New, []byte(req.app.Secret))
	if strings.HasPrefix(req.method, "/") {
		mac.Write([]byte(req.method))
	}
	for _, name := range names {
		mac.Write([]byte(name + req.params[name]))
	}
	want := strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
	return hmac.Equal([]byte(want), []byte(req.get("sign")))
}

// timestamp reads milliseconds, or the ISO date that the documents also allow.
func timestamp(text string) (time.Time, bool) {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms), true
	}
	for _, layout := range []string{time.RFC3339, time.DateTime} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// overLimit counts a call and reports how long its method is banned, 0 for not.
func (s *Sim) overLimit(method string) int {
	now := s.now()
	if until, on := s.bans[method]; on && now.Before(until) {
		return int(until.Sub(now).Seconds()) + 1
	}
	limit := s.settings.Limits[method]
	r := s.rates[method]
	if second := now.Unix(); r.second != second {
		r = rate{second: second}
	}
	r.n++
	s.rates[method] = r
	if limit == 0 || r.n <= limit {
		return 0
	}
	s.bans[method] = now.Add(time.Duration(s.settings.BanSeconds) * time.Second)
	return max(s.settings.BanSeconds, 1)
}
