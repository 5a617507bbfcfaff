package connect

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

var errUnreadable = errors.New("cannot be read")

// StartWooCommerce gives the address of the page on which the merchant approves a key in the store.
func (f *Flows) StartWooCommerce(ctx context.Context, a Actor, typed, target string) (string, error) {
	address, err := f.wooAddress(typed)
	if err != nil {
		return "", err
	}
	plain, err := f.probe(ctx, address)
	if err != nil {
		return "", err
	}
	if plain {
		return "", problem(http.StatusConflict, "plain_permalinks", "The store has plain permalinks, and WooCommerce's page for approving keys needs others. "+
			"Choose another structure under Settings, Permalinks; or make a key under WooCommerce, Settings, Advanced, REST API, and give it here by hand.")
	}
	m, err := f.Table.Merchant(ctx, a.Merchant)
	if err != nil {
		return "", err
	}
	state, err := f.begin(ctx, a, kindWooCommerce, address, target)
	if err != nil {
		return "", err
	}
	page, err := woocommerce.Authorize{
		// The store's page is all that its owner is shown before the key is sent, so it names whose account asks.
		Address: address, App: f.AppName + " (account " + firstOf(m.Name, m.ID) + ")", Nonce: state,
		ReturnURL: f.PublicURL + "/connect/woocommerce/return", CallbackURL: f.PublicURL + "/connect/woocommerce/callback",
	}.URL()
	if err != nil {
		return "", problem(http.StatusConflict, "public_url", "WooCommerce sends keys to https addresses only, and this installation has none. Make a key under WooCommerce, Settings, Advanced, REST API, and give it here by hand.").because(err)
	}
	return page, nil
}

func (f *Flows) wooAddress(typed string) (string, error) {
	address, err := woocommerce.NormalAddress(typed, f.AllowLoopback)
	if err != nil {
		return "", problem(http.StatusUnprocessableEntity, "invalid_address", "Give the store's public https address, such as https://shop.example.com.").because(err)
	}
	return address, nil
}

// WooCallback takes the key that the store's server sends. It is not signed: it counts only for the flow whose state it
// carries, and only after it was proven at the flow's address. The store is not called from here as long as the browser
// is to come: its server may be one that cannot answer while it waits for us.
func (f *Flows) WooCallback(ctx context.Context, body []byte) error {
	grant, err := woocommerce.DecodeGrant(body)
	if err != nil {
		return problem(http.StatusBadRequest, "not_a_key", "This is no key callback of WooCommerce.").because(err)
	}
	flow, err := f.open(ctx, kindWooCommerce, grant.Nonce)
	if err != nil {
		return err
	}
	if grant.Permissions != "" && grant.Permissions != "read_write" {
		return problem(http.StatusUnprocessableEntity, "missing_permission", "The key may not read and write. Approve both.")
	}
	sealed, err := f.sealCame(ctx, flow, came{Key: grant.Key, Secret: grant.Secret})
	if err != nil {
		return err
	}
	flow, err = f.Table.UpdateFlow(ctx, flow.Merchant, flow.ID, func(fl *table.Flow) error {
		if !fl.Used.IsZero() || len(fl.Sealed) > 0 {
			return usedState()
		}
		fl.Sealed = sealed
		return nil
	})
	if err != nil {
		return err
	}
	if flow.Returned.IsZero() {
		return nil
	}
	// The browser was here before, and may not come again. What became of it is kept for it all the same.
	if _, err := f.wooSettle(ctx, flow); err != nil {
		f.Log.WarnContext(ctx, "connect.callback_failed", "merchant", flow.Merchant, "kind", flow.Kind, "err", problemOf(err).Error())
	}
	return nil
}

// WooReturn goes on when the browser is back from the store's page; it may come before the key, and again.
func (f *Flows) WooReturn(ctx context.Context, who *Actor, query url.Values) (Step, error) {
	state := query.Get("user_id")
	flow, err := f.open(ctx, kindWooCommerce, state)
	if err != nil {
		return Step{}, err
	}
	if who != nil {
		if err := foreign(flow, *who); err != nil {
			return Step{}, err
		}
	}
	if woocommerce.Refused(query) {
		if _, err := f.use(ctx, flow); err != nil {
			return Step{}, err
		}
		return Step{}, problem(http.StatusConflict, "not_approved", "The store's page was left without approving. Nothing was connected; begin again when you like.")
	}
	if who == nil && flow.Returned.IsZero() {
		return f.question(ctx, flow, state, nil, flow.Shop)
	}
	return f.wooBack(ctx, flow)
}

// wooBack keeps that the flow's own browser is back, and connects if the key is there.
func (f *Flows) wooBack(ctx context.Context, flow table.Flow) (Step, error) {
	flow, err := f.Table.UpdateFlow(ctx, flow.Merchant, flow.ID, func(fl *table.Flow) error {
		if fl.Returned.IsZero() {
			fl.Returned = f.Now().UTC()
		}
		return nil
	})
	if err != nil {
		return Step{}, err
	}
	return f.wooSettle(ctx, flow)
}

// outcome is what came of a flow, for a browser that asks later.
type outcome struct {
	Connected *Connected `json:"connected,omitempty"`
	Problem   *Error     `json:"problem,omitempty"`
}

// wooSettle connects when both the browser and the key are here, once.
func (f *Flows) wooSettle(ctx context.Context, flow table.Flow) (Step, error) {
	if len(flow.Outcome) > 0 {
		return told(flow)
	}
	if len(flow.Sealed) == 0 || !flow.Used.IsZero() {
		return Step{Waiting: true}, nil
	}
	if _, err := f.use(ctx, flow); err != nil {
		return Step{Waiting: true}, nil //nolint:nilerr // the other of the two is at it just now
	}
	c, err := f.unsealCame(ctx, flow)
	var connected Connected
	if err == nil {
		connected, err = f.finish(ctx, flow, c)
	}
	out := outcome{Connected: &connected}
	if err != nil {
		out = outcome{Problem: problemOf(err)}
	}
	raw, jsonErr := json.Marshal(out)
	if jsonErr == nil {
		_, jsonErr = f.Table.UpdateFlow(context.WithoutCancel(ctx), flow.Merchant, flow.ID, func(fl *table.Flow) error {
			fl.Outcome, fl.Sealed = raw, nil
			return nil
		})
	}
	if jsonErr != nil {
		f.Log.WarnContext(ctx, "connect.outcome_not_kept", "merchant", flow.Merchant, "err", jsonErr.Error())
	}
	return done(connected, err)
}

func told(flow table.Flow) (Step, error) {
	var out outcome
	if err := json.Unmarshal(flow.Outcome, &out); err != nil || out.Connected == nil && out.Problem == nil {
		return Step{}, usedState()
	}
	if out.Problem != nil {
		return Step{}, out.Problem
	}
	return Step{Done: out.Connected}, nil
}

// WooKey connects a store by a REST key given by hand.
func (f *Flows) WooKey(ctx context.Context, a Actor, typed, target, key, secret string) (Connected, error) {
	address, err := f.wooAddress(typed)
	if err != nil {
		return Connected{}, err
	}
	key, secret = strings.TrimSpace(key), strings.TrimSpace(secret)
	if !strings.HasPrefix(key, "ck_") || !strings.HasPrefix(secret, "cs_") || subtle.ConstantTimeCompare([]byte(key), []byte(secret)) == 1 {
		return Connected{}, problem(http.StatusUnprocessableEntity, "invalid_key", "Give a REST key (ck_...) with its secret (cs_...), with permission to read and write. WooCommerce makes one under Settings, Advanced, REST API.")
	}
	return f.wooProven(ctx, a, target, address, key, secret)
}

// wooProven proves a key by calls to the very address that was agreed on, and connects the store.
func (f *Flows) wooProven(ctx context.Context, a Actor, target, address, key, secret string) (Connected, error) {
	client, err := woocommerce.NewClient(woocommerce.Config{Address: address, Key: key, Secret: secret, HTTP: f.WooHTTP, Now: f.Now})
	if err != nil {
		return Connected{}, problem(http.StatusUnprocessableEntity, "invalid_address", "Give the store's public https address, such as https://shop.example.com.").because(err)
	}
	if err := client.Prove(ctx); err != nil {
		return Connected{}, storeProblem(err)
	}
	learned, err := json.Marshal(woocommerce.Learned{Access: client.Access()})
	if err != nil {
		return Connected{}, storeProblem(err)
	}
	c := shop.Credentials{Key: key, Secret: secret}
	s, again, err := f.link(ctx, a, target, proven{
		platform: order.WooCommerce, outside: woocommerce.Outside(address), address: address, name: woocommerce.Outside(address),
		credentials: c, settings: map[string]string{shop.SettingLearned: string(learned)},
	})
	if err != nil {
		return Connected{}, err
	}
	bound, err := f.client(s, c)
	if err != nil {
		return Connected{}, err
	}
	return f.conclude(ctx, s, again, bound, nil, func(ctx context.Context) ([]Finding, map[string]string) {
		return f.wooFound(ctx, s, client)
	})
}
