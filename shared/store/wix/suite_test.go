package wix_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/storetest"
	"onward/shared/store/wix"
)

func TestStoreSeam(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Shop { t.Helper(); return newSeamShop(t) })
}

// seamShop is a simulated Wix site for the suite of all platforms.
type seamShop struct {
	*sim.Sim
	clock *clock
	wire  *storetest.Wire
	store *wix.Store
	inbox *storetest.Inbox
	hooks *wix.Hooks
}

func newSeamShop(t *testing.T) *seamShop {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)}
	platform, err := sim.New(sim.Options{Key: appKey(), Sites: []string{siteA}, Seed: 11, Now: c.now, PerMinute: 2000})
	require.NoError(t, err)
	server := httptest.NewServer(platform)
	t.Cleanup(server.Close)
	s := &seamShop{Sim: platform, clock: c, wire: &storetest.Wire{
		Base: server.Client().Transport, Sort: sortCall, Replies: replies(),
	}}
	client, err := wix.New(wix.Config{
		BaseURL: server.URL, AppID: "app", AppSecret: "secret", HTTP: &http.Client{Transport: s.wire}, Now: c.now,
	})
	require.NoError(t, err)
	s.store = wix.NewStore(client.Site(siteA))
	s.hooks = wix.NewHooks(platform.PublicKey(), time.Minute, c.now)
	return s
}

func sortCall(r *http.Request) storetest.Call {
	switch {
	case strings.HasSuffix(r.URL.Path, "/create-fulfillment"):
		return storetest.Record
	case r.Method == http.MethodPatch:
		return storetest.Change
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/ecom/v1/orders/"):
		return storetest.Read
	case r.URL.Path == "/ecom/v1/orders/search":
		return storetest.List
	}
	return ""
}

func replies() map[storetest.Trouble]storetest.Reply {
	out := map[storetest.Trouble]storetest.Reply{}
	for trouble, status := range map[storetest.Trouble]int{
		storetest.Unauthorized: http.StatusUnauthorized, storetest.Unpaid: http.StatusPaymentRequired,
		storetest.Forbidden: http.StatusForbidden, storetest.Locked: http.StatusLocked,
	} {
		out[trouble] = storetest.Reply{Status: status, Body: `{"message":"` + http.StatusText(status) + `","details":{}}`}
	}
	return out
}

func (s *seamShop) Traits() storetest.Traits {
	const edge = "nobody's firewall stands before Wix: its own edge answered, and it passes"
	return storetest.Traits{
		Platform: order.Wix, Lines: true, Mails: storetest.MailsByItself, Page: wix.PageSize,
		Answers: map[storetest.Trouble]storetest.Answer{
			storetest.Page:      {Read: store.Temporary, Write: store.Unclear, Why: edge},
			storetest.PageAfter: {Read: store.Temporary, Write: store.Unclear, Why: edge},
			storetest.Wall:      {Read: store.Temporary, Write: store.Unclear, Why: edge},
		},
	}
}

func (s *seamShop) Client() store.Client  { return s.store }
func (s *seamShop) Pass(d time.Duration)  { s.clock.add(d) }
func (s *seamShop) Now() time.Time        { return s.clock.now() }
func (s *seamShop) Wire() *storetest.Wire { return s.wire }
func (s *seamShop) Secrets() []string     { return []string{"secret", "buyer@example.com"} }

func (s *seamShop) Buy(t *testing.T, units ...int) storetest.Bought {
	t.Helper()
	n := sim.NewOrder{Email: "buyer@example.com"}
	for _, u := range units {
		n.Items = append(n.Items, sim.Item{Quantity: u})
	}
	id, err := s.Sim.Buy(siteA, n)
	require.NoError(t, err)
	out := storetest.Bought{ID: id}
	for i := range units {
		out.Lines = append(out.Lines, "00000000-0000-0000-0000-00000000000"+string(rune('1'+i)))
	}
	return out
}

func (s *seamShop) Do(t *testing.T, id string, a storetest.Act) bool {
	t.Helper()
	switch a.Do {
	case storetest.Cancel:
		require.NoError(t, s.Cancel(siteA, id))
	case storetest.Touch:
		require.NoError(t, s.Edit(siteA, id, nil))
	case storetest.RefundMoney:
		require.NoError(t, s.Refund(siteA, id, a.Amount, false))
	case storetest.RefundAll:
		require.NoError(t, s.Refund(siteA, id, s.show(t, id).Order.PriceSummary.Total.Amount, false))
	case storetest.RefundUnits, storetest.Hold, storetest.Release:
		return false // refunds name no lines, and Wix holds nothing back
	}
	return true
}

func (s *seamShop) Ship(t *testing.T, id, number string, lines ...order.LineUnits) (string, bool) {
	t.Helper()
	by := map[string]int{}
	for _, l := range lines {
		by[l.Line] = l.Units
	}
	made, err := s.FulfilByHand(siteA, id, by, number, "Cainiao", "")
	require.NoError(t, err)
	return made, true
}

func (s *seamShop) Undo(t *testing.T, id, shipment string) bool {
	t.Helper()
	require.NoError(t, s.UnfulfilByHand(siteA, id, shipment))
	return true
}

type shown struct {
	Order struct {
		Status       string `json:"status"`
		PriceSummary struct {
			Total struct {
				Amount string `json:"amount"`
			} `json:"total"`
		} `json:"priceSummary"`
	} `json:"order"`
	Fulfillments []struct {
		ID        string `json:"id"`
		LineItems []struct {
			ID       string `json:"id"`
			Quantity int    `json:"quantity"`
		} `json:"lineItems"`
		TrackingInfo struct {
			TrackingNumber string `json:"trackingNumber"`
		} `json:"trackingInfo"`
	} `json:"fulfillments"`
}

func (s *seamShop) show(t *testing.T, id string) shown {
	t.Helper()
	raw, err := json.Marshal(s.Show(siteA, id))
	require.NoError(t, err)
	var out shown
	require.NoError(t, json.Unmarshal(raw, &out))
	return out
}

func (s *seamShop) Held(t *testing.T, id string) storetest.Held {
	t.Helper()
	now := s.show(t, id)
	out := storetest.Held{Cancelled: now.Order.Status == "CANCELED"}
	for _, f := range now.Fulfillments {
		one := order.StoreFulfilment{ID: f.ID}
		if f.TrackingInfo.TrackingNumber != "" {
			one.Numbers = strings.Split(f.TrackingInfo.TrackingNumber, ", ")
		}
		for _, l := range f.LineItems {
			one.Lines = append(one.Lines, order.LineUnits{Line: l.ID, Units: l.Quantity})
		}
		out.Shipments = append(out.Shipments, one)
	}
	return out
}

func (s *seamShop) Mails(_ *testing.T, id string) []string {
	var out []string
	for _, m := range s.Sim.Mails() {
		if m.Order == id {
			out = append(out, m.Number)
		}
	}
	return out
}
