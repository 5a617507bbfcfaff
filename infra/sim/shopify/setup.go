package shopify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CreateShop makes a shop, or changes the one that has the domain.
func (s *Sim) CreateShop(spec ShopSpec) error {
	return s.act(func() error {
		domain := strings.ToLower(spec.Domain)
		if domain == "" {
			return errors.New("a shop needs a domain")
		}
		sh := s.shops[domain]
		if sh == nil {
			sh = &shop{
				id: s.ids.take("Shop"), domain: domain, name: domain, currency: "USD", created: s.now(),
				maximum: 2000, restore: 100, number: 1000, installs: map[string]*install{},
			}
			s.shops[domain] = sh
		}
		sh.name, sh.currency = orDefault(spec.Name, sh.name), orDefault(spec.Currency, sh.currency)
		set(&sh.autoFulfil, spec.AutoFulfil)
		set(&sh.frozen, spec.Frozen)
		set(&sh.locked, spec.Locked)
		if spec.Maximum > 0 {
			sh.maximum = spec.Maximum
		}
		if spec.Restore > 0 {
			sh.restore = spec.Restore
		}
		for _, l := range spec.Locations {
			if sh.location(l.Name) == nil {
				sh.locations = append(sh.locations, &location{id: s.ids.take("Location"), name: l.Name, service: l.Service, app: l.App, unasked: l.Unasked})
			}
		}
		if len(sh.locations) == 0 {
			sh.locations = append(sh.locations, &location{id: s.ids.take("Location"), name: "Shop location"})
		}
		return nil
	})
}

// CreateApp makes an app, or replaces what is configured for the one that has the client id.
func (s *Sim) CreateApp(spec AppSpec) error {
	return s.act(func() error {
		if spec.ClientID == "" || spec.ClientSecret == "" {
			return errors.New("an app needs a client id and a client secret")
		}
		a := s.apps[spec.ClientID]
		if a == nil {
			a = &app{id: s.ids.take("App"), clientID: spec.ClientID}
			s.apps[spec.ClientID] = a
		}
		a.secret, a.scopes, a.configured = spec.ClientSecret, spec.Scopes, spec.Webhooks
		a.privacyURI, a.permanentForbidden = spec.PrivacyURI, spec.ExpiringOnly
		for _, sh := range s.shops {
			if in := sh.installs[a.clientID]; in != nil {
				s.configure(in)
			}
		}
		return nil
	})
}

// RotateSecret gives an app a new client secret. Until settled, deliveries are still signed with the previous one.
func (s *Sim) RotateSecret(clientID, secret string, settled bool) error {
	return s.act(func() error {
		a := s.apps[clientID]
		if a == nil {
			return fmt.Errorf("no app %q", clientID)
		}
		if secret != "" && secret != a.secret {
			a.previous, a.secret = a.secret, secret
		}
		a.signsWithPrevious = !settled && a.previous != ""
		return nil
	})
}

// Install puts an app into a shop, or gives it a further token and other scopes.
func (s *Sim) Install(domain string, spec InstallSpec) (Installed, error) {
	var out Installed
	err := s.act(func() error {
		sh, a := s.shops[strings.ToLower(domain)], s.apps[spec.ClientID]
		if sh == nil || a == nil {
			return fmt.Errorf("no shop %q or no app %q", domain, spec.ClientID)
		}
		in := s.installed(sh, a)
		in.scopes = spec.Scopes
		if in.scopes == nil {
			in.scopes = a.scopes
		}
		out.Token = orDefault(spec.Token, newSecret("shpat_"))
		var life time.Duration
		if spec.Expires > 0 {
			life = time.Duration(spec.Expires) * time.Second
			out.RefreshToken = newSecret("shprt_")
			in.refreshes[out.RefreshToken] = &refresh{expires: s.now().Add(refreshLife)}
		}
		in.tokens[out.Token] = s.newToken(life, "")
		return nil
	})
	return out, err
}

func (s *Sim) installed(sh *shop, a *app) *install {
	in := sh.installs[a.clientID]
	if in == nil {
		in = &install{
			id: s.ids.take("AppInstallation"), app: a, available: sh.maximum, filledAt: s.now(),
			tokens: map[string]*token{}, refreshes: map[string]*refresh{}, codes: map[string]*code{},
		}
		sh.installs[a.clientID] = in
		s.configure(in)
	}
	return in
}

// configure puts the app's configured subscriptions in place of earlier ones.
func (s *Sim) configure(in *install) {
	in.subscriptions = slices.DeleteFunc(in.subscriptions, func(sub *subscription) bool { return sub.configured })
	for _, c := range in.app.configured {
		in.subscriptions = append(in.subscriptions, &subscription{
			id: s.ids.take("WebhookSubscription"), topic: c.Topic, uri: c.URI, created: s.now(), updated: s.now(), configured: true,
		})
	}
}

// SetScopes changes what a merchant grants an app, and tells the app.
func (s *Sim) SetScopes(domain, clientID string, scopes []string) error {
	return s.act(func() error {
		sh, in, err := s.find(domain, clientID)
		if err != nil {
			return err
		}
		was := in.scopes
		in.scopes = scopes
		s.emit(sh, "app/scopes_update", map[string]any{
			"id": in.app.id, "previous": was, "current": scopes, "updated_at": restTime(s.now()),
		})
		return nil
	})
}

// Uninstall removes an app from a shop. Its tokens are dead before it hears of it.
func (s *Sim) Uninstall(domain, clientID string) error {
	return s.act(func() error {
		sh, in, err := s.find(domain, clientID)
		if err != nil {
			return err
		}
		s.emit(sh, "app/uninstalled", s.shopPayload(sh))
		in.tokens, in.refreshes, in.subscriptions = map[string]*token{}, map[string]*refresh{}, nil
		delete(sh.installs, clientID)
		return nil
	})
}

func (s *Sim) find(domain, clientID string) (*shop, *install, error) {
	sh := s.shops[strings.ToLower(domain)]
	if sh == nil {
		return nil, nil, fmt.Errorf("no shop %q", domain)
	}
	in := sh.installs[clientID]
	if in == nil {
		return nil, nil, fmt.Errorf("app %q is not in shop %q", clientID, domain)
	}
	return sh, in, nil
}

func (sh *shop) location(name string) *location {
	for _, l := range sh.locations {
		if l.name == name {
			return l
		}
	}
	return nil
}

func set[T any](at, to *T) {
	if to != nil {
		*at = *to
	}
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
