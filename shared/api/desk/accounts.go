package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onward/shared/account"
	"onward/shared/order"
	"onward/shared/table"
)

type accountTable interface {
	CreateAccount(ctx context.Context, a table.Account) error
	Account(ctx context.Context, merchant, id string) (table.Account, error)
	Accounts(ctx context.Context, merchant string) ([]table.Account, error)
	UpdateAccount(ctx context.Context, merchant, id string, do func(*table.Account) error) (table.Account, error)
	Lease(ctx context.Context, merchant, thing string) (table.Lease, error)
}

// Consent connects accounts by a supplier's consent page.
type Consent interface {
	// Consent is the page's address; it returns to redirect with a code and the state.
	Consent(redirect, state string) (string, error)
	// Exchange makes tokens of a code, which works once and for minutes.
	Exchange(ctx context.Context, code string) (Grant, error)
}

// Grant is what a consent brought.
type Grant struct {
	Tokens account.Tokens
	// Outside is the account's id at the supplier, Name what it is called there.
	Outside string
	Name    string
}

// Account is a connected supplier account. Its tokens are never shown.
type Account struct {
	ID       string         `json:"id"`
	Supplier order.Supplier `json:"supplier" enum:"aliexpress,cj"`
	Name     string         `json:"name"`
	Outside  string         `json:"outside,omitempty" doc:"The account's id at the supplier."`
	Health   Health         `json:"health"`
	Hold     *Hold          `json:"hold,omitempty"`
	// Paused is until when the supplier takes no calls from the account.
	PausedUntil  time.Time `json:"paused_until,omitzero" doc:"Until when the supplier takes no calls from this account; checks are left out till then."`
	PausedReason string    `json:"paused_reason,omitempty"`
	AccessUntil  time.Time `json:"access_until,omitzero"`
	ConsentUntil time.Time `json:"consent_until,omitzero" doc:"When your consent ends: connect the account again before."`
	Created      time.Time `json:"created"`
	Disconnected time.Time `json:"disconnected,omitzero"`
}

// Tokens is an account's authorisation, given by hand.
type Tokens struct {
	Access       string    `json:"access,omitempty" maxLength:"4096" writeOnly:"true"`
	Refresh      string    `json:"refresh,omitempty" maxLength:"4096" writeOnly:"true"`
	AccessUntil  time.Time `json:"access_until,omitzero" required:"false" doc:"When the access token ends; needed for it to be refreshed in time."`
	RefreshUntil time.Time `json:"refresh_until,omitzero" required:"false"`
	Code         string    `json:"code,omitempty" maxLength:"512" writeOnly:"true" doc:"Instead of tokens: the code that the supplier's consent page returned with."`
}

// String keeps tokens out of logs.
func (Tokens) String() string { return "tokens" }

// GoString keeps tokens out of logs.
func (Tokens) GoString() string { return "tokens" }

// NewAccount is what an account is connected from.
type NewAccount struct {
	Supplier order.Supplier `json:"supplier" enum:"aliexpress,cj"`
	Name     string         `json:"name,omitempty" maxLength:"80"`
	Outside  string         `json:"outside,omitempty" maxLength:"120" doc:"The account's id at the supplier, if you know it."`
	Tokens   Tokens         `json:"tokens"`
}

// Accounts lists the merchant's supplier accounts. Pauses are shown on the single account only.
func (d *Desk) Accounts(ctx context.Context, a Actor) ([]Account, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	kept, err := d.Table.Accounts(ctx, a.Merchant)
	if err != nil {
		return nil, err
	}
	holds, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return nil, err
	}
	out := make([]Account, 0, len(kept))
	for _, k := range kept {
		out = append(out, accountOf(k, holds))
	}
	return out, nil
}

// Account is one of the merchant's supplier accounts.
func (d *Desk) Account(ctx context.Context, a Actor, id string) (Account, error) {
	if err := a.need(ReadOnly); err != nil {
		return Account{}, err
	}
	k, err := d.Table.Account(ctx, a.Merchant, id)
	if err != nil {
		return Account{}, missing(err, "account")
	}
	holds, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return Account{}, err
	}
	lease, err := d.Table.Lease(ctx, a.Merchant, table.AccountThing(k.Supplier, k.ID))
	if err != nil {
		return Account{}, err
	}
	out := accountOf(k, holds)
	if lease.Ban.Until.After(d.Now()) {
		out.PausedUntil, out.PausedReason = lease.Ban.Until, lease.Ban.Reason
	}
	return out, nil
}

func accountOf(k table.Account, holds table.Holds) Account {
	out := Account{
		ID: k.ID, Supplier: k.Supplier, Name: k.Name, Outside: k.Outside, Health: Health(k.Health),
		AccessUntil: k.AccessUntil, ConsentUntil: k.ConsentUntil, Created: k.Created, Disconnected: k.Disconnected,
	}
	if h, on := holds.Accounts[k.ID]; on {
		out.Hold = holdOf(&h)
	}
	return out
}

// ConsentPage is where the merchant consents.
func (d *Desk) ConsentPage(_ context.Context, a Actor, s order.Supplier, redirect, state string) (string, error) {
	if err := a.need(Owner); err != nil {
		return "", err
	}
	c, ok := d.Consents[s]
	if !ok {
		return "", refuse(Conflict, "no_consent_page", "Accounts of this supplier are connected by tokens given by hand.")
	}
	page, err := c.Consent(redirect, state)
	if err != nil {
		return "", refuse(Conflict, "consent_page_unset", "The address of the supplier's consent page is not set rightly; tell whoever runs this installation.")
	}
	return page, nil
}

// AddAccount connects a supplier account.
func (d *Desk) AddAccount(ctx context.Context, a Actor, n NewAccount) (Account, error) {
	if err := a.need(Owner); err != nil {
		return Account{}, err
	}
	if n.Supplier != order.AliExpress && n.Supplier != order.CJ {
		return Account{}, invalid("body.supplier", "The supplier is aliexpress or cj.")
	}
	grant, err := d.grant(ctx, n.Supplier, n.Tokens)
	if err != nil {
		return Account{}, err
	}
	if grant.Outside == "" {
		grant.Outside = n.Outside
	}
	if n.Name == "" {
		n.Name = grant.Name
	}
	if n.Name == "" {
		n.Name = string(n.Supplier)
	}
	k := table.Account{
		Merchant: a.Merchant, ID: newID("a"), Supplier: n.Supplier, Outside: grant.Outside, Name: n.Name, Created: d.Now().UTC(),
	}
	if err := d.claimAccount(ctx, &k); err != nil {
		return Account{}, err
	}
	if k.Sealed, err = d.sealAccount(ctx, k, grant.Tokens); err != nil {
		return Account{}, err
	}
	k.AccessUntil, k.RefreshUntil, k.ConsentUntil = grant.Tokens.AccessUntil, grant.Tokens.RefreshUntil, grant.Tokens.RefreshUntil
	err = d.Table.CreateAccount(ctx, k)
	if errors.Is(err, table.ErrTaken) {
		return Account{}, refuse(Conflict, "account_connected", "The account is being connected by somebody else just now.")
	}
	if err != nil {
		return Account{}, err
	}
	d.forgetNames(a.Merchant)
	return d.Account(ctx, a, k.ID)
}

// claimAccount keeps one supplier account from being connected twice, where its id is known. An attempt that
// broke off is taken up.
func (d *Desk) claimAccount(ctx context.Context, k *table.Account) error {
	if k.Outside == "" {
		return nil
	}
	route := table.Route{Kind: table.AccountRoute(k.Supplier), Outside: k.Outside, Merchant: k.Merchant, Account: k.ID}
	err := d.Table.ClaimRoute(ctx, route)
	if !errors.Is(err, table.ErrTaken) {
		return err
	}
	taken, err := d.Table.Route(ctx, route.Kind, route.Outside)
	if err != nil {
		return err
	}
	if taken.Merchant != k.Merchant {
		return refuse(Conflict, "account_taken", "Another merchant has connected this supplier account here.")
	}
	_, err = d.Table.Account(ctx, k.Merchant, taken.Account)
	if errors.Is(err, table.ErrNotFound) {
		k.ID = taken.Account
		return nil
	}
	if err != nil {
		return err
	}
	return refuse(Conflict, "account_connected", "You have connected this account already, as "+taken.Account+". To renew its tokens, give them to that account.")
}

// grant makes tokens of what the merchant gave.
func (d *Desk) grant(ctx context.Context, s order.Supplier, t Tokens) (Grant, error) {
	if t.Code != "" {
		c, ok := d.Consents[s]
		if !ok {
			return Grant{}, invalid("body.tokens.code", "Accounts of this supplier are connected by tokens, not by a code.")
		}
		g, err := c.Exchange(ctx, t.Code)
		if err != nil {
			d.Log.WarnContext(ctx, "desk.consent_failed", "supplier", string(s), "err", err.Error())
			return Grant{}, refuse(Conflict, "code_refused", "The supplier did not take the code: it works once and for a few minutes only. Consent again.")
		}
		return g, nil
	}
	if t.Access == "" {
		return Grant{}, invalid("body.tokens.access", "Give an access token, or the code of the consent page.")
	}
	return Grant{Tokens: account.Tokens{
		Access: t.Access, Refresh: t.Refresh, AccessUntil: t.AccessUntil.UTC(), RefreshUntil: t.RefreshUntil.UTC(), Refreshable: t.Refresh != "",
	}}, nil
}

func (d *Desk) sealAccount(ctx context.Context, k table.Account, t account.Tokens) ([]byte, error) {
	plain, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("seal tokens: %w", err)
	}
	return d.Vault.Seal(ctx, k.Merchant, account.Thing(k.Supplier, k.ID), plain)
}
