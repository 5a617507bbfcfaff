package desk

import (
	"context"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

type holdTable interface {
	Holds(ctx context.Context, merchant string) (table.Holds, error)
	SetHold(ctx context.Context, scope table.HoldScope, hold *order.Hold) error
}

// Hold is a switch that is on: nothing is bought and no store is told until it is released.
type Hold struct {
	By     string    `json:"by,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Since  time.Time `json:"since,omitzero"`
}

func holdOf(h *order.Hold) *Hold {
	if h == nil {
		return nil
	}
	return &Hold{By: h.By, Reason: h.Reason, Since: h.At}
}

// Switch turns a hold on or off.
type Switch struct {
	On     bool   `json:"on"`
	Reason string `json:"reason,omitempty" maxLength:"300"`
}

func (d *Desk) holdFor(a Actor, s Switch) *order.Hold {
	if !s.On {
		return nil
	}
	return &order.Hold{By: a.By(), Reason: s.Reason, At: d.Now().UTC()}
}

// Holds is the switches that are on.
type Holds struct {
	Deployment *Hold           `json:"deployment,omitempty" doc:"Set by who runs this installation; it stops everybody."`
	Merchant   *Hold           `json:"merchant,omitempty"`
	Stores     map[string]Hold `json:"stores"`
	Accounts   map[string]Hold `json:"accounts"`
}

// Holds lists the switches that are on for the merchant.
func (d *Desk) Holds(ctx context.Context, a Actor) (Holds, error) {
	if err := a.need(ReadOnly); err != nil {
		return Holds{}, err
	}
	h, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return Holds{}, err
	}
	out := Holds{Deployment: holdOf(h.Deployment), Merchant: holdOf(h.Merchant), Stores: map[string]Hold{}, Accounts: map[string]Hold{}}
	for id, hold := range h.Stores {
		out.Stores[id] = *holdOf(&hold)
	}
	for id, hold := range h.Accounts {
		out.Accounts[id] = *holdOf(&hold)
	}
	return out, nil
}

// HoldEverything stops all that the deployment does outside, or lets it go on.
func (d *Desk) HoldEverything(ctx context.Context, a Actor, s Switch) error {
	if err := a.need(Deployment); err != nil {
		return err
	}
	return d.Table.SetHold(ctx, table.HoldScope{}, d.holdFor(a, s))
}

// HoldMerchant stops all of the merchant's orders, or lets them go on.
func (d *Desk) HoldMerchant(ctx context.Context, a Actor, s Switch) (Holds, error) {
	if err := a.need(Operator); err != nil {
		return Holds{}, err
	}
	if err := d.Table.SetHold(ctx, table.HoldScope{Merchant: a.Merchant}, d.holdFor(a, s)); err != nil {
		return Holds{}, err
	}
	return d.Holds(ctx, a)
}

// HoldStore stops a store's orders, or lets them go on.
func (d *Desk) HoldStore(ctx context.Context, a Actor, id string, s Switch) (Store, error) {
	if err := a.need(Operator); err != nil {
		return Store{}, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, id); err != nil {
		return Store{}, missing(err, "store")
	}
	if err := d.Table.SetHold(ctx, table.HoldScope{Merchant: a.Merchant, Store: id}, d.holdFor(a, s)); err != nil {
		return Store{}, err
	}
	return d.Store(ctx, a, id)
}

// HoldAccount stops what is bought at an account, or lets it go on.
func (d *Desk) HoldAccount(ctx context.Context, a Actor, id string, s Switch) (Account, error) {
	if err := a.need(Operator); err != nil {
		return Account{}, err
	}
	if _, err := d.Table.Account(ctx, a.Merchant, id); err != nil {
		return Account{}, missing(err, "account")
	}
	if err := d.Table.SetHold(ctx, table.HoldScope{Merchant: a.Merchant, Account: id}, d.holdFor(a, s)); err != nil {
		return Account{}, err
	}
	return d.Account(ctx, a, id)
}
