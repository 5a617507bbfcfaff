package pages

import (
	"net/url"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/job"
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
	return p.show(v, "newaccount", "Connect a supplier account", p.Connect != nil)
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

// supplierPage sends the browser to the supplier's own page, where the merchant connects an account.
func (p *pages) supplierPage(v *visit) error {
	supplier := order.Supplier(v.r.PostFormValue("supplier"))
	page, err := p.Desk.SupplierPage(v.r.Context(), v.actor, supplier, v.r.PostFormValue("account"))
	if err != nil {
		return err
	}
	return p.away(v, supplier.Title(), page)
}

func (p *pages) disconnectAccount(v *visit) error {
	if _, err := p.Desk.DisconnectAccount(v.r.Context(), v.actor, v.r.PathValue("account")); err != nil {
		return err
	}
	return p.to(v, "accounts/"+v.r.PathValue("account"), "Disconnected. Its purchases stay.")
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
	return p.show(v, "account", k.Name, accountPage{
		Account: k, Acts: v.actor.Role.Allows(desk.Operator), Owns: v.actor.Role.Allows(desk.Owner),
		Consents: p.Connect != nil && k.Supplier == order.AliExpress,
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
	return p.startJob(v, desk.NewJob{Kind: job.KindSync, Selection: desk.Selection{Tab: tab, Supplier: k.Supplier, Account: k.ID}})
}
