package connect

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"onward/shared/table"
)

// came is what a platform's page came back with.
type came struct {
	Shop     string `json:"shop,omitempty"`
	Code     string `json:"code,omitempty"`
	Instance string `json:"instance,omitempty"`
	Key      string `json:"key,omitempty"`
	Secret   string `json:"secret,omitempty"`
}

// String keeps codes and keys out of logs.
func (came) String() string { return "what came back (sealed)" }

// GoString keeps codes and keys out of logs.
func (came) GoString() string { return "what came back (sealed)" }

// Question asks the owner of a browser that is not signed in whether the flow is his.
type Question struct {
	// Merchant is whose account it is, Shop what is about to be connected to it.
	Merchant, Shop string
	State, Confirm string
}

// Step is what a return led to: exactly one of its parts is set.
type Step struct {
	Done *Connected
	Ask  *Question
	// Waiting: the store's server has not sent its key yet; look again in a moment.
	Waiting bool
}

func flowThing(id string) string { return "flow/" + id }

// arrive goes on with a flow whose browser came back with all that is needed; who is nil when it is not signed in.
func (f *Flows) arrive(ctx context.Context, who *Actor, flow table.Flow, state string, c came) (Step, error) {
	if !flow.Used.IsZero() {
		return Step{}, usedState()
	}
	if who == nil {
		sealed, err := f.sealCame(ctx, flow, c)
		if err != nil {
			return Step{}, err
		}
		return f.question(ctx, flow, state, sealed, c.Shop)
	}
	if err := foreign(flow, *who); err != nil {
		return Step{}, err
	}
	if _, err := f.use(ctx, flow); err != nil {
		return Step{}, err
	}
	return done(f.finish(ctx, flow, c))
}

func (f *Flows) question(ctx context.Context, flow table.Flow, state string, sealed []byte, shop string) (Step, error) {
	m, err := f.Table.Merchant(ctx, flow.Merchant)
	if err != nil {
		return Step{}, err
	}
	confirm, err := f.ask(ctx, flow, sealed)
	if err != nil {
		return Step{}, err
	}
	return Step{Ask: &Question{Merchant: firstOf(m.Name, m.ID), Shop: firstOf(shop, flow.Shop), State: state, Confirm: confirm}}, nil
}

// Confirm goes on with a flow that its owner was asked about.
func (f *Flows) Confirm(ctx context.Context, who *Actor, state, confirm string) (Step, error) {
	flow, err := f.open(ctx, "", state)
	if err != nil {
		return Step{}, err
	}
	if who != nil {
		if err := foreign(flow, *who); err != nil {
			return Step{}, err
		}
	}
	if !fits(flow.Confirm, confirm) {
		return Step{}, problem(http.StatusForbidden, "not_confirmed", "This page is out of date. Begin the connection again.")
	}
	if flow.Kind == kindWooCommerce {
		return f.wooBack(ctx, flow)
	}
	if _, err := f.use(ctx, flow); err != nil {
		return Step{}, err
	}
	c, err := f.unsealCame(ctx, flow)
	if err != nil {
		return Step{}, err
	}
	return done(f.finish(ctx, flow, c))
}

// finish makes the connection of a flow that is used up.
func (f *Flows) finish(ctx context.Context, flow table.Flow, c came) (Connected, error) {
	a := Actor{Merchant: flow.Merchant, By: flow.By}
	switch flow.Kind {
	case kindShopify:
		return f.shopifyGranted(ctx, a, flow.Target, c)
	case kindWooCommerce:
		return f.wooProven(ctx, a, flow.Target, flow.Shop, c.Key, c.Secret)
	case kindWix:
		return f.wixProven(ctx, a, flow.Target, c.Instance)
	case kindAliExpress:
		return f.aliExpressGranted(ctx, a, flow.Target, c.Code)
	default:
		return Connected{}, unknownState()
	}
}

func (f *Flows) sealCame(ctx context.Context, flow table.Flow, c came) ([]byte, error) {
	plain, err := json.Marshal(c) //nolint:gosec // it is sealed at once
	if err != nil {
		return nil, fmt.Errorf("seal what came back: %w", err)
	}
	sealed, err := f.Vault.Seal(ctx, flow.Merchant, flowThing(flow.ID), plain)
	if err != nil {
		return nil, fmt.Errorf("seal what came back: %w", err)
	}
	return sealed, nil
}

func (f *Flows) unsealCame(ctx context.Context, flow table.Flow) (came, error) {
	var c came
	plain, err := f.Vault.Unseal(ctx, flow.Merchant, flowThing(flow.ID), flow.Sealed)
	if err != nil {
		return c, fmt.Errorf("unseal what came back: %w", err)
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, fmt.Errorf("unseal what came back: %w", errUnreadable)
	}
	return c, nil
}

func done(c Connected, err error) (Step, error) {
	if err != nil {
		return Step{}, err
	}
	return Step{Done: &c}, nil
}
