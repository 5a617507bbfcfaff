package connect

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"onward/shared/table"
)

// The kinds of flow.
const (
	kindShopify     = "shopify"
	kindWooCommerce = "woocommerce"
	kindWix         = "wix"
	kindAliExpress  = "aliexpress"
)

// begin starts a flow and gives the state that travels: whose it is, and 32 random bytes of which only the hash is kept.
func (f *Flows) begin(ctx context.Context, a Actor, kind, shop, target string) (state string, err error) {
	secret := random()
	err = f.Table.CreateFlow(ctx, table.Flow{
		Merchant: a.Merchant, ID: hash(secret), Kind: kind, Shop: shop, Target: target, By: a.By, Until: f.Now().UTC().Add(flowLife),
	})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString([]byte(a.Merchant)) + "." + secret, nil
}

func unknownState() *Error {
	return problem(http.StatusBadRequest, "state_unknown", "This connection was not begun here, or it is of another kind. Begin again from Onward's stores page.")
}

func usedState() *Error {
	return problem(http.StatusConflict, "state_used", "This connection was finished already; a link works once. Begin again if the store is not there.")
}

// open finds the flow of a state that has come back.
func (f *Flows) open(ctx context.Context, kind, state string) (table.Flow, error) {
	name, secret, ok := strings.Cut(state, ".")
	merchant, err := base64.RawURLEncoding.DecodeString(name)
	if !ok || err != nil || len(state) > 300 {
		return table.Flow{}, unknownState()
	}
	flow, err := f.Table.Flow(ctx, string(merchant), hash(secret))
	switch {
	case errors.Is(err, table.ErrNotFound):
		return flow, unknownState()
	case err != nil:
		return flow, err
	case flow.Kind != kind && kind != "":
		return flow, unknownState()
	case !f.Now().Before(flow.Until):
		return flow, problem(http.StatusGone, "state_expired", "The connection took longer than half an hour. Begin again.")
	default:
		return flow, nil
	}
}

// use uses a flow up, once.
func (f *Flows) use(ctx context.Context, flow table.Flow) (table.Flow, error) {
	return f.Table.UpdateFlow(ctx, flow.Merchant, flow.ID, func(fl *table.Flow) error {
		if !fl.Used.IsZero() {
			return usedState()
		}
		fl.Used = f.Now().UTC()
		return nil
	})
}

// ask keeps what came back until the owner of a browser that is not signed in has confirmed it.
func (f *Flows) ask(ctx context.Context, flow table.Flow, came []byte) (confirm string, err error) {
	confirm = random()
	_, err = f.Table.UpdateFlow(ctx, flow.Merchant, flow.ID, func(fl *table.Flow) error {
		if !fl.Used.IsZero() || fl.Confirm != "" && came != nil {
			return usedState()
		}
		fl.Confirm = hash(confirm)
		if came != nil {
			fl.Sealed = came
		}
		return nil
	})
	return confirm, err
}

// foreign refuses a browser that is signed in as somebody else than the one who began.
func foreign(flow table.Flow, a Actor) error {
	if flow.Merchant == a.Merchant {
		return nil
	}
	return problem(http.StatusForbidden, "other_merchant", "Another account began this connection than the one signed in here. Sign in with the right account, and begin again.")
}

func fits(kept, given string) bool {
	return kept != "" && subtle.ConstantTimeCompare([]byte(kept), []byte(hash(given))) == 1
}

func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, as its documentation says
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// newID makes a short id that nobody can guess from another.
func newID(prefix string) string {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // never fails, as its documentation says
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
}
