package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/table"
)

// Shops opens stores.
type Shops interface {
	Client(ctx context.Context, merchant, id string) (table.Store, store.Client, error)
}

// Platform is what is looked at on one platform only.
type Platform interface {
	// Look examines permissions, subscriptions and plugins of a store that answers.
	Look(ctx context.Context, s table.Store) []Check
	// Sign makes a webhook as the platform would sign it, that asks for nothing but another look at the subscriptions;
	// ok is false where only the platform can sign.
	Sign(s table.Store) (path string, header http.Header, body []byte, ok bool)
	// Home is an address of the store that anybody may ask.
	Home(s table.Store) string
}

// Stores examines stores.
type Stores struct {
	Shops     Shops
	Platforms map[order.Platform]Platform
	Table     interface {
		Store(ctx context.Context, merchant, id string) (table.Store, error)
	}
	// HTTP calls stores, and the deployment at PublicURL.
	HTTP      *http.Client
	PublicURL string
	Now       func() time.Time
	// Wait is how long the effect of the test webhook is waited for, Poll how often it is looked for.
	Wait, Poll time.Duration
}

const (
	// readEvery is how old the last reading of a store may be.
	readEvery = 30 * time.Minute
	// tokenSoon is how long before their end tokens should have been refreshed.
	tokenSoon = 5 * time.Minute
	// refreshSoon is how long before its end a refresh token is a matter for the merchant.
	refreshSoon = 14 * 24 * time.Hour
)

// Examine examines a store.
func (d Stores) Examine(ctx context.Context, s table.Store) []Check {
	now := d.Now()
	if !s.Disconnected.IsZero() {
		return []Check{bad("connection", "ended "+span(now.Sub(s.Disconnected))+" ago", "Connect the store again.")}
	}
	checks := []Check{ok("connection", fmt.Sprintf("%s %s since %s", s.Platform, s.Outside, s.Created.Format(time.DateOnly))), health(s.Health, now)}
	_, client, err := d.Shops.Client(ctx, s.Merchant, s.ID)
	answers := credentials(err)
	if err == nil {
		_, err = client.Changed(ctx, now.Add(-time.Hour), "")
		answers = credentials(err)
	}
	checks = append(checks, answers)
	if !s.AccessUntil.IsZero() {
		checks = append(checks,
			ending("access token", s.AccessUntil, now, tokenSoon, "It is refreshed by itself every few minutes; if it is not, look at the log of reconcile, or connect the store again."),
			ending("refresh token", s.RefreshUntil, now, refreshSoon, "Connect the store again before it ends."))
	}
	checks = append(checks, d.read(s, now))
	platform, known := d.Platforms[s.Platform]
	if !known {
		return append(checks, unknown("platform", "nothing more is known of "+string(s.Platform)))
	}
	if home := platform.Home(s); home != "" {
		checks = append(checks, clock(ctx, "clock of the store", home, d.HTTP, d.Now))
	}
	if answers.Verdict == OK {
		checks = append(checks, platform.Look(ctx, s)...)
	}
	return append(checks, d.webhook(ctx, s, platform)...)
}

// credentials says what a store's answer means for the credentials.
func credentials(err error) Check {
	if err == nil {
		return ok("credentials", "the store answers")
	}
	var e *store.Error
	if !errors.As(err, &e) {
		return bad("credentials", "the store can't be asked", "Look at the log; try again.")
	}
	detail := string(e.Kind)
	if e.Code != "" {
		detail += " (" + e.Code + ")"
	}
	if h := shop.HealthOf(err); !h.Well() {
		return bad("credentials", detail, h.ToDo)
	}
	return warn("credentials", detail, "The store is busy or unreachable at the moment. Try again in a few minutes.")
}

// read is whether reconciliation keeps up.
func (d Stores) read(s table.Store, now time.Time) Check {
	const name = "reading of changes"
	switch {
	case s.Watermark.IsZero() && now.Sub(s.Created) > readEvery:
		return bad(name, "the store was never read", "Look at the log and the alarm of reconcile.")
	case s.Watermark.IsZero():
		return unknown(name, "the store has just been connected and is read within minutes")
	case now.Sub(s.Watermark) > readEvery:
		return warn(name, "the last is "+span(now.Sub(s.Watermark))+" old", "A quiet store moves it within half an hour; if it stays, look at the log of reconcile.")
	default:
		return ok(name, "the last is "+span(now.Sub(s.Watermark))+" old")
	}
}

// webhook sends one signed webhook through the deployed system, and looks for its effect.
func (d Stores) webhook(ctx context.Context, s table.Store, p Platform) []Check {
	const name, through = "test webhook", "webhook's way"
	path, header, body, signed := p.Sign(s)
	if !signed {
		return []Check{unknown(name, "only the platform can sign its webhooks; send a test from its dashboard")}
	}
	before, err := d.Table.Store(ctx, s.Merchant, s.ID)
	if err != nil {
		return []Check{unknown(name, "the table can't be read")}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.PublicURL+path, strings.NewReader(string(body)))
	if err != nil {
		return []Check{unknown(name, "the deployment's address can't be called")}
	}
	req.Header = header
	began := d.Now()
	res, err := d.HTTP.Do(req)
	if err != nil {
		return []Check{bad(name, "the deployment does not answer at "+d.PublicURL, "Check the parameter PublicUrl, the domain's DNS and certificate, and the HTTP API.")}
	}
	_ = res.Body.Close()
	took := d.Now().Sub(began).Round(time.Millisecond)
	switch {
	case res.StatusCode == http.StatusUnauthorized:
		return []Check{bad(name, "its signature is refused (401)", "The deployment's secret is not the app's: put the client secret into AppSecrets, and wait for the functions to take it up.")}
	case res.StatusCode == http.StatusNotFound:
		return []Check{bad(name, "the deployment knows no such store (404)", "Another shop, or another merchant, is connected under this name: connect the store again.")}
	case res.StatusCode/100 != 2:
		return []Check{bad(name, fmt.Sprintf("answered %d", res.StatusCode), "Look at the log of the function webhook.")}
	}
	checks := []Check{ok(name, fmt.Sprintf("accepted in %s", took))}
	if took > time.Second {
		checks[0] = warn(name, fmt.Sprintf("accepted, but only after %s", took), "A first call may be slow; if it stays so, platforms give up on webhooks. Raise the functions' memory.")
	}
	if before.Settings[shop.SettingKept] == "" {
		return append(checks, unknown(through, "subscriptions are about to be looked at anyway, so its effect does not show"))
	}
	return append(checks, d.effect(ctx, s, before.Settings[shop.SettingKept]))
}

// effect waits for the test webhook's effect: subscriptions are to be looked at again.
func (d Stores) effect(ctx context.Context, s table.Store, was string) Check {
	const name = "webhook's way"
	began := time.Now()
	for time.Since(began) < d.Wait {
		now, err := d.Table.Store(ctx, s.Merchant, s.ID)
		if err == nil && now.Settings[shop.SettingKept] != was {
			return ok(name, "through queue and intake in "+span(time.Since(began)))
		}
		timer := time.NewTimer(d.Poll)
		select {
		case <-ctx.Done():
			timer.Stop()
			return unknown(name, "interrupted")
		case <-timer.C:
		}
	}
	return bad(name, "it was accepted, and had no effect within "+span(d.Wait), "Look at the intake queue, its dead letters (`onward dlq list intake`) and the log of intake.")
}
