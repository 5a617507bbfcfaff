package connect_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/queue/queuetest"
	"onward/shared/settings"
	"onward/shared/table"
)

const operatorToken = "the-operators-own"

// byHand is the API before the same flows, for those who have no browser. It answers the status, the code of a refusal
// and the store.
func (w *world) byHand() func(token, path string, body map[string]any) (status int, code string, s desk.Store) {
	w.t.Helper()
	policies := settings.New(w.table, settings.Options{TimeScale: 1, Now: w.clock})
	sum := sha256.Sum256([]byte(operatorToken))
	log := slog.New(slog.DiscardHandler)
	handler := api.New(api.Deps{
		Desk: desk.New(desk.Deps{
			Table: w.table, Decider: decider.New(w.table, policies, w.clock), Policies: policies, Sender: queuetest.New(1, w.clock, queuetest.Faults{}),
			Vault: w.vault, Connector: w.flows, Pepper: []byte("pepper"), OperatorHash: hex.EncodeToString(sum[:]), Now: w.clock, Log: log,
		}),
		Requests: w.table, Now: w.clock, Log: log,
	})
	call := func(token, path string, body map[string]any) (int, []byte) {
		raw, err := json.Marshal(body)
		require.NoError(w.t, err)
		r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, path, bytes.NewReader(raw))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		return rec.Code, rec.Body.Bytes()
	}
	tokens := map[string]string{"operator": operatorToken}
	for _, m := range []string{alice, bob} {
		status, raw := call(operatorToken, "/v1/operator/merchants/"+m+"/tokens", map[string]any{"name": "Kim", "role": "owner"})
		require.Equal(w.t, http.StatusCreated, status, string(raw))
		var made struct {
			Secret string `json:"secret"`
		}
		require.NoError(w.t, json.Unmarshal(raw, &made))
		tokens[m] = made.Secret
	}
	return func(who, path string, body map[string]any) (status int, code string, s desk.Store) {
		status, raw := call(tokens[who], path, body)
		var refused struct {
			Type string `json:"type"`
		}
		require.NoError(w.t, json.Unmarshal(raw, &refused))
		require.NoError(w.t, json.Unmarshal(raw, &s))
		return status, refused.Type, s
	}
}

func TestWixByHandTakesWhatWixSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post := w.byHand()
	wixStore := func(instance string) map[string]any {
		return map[string]any{"platform": "wix", "shop": wixSite, "name": "Candles", "credentials": map[string]any{"instance": instance}}
	}
	status, _, _ := post(alice, "/v1/stores", wixStore(signedSite(wixSite)))
	require.Equal(t, http.StatusUnprocessableEntity, status, "the app is not in the site, whatever is signed")
	w.wix.Install(wixSite, "")
	for name, instance := range map[string]string{
		"nothing": "", "another site's": signedSite(wixCopy), "another app's": signed(`{"instanceId":"`+wixSite+`"}`, "other"),
	} {
		status, _, _ := post(alice, "/v1/stores", wixStore(instance))
		require.Contains(t, []int{http.StatusConflict, http.StatusForbidden, http.StatusUnauthorized}, status, name)
	}
	w.none(alice)
	status, _, s := post(alice, "/v1/stores", wixStore(signedSite(wixSite)))
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, order.Wix, s.Platform)
	require.Equal(t, "Candles", s.Name)
	require.NotEmpty(t, s.Findings)
	require.Equal(t, wixSite, w.only(alice).Outside)
	status, code, _ := post(bob, "/v1/stores", wixStore(signedSite(wixSite)))
	require.Equal(t, http.StatusConflict, status)
	require.Equal(t, "urn:onward:problem:shop_taken", code)
}

func TestWixByTheOperatorsWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post := w.byHand()
	body := map[string]any{"platform": "wix", "shop": wixSite, "name": "Candles"}
	path := "/v1/operator/merchants/" + alice + "/stores"
	status, _, _ := post("operator", path, body)
	require.Equal(t, http.StatusUnprocessableEntity, status, "the app is not in the site")
	w.wix.Install(wixSite, "")
	status, _, _ = post(bob, path, body)
	require.Equal(t, http.StatusForbidden, status, "a merchant can't vouch, not even for himself")
	status, _, _ = post("operator", "/v1/operator/merchants/nobody/stores", body)
	require.Equal(t, http.StatusNotFound, status)
	status, _, s := post("operator", path, body)
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, "Candles", s.Name)
	require.Equal(t, s.ID, w.only(alice).ID)
	policy, err := w.table.Policy(t.Context(), alice, s.ID)
	require.NoError(t, err)
	require.Equal(t, w.clock(), policy.Policy.NotBefore, "what was ordered before is shown, not bought")
	route, err := w.table.Route(t.Context(), table.StoreRoute(order.Wix), wixSite)
	require.NoError(t, err)
	require.Equal(t, alice, route.Merchant)
	status, code, _ := post("operator", "/v1/operator/merchants/"+bob+"/stores", body)
	require.Equal(t, http.StatusConflict, status)
	require.Equal(t, "urn:onward:problem:shop_taken", code)
}
