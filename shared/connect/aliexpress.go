package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"onward/shared/account"
	"onward/shared/order"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
)

// StartAliExpress gives the address of the page on which the merchant lets the app act for a buyer account. target is
// the account to connect anew.
func (f *Flows) StartAliExpress(ctx context.Context, a Actor, target string) (string, error) {
	if f.AliExpress == nil {
		return "", notOffered("AliExpress", "Ask whoever runs it.")
	}
	state, err := f.begin(ctx, a, kindAliExpress, "AliExpress account", target)
	if err != nil {
		return "", err
	}
	page, err := f.AliExpress.Consent(f.PublicURL+"/connect/aliexpress/callback", state)
	if err != nil {
		return "", problem(http.StatusInternalServerError, "app_not_set", "The AliExpress app is not set up rightly; tell whoever runs this installation.").because(err)
	}
	return page, nil
}

// AliExpressCallback goes on when the browser is back from the consent page.
func (f *Flows) AliExpressCallback(ctx context.Context, who *Actor, query url.Values) (Step, error) {
	state := query.Get("state")
	flow, err := f.open(ctx, kindAliExpress, state)
	if err != nil {
		return Step{}, err
	}
	if query.Get("code") == "" {
		return Step{}, problem(http.StatusConflict, "not_approved", "AliExpress sent no code: the page was left without agreeing. Nothing was connected; begin again when you like.")
	}
	return f.arrive(ctx, who, flow, state, came{Shop: "AliExpress account", Code: query.Get("code")})
}

// aliExpressGranted makes tokens of the code and connects the account that they are of.
func (f *Flows) aliExpressGranted(ctx context.Context, a Actor, target, code string) (Connected, error) {
	t, err := f.AliExpress.CreateToken(ctx, code)
	if err != nil {
		var e *aliexpress.Error
		if errors.As(err, &e) && e.NothingHappened() && e.RetryAfter == 0 {
			return Connected{}, problem(http.StatusBadGateway, "code_refused", "AliExpress did not take the code: it works once and for about three minutes. Begin again.").because(err)
		}
		return Connected{}, problem(http.StatusBadGateway, "supplier_unreachable", "AliExpress did not answer rightly. Begin again in a few minutes.").because(err)
	}
	k := table.Account{Merchant: a.Merchant, Supplier: order.AliExpress, Outside: t.UserID, Name: firstOf(t.Nick, t.Account, "AliExpress "+t.UserID)}
	if k.Outside == "" {
		k.Outside = t.SellerID
	}
	if k.Outside == "" {
		return Connected{}, problem(http.StatusBadGateway, "no_account_id", "AliExpress did not say whose account it is. Begin again; if it stays so, tell whoever runs this installation.")
	}
	kept, again, err := f.linkAccount(ctx, target, k, account.FromAliExpress(t))
	if err != nil {
		return Connected{}, err
	}
	return Connected{Account: kept.ID, Name: kept.Name, Again: again, Found: lifetimes(t)}, nil
}

// lifetimes shows how long the authorisation lasts, and when only the merchant can prolong it.
func lifetimes(t aliexpress.Token) []Finding {
	found := []Finding{{Code: "access_until", Text: "The access token holds until " + day(t.AccessUntil) + " and is refreshed by itself before."}}
	if !t.Refreshable {
		return []Finding{{Code: "consent_until", Warning: true, Text: "The access token holds until " + day(t.AccessUntil) + " and cannot be refreshed. Connect the account again before that."}}
	}
	if t.RefreshUntil.IsZero() {
		return append(found, Finding{Code: "consent_until", Warning: true, Text: "AliExpress does not say until when your consent holds; usually it is 60 days. Connect the account again then."})
	}
	return append(found, Finding{Code: "consent_until", Text: "Your consent ends on " + day(t.RefreshUntil) + ": refreshing does not prolong it. Connect the account again before; you will be reminded."})
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// linkAccount keeps an account with its tokens, or gives the one that is known new tokens. Purchases in flight are by the
// account's id, which stays.
func (f *Flows) linkAccount(ctx context.Context, target string, k table.Account, t account.Tokens) (table.Account, bool, error) {
	id, err := f.knownAccount(ctx, target, k)
	if err != nil {
		return k, false, err
	}
	if id == "" {
		id = newID("a")
	}
	route := table.Route{Kind: table.AccountRoute(k.Supplier), Outside: k.Outside, Merchant: k.Merchant, Account: id}
	route, err = f.claimAccount(ctx, route, target != "")
	if err != nil {
		return k, false, err
	}
	k.ID = route.Account
	plain, err := json.Marshal(t)
	if err != nil {
		return k, false, fmt.Errorf("seal tokens: %w", err)
	}
	sealed, err := f.Vault.Seal(ctx, k.Merchant, account.Thing(k.Supplier, k.ID), plain)
	if err != nil {
		return k, false, fmt.Errorf("seal tokens: %w", err)
	}
	fill := func(k *table.Account) error {
		k.Sealed, k.AccessUntil, k.RefreshUntil, k.ConsentUntil = sealed, t.AccessUntil, t.RefreshUntil, t.RefreshUntil
		if !t.Refreshable {
			k.ConsentUntil = t.AccessUntil
		}
		k.Health, k.Disconnected = table.Health{}, time.Time{}
		return nil
	}
	kept, err := f.Table.UpdateAccount(ctx, k.Merchant, k.ID, fill)
	if err == nil {
		return kept, true, nil
	}
	if !errors.Is(err, table.ErrNotFound) {
		return k, false, err
	}
	_ = fill(&k)
	k.Created = f.Now().UTC()
	err = f.Table.CreateAccount(ctx, k)
	if errors.Is(err, table.ErrTaken) {
		return k, false, accountBusy()
	}
	return k, false, err
}

func accountBusy() *Error {
	return problem(http.StatusConflict, "busy", "The account is being connected by somebody else just now. Try again in a moment.")
}

// knownAccount finds the account that the merchant has of this one.
func (f *Flows) knownAccount(ctx context.Context, target string, k table.Account) (string, error) {
	all, err := f.Table.Accounts(ctx, k.Merchant)
	if err != nil {
		return "", err
	}
	id := ""
	for _, have := range all {
		same := have.Supplier == k.Supplier && have.Outside == k.Outside
		if have.ID == target && have.Supplier == k.Supplier && (same || have.Outside == "") {
			return target, nil
		}
		if same && (id == "" || have.Disconnected.IsZero()) {
			id = have.ID
		}
	}
	if target != "" {
		return "", problem(http.StatusConflict, "other_account", "You agreed with another supplier account than this one. Sign in there with the right one, or connect it as a further account.")
	}
	return id, nil
}

// claimAccount takes the account for the merchant. Never for two: see the package's documentation.
func (f *Flows) claimAccount(ctx context.Context, r table.Route, wanted bool) (table.Route, error) {
	for range 3 {
		err := f.Table.ClaimRoute(ctx, r)
		if err == nil || !errors.Is(err, table.ErrTaken) {
			return r, err
		}
		taken, err := f.Table.Route(ctx, r.Kind, r.Outside)
		if errors.Is(err, table.ErrNotFound) {
			continue
		}
		if err != nil {
			return r, err
		}
		owner, err := f.Table.Account(ctx, taken.Merchant, taken.Account)
		switch {
		case err != nil && !errors.Is(err, table.ErrNotFound):
			return r, err
		case taken.Merchant == r.Merchant && !wanted:
			return taken, nil
		case errors.Is(err, table.ErrNotFound) && taken.Merchant != r.Merchant:
			return r, accountBusy()
		case err == nil && owner.Disconnected.IsZero() && taken.Merchant == r.Merchant:
			return r, problem(http.StatusConflict, "account_connected", "The account is connected already, as your account "+taken.Account+".")
		case err == nil && owner.Disconnected.IsZero():
			return r, problem(http.StatusConflict, "account_taken", "Another merchant has connected this supplier account here. An account belongs to one merchant: disconnect it there first, or use another account.")
		}
		if err := f.Table.DeleteRoute(ctx, taken); err != nil {
			return r, err
		}
	}
	return r, accountBusy()
}
