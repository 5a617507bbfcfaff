package pages

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/order"
)

func (p *pages) accounts(v *visit) error {
	items, err := p.Desk.Accounts(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return showList(p, v, "accounts", "Supplier accounts", "", items)
}

func (p *pages) newAccount(v *visit) error {
	return p.show(v, http.StatusOK, "newaccount", "Connect a supplier account", p.PublicURL != "")
}

func tokensOf(form url.Values) desk.Tokens {
	field := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	t := desk.Tokens{Access: field("access"), Refresh: field("refresh"), Code: field("code")}
	// A form gives a day, not a moment.
	if until, err := time.Parse("2006-01-02", field("access_until")); err == nil {
		t.AccessUntil = until
	}
	if until, err := time.Parse("2006-01-02", field("refresh_until")); err == nil {
		t.RefreshUntil = until
	}
	return t
}

func (p *pages) addAccount(v *visit) error {
	form := v.r.PostForm
	k, err := p.Desk.AddAccount(v.r.Context(), v.actor, desk.NewAccount{
		Supplier: order.Supplier(form.Get("supplier")), Name: strings.TrimSpace(form.Get("name")), Tokens: tokensOf(form),
	})
	if err != nil {
		return err
	}
	return p.to(v, "accounts/"+k.ID, "Connected.")
}

// consentState is what a supplier's consent page brings back, to prove that we sent the browser there.
type consentState struct {
	State    string         `json:"s"`
	Supplier order.Supplier `json:"p"`
	Account  string         `json:"a,omitempty"`
}

// consent sends the browser to the supplier's consent page.
func (p *pages) consent(v *visit) error {
	q := v.r.URL.Query()
	s := consentState{Supplier: order.Supplier(q.Get("supplier")), Account: q.Get("account")}
	s.State = p.vault.mac("consent", v.csrf+p.Now().String())
	page, err := p.Desk.ConsentPage(v.r.Context(), v.actor, s.Supplier, p.PublicURL+"/accounts/connected", s.State)
	if err != nil {
		return err
	}
	p.keep(v.w, stateCookie, s, stateLasts)
	v.w.Header().Set("Location", page)
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// connected is where the supplier's consent page returns to.
func (p *pages) connected(v *visit) error {
	q := v.r.URL.Query()
	var s consentState
	c, err := v.r.Cookie(stateCookie)
	p.drop(v.w, stateCookie)
	if err != nil || !p.vault.open(stateCookie, c.Value, &s) || s.State == "" || s.State != q.Get("state") {
		return &desk.Error{Kind: desk.Forbidden, Code: "state", Message: "This return was not asked for here, or took longer than 15 minutes. Begin connecting again."}
	}
	tokens := desk.Tokens{Code: q.Get("code")}
	if tokens.Code == "" {
		return &desk.Error{Kind: desk.Conflict, Code: "no_consent", Message: "The supplier returned without your consent. Begin connecting again."}
	}
	if s.Account != "" {
		if _, err := p.Desk.RenewAccount(v.r.Context(), v.actor, s.Account, tokens); err != nil {
			return err
		}
		return p.to(v, "accounts/"+s.Account, "Connected again. Orders in flight go on.")
	}
	k, err := p.Desk.AddAccount(v.r.Context(), v.actor, desk.NewAccount{Supplier: s.Supplier, Tokens: tokens})
	if err != nil {
		return err
	}
	return p.to(v, "accounts/"+k.ID, "Connected.")
}

// accountPage is an account with what may be done.
type accountPage struct {
	desk.Account

	Acts, Owns, Consents bool
}

func (p *pages) account(v *visit) error {
	k, err := p.Desk.Account(v.r.Context(), v.actor, v.r.PathValue("account"))
	if err != nil {
		return err
	}
	return p.show(v, http.StatusOK, "account", k.Name, accountPage{
		Account: k, Acts: v.actor.Role.Allows(desk.Operator), Owns: v.actor.Role.Allows(desk.Owner),
		Consents: p.PublicURL != "" && k.Supplier == order.AliExpress,
	})
}

func (p *pages) holdAccount(v *visit) error {
	s := switchOf(v.r.PostForm)
	if _, err := p.Desk.HoldAccount(v.r.Context(), v.actor, v.r.PathValue("account"), s); err != nil {
		return err
	}
	return p.to(v, "accounts/"+v.r.PathValue("account"), switched(s))
}

func (p *pages) renew(v *visit) error {
	if _, err := p.Desk.RenewAccount(v.r.Context(), v.actor, v.r.PathValue("account"), tokensOf(v.r.PostForm)); err != nil {
		return err
	}
	return p.to(v, "accounts/"+v.r.PathValue("account"), "The new tokens are in use.")
}

// syncAccount has everything looked at that was bought at the account and waits for shipment.
func (p *pages) syncAccount(v *visit) error {
	k, err := p.Desk.Account(v.r.Context(), v.actor, v.r.PathValue("account"))
	if err != nil {
		return err
	}
	tab := order.AwaitingShipment
	if v.r.PostFormValue("tab") == string(order.AwaitingPayment) {
		tab = order.AwaitingPayment
	}
	return p.startJob(v, desk.NewJob{Kind: desk.JobSync, Selection: desk.Selection{Tab: tab, Supplier: k.Supplier, Account: k.ID}})
}
