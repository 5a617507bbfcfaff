package wix

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

type token struct {
	site  string
	until time.Time
}

// issue answers the token call of an app for one site.
func (s *Sim) issue(body []byte) answer {
	var in struct {
		GrantType    string `json:"grant_type"`
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		InstanceID   string `json:"instance_id"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return oauthRefusal(http.StatusBadRequest, "invalid_request")
	}
	switch {
	case in.GrantType != "client_credentials":
		return oauthRefusal(http.StatusBadRequest, "unsupported_grant_type")
	case in.ClientID != s.opts.AppID || in.ClientSecret != s.opts.AppSecret:
		return oauthRefusal(http.StatusUnauthorized, "invalid_client")
	}
	at, ok := s.sites[in.InstanceID]
	if !ok || !at.installed {
		return oauthRefusal(http.StatusBadRequest, "invalid_grant")
	}
	value := "OauthNG.JWS." + s.guid()
	s.tokens[value] = token{site: in.InstanceID, until: s.opts.Now().Add(s.opts.TokenLife)}
	return done(map[string]any{"access_token": value, "token_type": "Bearer", "expires_in": int(s.opts.TokenLife.Seconds())})
}

func oauthRefusal(status int, code string) answer {
	return answer{status: status, body: map[string]any{"error": code, "error_description": strings.ReplaceAll(code, "_", " ")}}
}

// authorise finds the site that a call is for.
func (s *Sim) authorise(r *http.Request) (*site, *answer) {
	value := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	t, ok := s.tokens[value]
	if !ok || !s.opts.Now().Before(t.until) {
		a := plain(http.StatusUnauthorized)
		return nil, &a
	}
	at := s.sites[t.site]
	if at == nil || !at.installed {
		a := plain(http.StatusForbidden)
		return nil, &a
	}
	return at, nil
}

// withinLimit counts a call and says whether the site may make it.
func (s *Sim) withinLimit(at *site) bool {
	now := s.opts.Now()
	kept := at.calls[:0]
	for _, c := range at.calls {
		if now.Sub(c) < time.Minute {
			kept = append(kept, c)
		}
	}
	at.calls = kept
	if len(at.calls) >= s.opts.PerMinute {
		return false
	}
	at.calls = append(at.calls, now)
	return true
}

// ExpireTokens makes every token given out so far useless.
func (s *Sim) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

func (s *Sim) requestID() string {
	s.requests++
	return fmt.Sprintf("sim.%d", s.requests)
}
