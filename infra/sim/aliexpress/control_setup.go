package aliexpress

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"time"
)

func (s *Sim) setupEntries() []entry {
	return []entry{
		{"GET /_sim/purchases", "per out_order_id: requests, distinct contents, orders made", func(*http.Request) (any, error) { return s.Purchases(), nil }},
		{"GET /_sim/calls", "per method: calls, answers by outcome", func(*http.Request) (any, error) { return s.Calls(), nil }},
		{"GET /_sim/pushes", "push messages and what became of them", func(*http.Request) (any, error) { return s.Pushes(), nil }},
		{"GET /_sim/rules", "fault rules", func(*http.Request) (any, error) { return s.Rules(), nil }},
		{"POST /_sim/rules", `adds a rule: {"method","kind","times","always","out_order_id","order_id","status","seconds","code","sub_code","message","parts","hang"}`, s.controlAddRule},
		{"DELETE /_sim/rules", "ends all rules and bans", func(*http.Request) (any, error) { s.ClearRules(); return done, nil }},
		{"GET /_sim/settings", "settings", func(*http.Request) (any, error) { return s.currentSettings(), nil }},
		{"PATCH /_sim/settings", "changes the named settings", s.controlSettings},
		{"GET /_sim/accounts", "buyer accounts", func(*http.Request) (any, error) { return listed(s, s.accounts), nil }},
		{"POST /_sim/accounts", `adds or replaces one: {"id","nick","auto_pay","no_agreement","access_token","refresh_token"}`, s.controlAccount},
		{"POST /_sim/accounts/{id}/token", `{"app"}: issues a token without the consent page`, s.controlToken},
		{"POST /_sim/accounts/{id}/expire", `{"refresh":false}: its tokens end now`, s.controlExpire},
		{"GET /_sim/apps", "apps", func(*http.Request) (any, error) { return listed(s, s.apps), nil }},
		{"POST /_sim/apps", `adds or replaces one: {"key","secret","callback","online","rest_refused"}`, s.controlApp},
		{"GET /_sim/products", "catalogue", func(*http.Request) (any, error) { return s.catalogue(), nil }},
		{"POST /_sim/products", "adds or replaces one product", s.controlProduct},
		{"POST /_sim/clock", `{"advance":"24h"}: business time moves on`, s.controlClock},
		{"POST /_sim/reset", "orders, rules and counts are forgotten", func(*http.Request) (any, error) { s.Reset(); return done, nil }},
	}
}

func listed[T any](s *Sim, m map[string]*T) []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []T{}
	for _, v := range m {
		out = append(out, *v)
	}
	return out
}

func (s *Sim) currentSettings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}

func (s *Sim) catalogue() []Product {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Product{}
	for _, p := range s.products {
		c := *p
		c.SKUs = append([]SKU{}, p.SKUs...)
		out = append(out, c)
	}
	return out
}

func (s *Sim) controlAddRule(r *http.Request) (any, error) {
	rule, err := input[Rule](r)
	if err != nil {
		return nil, err
	}
	id, err := s.AddRule(rule)
	if err != nil {
		return nil, err
	}
	return map[string]int{"id": id}, nil
}

// controlSettings changes what is named and leaves the rest.
func (s *Sim) controlSettings(r *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.settings
	changed.Limits = map[string]int{}
	maps.Copy(changed.Limits, s.settings.Limits)
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&changed); err != nil {
		return nil, err
	}
	s.settings = changed
	return changed, nil
}

func (s *Sim) controlAccount(r *http.Request) (any, error) {
	account, err := input[Account](r)
	if err != nil {
		return nil, err
	}
	if !allDigits(account.ID) {
		return nil, errors.New("an account's id is a number")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putAccount(account)
	return account, nil
}

func (s *Sim) controlToken(r *http.Request) (any, error) {
	in, err := input[struct {
		App string `json:"app"`
	}](r)
	if err != nil {
		return nil, err
	}
	access, refresh, err := s.IssueToken(in.App, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return map[string]string{"access_token": access, "refresh_token": refresh}, nil
}

// IssueToken gives an app a token of an account, as if the merchant had
// agreed. With one app only, its key may be left out.
func (s *Sim) IssueToken(appKey, accountID string) (access, refresh string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	app := s.apps[appKey]
	if appKey == "" && len(s.apps) == 1 {
		for _, only := range s.apps {
			app = only
		}
	}
	account, known := s.accounts[accountID]
	if app == nil || !known {
		return "", "", errors.New("no such app or account")
	}
	p := s.issue(app, account.ID, time.Time{})
	return p.access, p.refresh, nil
}

func (s *Sim) controlExpire(r *http.Request) (any, error) {
	in, err := input[struct {
		Refresh bool `json:"refresh"`
	}](r)
	if err != nil {
		return nil, err
	}
	s.ExpireTokens(r.PathValue("id"), in.Refresh)
	return done, nil
}

func (s *Sim) controlApp(r *http.Request) (any, error) {
	app, err := input[App](r)
	if err != nil {
		return nil, err
	}
	if app.Key == "" || app.Secret == "" {
		return nil, errors.New("an app has a key and a secret")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apps[app.Key] = &app
	return app, nil
}

func (s *Sim) controlProduct(r *http.Request) (any, error) {
	product, err := input[Product](r)
	if err != nil {
		return nil, err
	}
	if !allDigits(product.ID) || len(product.SKUs) == 0 || len(product.Freight) == 0 {
		return nil, errors.New("a product has an id of digits, SKUs and shipping methods")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putProduct(product)
	return product, nil
}
