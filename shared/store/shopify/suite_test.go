package shopify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/storetest"
)

func TestStoreSeam(t *testing.T) {
	t.Parallel()
	t.Run("one location", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) storetest.Shop { t.Helper(); return newSeamShop(t) })
	})
	t.Run("its other line elsewhere", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) storetest.Shop {
			t.Helper()
			s := newSeamShop(t, sim.LocationSpec{Name: "East"}, sim.LocationSpec{Name: "West"})
			s.places = []string{"East", "West", "East"}
			return s
		})
	})
}

const (
	seamDomain = "acme.myshopify.com"
	seamApp    = "onward-client"
	seamSecret = "app-secret"
)

// seamShop is a simulated Shopify shop for the suite of all platforms.
type seamShop struct {
	sim    *sim.Sim
	wire   *storetest.Wire
	client *shopify.Client
	token  string
	inbox  *storetest.Inbox
	// places are the locations of an order's lines; all at the first when empty.
	places []string

	mu  sync.Mutex
	now time.Time
}

func newSeamShop(t *testing.T, places ...sim.LocationSpec) *seamShop {
	t.Helper()
	s := &seamShop{now: time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC), inbox: storetest.NewInbox(t)}
	var err error
	s.sim, err = sim.New(sim.Options{Now: s.Now, AllowHTTP: true})
	require.NoError(t, err)
	server := httptest.NewServer(s.sim)
	t.Cleanup(server.Close)
	require.NoError(t, s.sim.CreateShop(sim.ShopSpec{Domain: seamDomain, Maximum: 100000, Restore: 10000, Locations: places}))
	require.NoError(t, s.sim.CreateApp(sim.AppSpec{
		ClientID: seamApp, ClientSecret: seamSecret, Scopes: append(shopify.WantedScopes(), "write_orders"), PrivacyURI: s.inbox.URL,
	}))
	in, err := s.sim.Install(seamDomain, sim.InstallSpec{ClientID: seamApp})
	require.NoError(t, err)
	s.token = in.Token
	s.wire = &storetest.Wire{Base: server.Client().Transport, Sort: sortCall, Replies: replies()}
	s.client, err = shopify.New(shopify.Config{
		Shop: seamDomain, BaseURL: server.URL + "/shops/{shop}", HTTP: &http.Client{Transport: s.wire}, Now: s.Now,
		Token: func(context.Context) (string, error) { return in.Token, nil },
	})
	require.NoError(t, err)
	return s
}

// sortCall tells calls apart by the name of the operation: all go to one address.
func sortCall(r *http.Request) storetest.Call {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	var in struct {
		OperationName string `json:"operationName"`
	}
	_ = json.Unmarshal(raw, &in) // what is no operation has no name
	switch in.OperationName {
	case "Order", "Held":
		return storetest.Read
	case "OrdersChanged":
		return storetest.List
	case "FulfilmentCreate":
		return storetest.Record
	case "TrackingUpdate":
		return storetest.Change
	}
	return ""
}

func replies() map[storetest.Trouble]storetest.Reply {
	out := map[storetest.Trouble]storetest.Reply{storetest.Throttle: {Status: http.StatusOK, Body: `{
		"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
		"extensions": {"cost": {"requestedQueryCost": 900, "actualQueryCost": null,
			"throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 200, "restoreRate": 100}}}}`}}
	for trouble, status := range map[storetest.Trouble]int{
		storetest.Unauthorized: http.StatusUnauthorized, storetest.Unpaid: http.StatusPaymentRequired,
		storetest.Forbidden: http.StatusForbidden, storetest.Locked: http.StatusLocked,
	} {
		out[trouble] = storetest.Reply{Status: status, Body: `{"errors":"` + http.StatusText(status) + `"}`}
	}
	return out
}

func (s *seamShop) Traits() storetest.Traits {
	const edge = "nobody's firewall stands before Shopify: its own edge answered, and it passes"
	return storetest.Traits{
		Platform: order.Shopify, Lines: true, Mails: storetest.MailsWhenAsked, Page: 20, Splits: len(s.places) > 0,
		Answers: map[storetest.Trouble]storetest.Answer{
			storetest.Page:      {Read: store.Temporary, Write: store.Unclear, Why: edge},
			storetest.PageAfter: {Read: store.Temporary, Write: store.Unclear, Why: edge},
		},
	}
}

func (s *seamShop) Client() store.Client  { return shopify.NewStore(s.client) }
func (s *seamShop) Wire() *storetest.Wire { return s.wire }
func (s *seamShop) Secrets() []string     { return []string{s.token, seamSecret, "example.com"} }

func (s *seamShop) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *seamShop) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *seamShop) Buy(t *testing.T, units ...int) storetest.Bought {
	t.Helper()
	var spec sim.OrderSpec
	for i, u := range units {
		l := sim.LineSpec{Quantity: u, Title: "Line " + string(rune('A'+i))}
		if i < len(s.places) {
			l.Location = s.places[i]
		}
		spec.Lines = append(spec.Lines, l)
	}
	made, err := s.sim.CreateOrder(seamDomain, spec)
	require.NoError(t, err)
	out := storetest.Bought{ID: made.ID}
	for _, l := range made.Lines {
		out.Lines = append(out.Lines, l.ID)
	}
	return out
}

func (s *seamShop) act(t *testing.T, id string, a sim.Action) sim.OrderView {
	t.Helper()
	view, err := s.sim.Do(seamDomain, id, a)
	require.NoError(t, err)
	return view
}

func (s *seamShop) Do(t *testing.T, id string, a storetest.Act) bool {
	t.Helper()
	switch a.Do {
	case storetest.Cancel:
		s.act(t, id, sim.Action{Do: "cancel"})
	case storetest.Hold:
		s.act(t, id, sim.Action{Do: "hold", Reason: "incorrect_address"})
	case storetest.Release:
		s.act(t, id, sim.Action{Do: "release"})
	case storetest.Touch:
		s.act(t, id, sim.Action{Do: "touch"})
	case storetest.RefundMoney:
		s.act(t, id, sim.Action{Do: "refund", Amount: a.Amount})
	case storetest.RefundUnits:
		s.act(t, id, sim.Action{Do: "refund", Lines: actionLines(a.Lines)})
	case storetest.RefundAll:
		view, err := s.sim.Order(seamDomain, id)
		require.NoError(t, err)
		s.act(t, id, sim.Action{Do: "refund", Amount: view.Total})
	}
	return true
}

func actionLines(lines []order.LineUnits) []sim.ActionLine {
	var out []sim.ActionLine
	for _, l := range lines {
		out = append(out, sim.ActionLine{Line: l.Line, Quantity: l.Units})
	}
	return out
}

func (s *seamShop) Ship(t *testing.T, id, number string, lines ...order.LineUnits) (string, bool) {
	t.Helper()
	a := sim.Action{Do: "fulfil", Lines: actionLines(lines)}
	if number != "" {
		a.Company, a.Numbers = "Other", []string{number}
	}
	made := s.act(t, id, a).Fulfilments
	return made[len(made)-1].ID, true
}

func (s *seamShop) Undo(t *testing.T, id, shipment string) bool {
	t.Helper()
	s.act(t, id, sim.Action{Do: "cancel_fulfilment", Fulfilment: shipment})
	return true
}

func (s *seamShop) Held(t *testing.T, id string) storetest.Held {
	t.Helper()
	view, err := s.sim.Order(seamDomain, id)
	require.NoError(t, err)
	out := storetest.Held{Cancelled: view.Cancelled}
	for _, f := range view.Fulfilments {
		if f.Status != "success" {
			continue
		}
		one := order.StoreFulfilment{ID: f.ID, Numbers: f.Numbers}
		for _, l := range view.Lines {
			if n := f.Lines[l.ID]; n > 0 {
				one.Lines = append(one.Lines, order.LineUnits{Line: l.ID, Units: n})
			}
		}
		out.Shipments = append(out.Shipments, one)
	}
	return out
}

func (s *seamShop) Mails(_ *testing.T, id string) []string {
	var out []string
	for _, m := range s.sim.Mails(seamDomain) {
		if m.OrderID == id {
			out = append(out, m.Kind+" "+strings.Join(m.Numbers, ", "))
		}
	}
	return out
}
