package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/order"
	"onward/shared/safedial"
	"onward/shared/store"
	"onward/shared/store/storetest"
	woo "onward/shared/store/woocommerce"
)

func TestStoreSeam(t *testing.T) {
	t.Parallel()
	for way, set := range ways() {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) storetest.Shop { t.Helper(); return newSeamShop(t, way, set) })
		})
	}
}

// seamShop is a simulated WooCommerce store, with one way of recording shipments, for the suite of all platforms.
type seamShop struct {
	*shop

	way   woo.Way
	wire  *storetest.Wire
	store *woo.Store
	inbox *storetest.Inbox
}

func newSeamShop(t *testing.T, way woo.Way, set func(*sim.Settings)) *seamShop {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	platform := sim.New(sim.Options{Seed: 5, Now: c.Now})
	server := httptest.NewServer(platform)
	t.Cleanup(server.Close)
	platform.SetBaseURL(server.URL)
	settings := sim.DefaultSettings()
	if set != nil {
		set(&settings)
	}
	s := &seamShop{
		shop: &shop{t: t, sim: platform, url: server.URL, access: platform.Configure(shopName, settings), clock: c}, way: way,
	}
	client := safedial.NewClient(safedial.Options{AllowLoopback: true})
	s.wire = &storetest.Wire{Base: client.Transport, Sort: s.sortCall, Replies: replies()}
	if way != woo.WayFulfilments {
		s.wire.Same = map[storetest.Call]storetest.Call{storetest.Change: storetest.Record}
	}
	client.Transport = s.wire
	var err error
	s.client, err = woo.NewClient(woo.Config{
		Address: s.access.Address, Key: s.access.Key, Secret: s.access.Secret, HTTP: client, Now: c.Now,
	})
	require.NoError(t, err)
	s.store = woo.NewStore(s.client, woo.Learned{}, c.Now)
	return s
}

var (
	oneOrder = regexp.MustCompile(`/wc/v3/orders/\d+$`)
	entries  = regexp.MustCompile(`/orders/\d+/(fulfillments|shipment-trackings|notes)$`)
)

// sortCall tells calls apart.
func (s *seamShop) sortCall(r *http.Request) storetest.Call {
	path := r.URL.Path
	if route := r.URL.Query().Get("rest_route"); route != "" {
		path = route
	}
	switch {
	case r.Method == http.MethodGet && oneOrder.MatchString(path):
		return storetest.Read
	case r.Method == http.MethodGet && strings.HasSuffix(path, "/wc/v3/orders"):
		return storetest.List
	case r.Method == http.MethodPut && oneOrder.MatchString(path):
		return storetest.Complete
	case r.Method == http.MethodDelete:
		return storetest.Remove
	case r.Method == http.MethodPut:
		return storetest.Change
	case r.Method == http.MethodPost && entries.MatchString(path):
		return storetest.Record
	}
	return ""
}

func replies() map[storetest.Trouble]storetest.Reply {
	said := func(status int, code string) storetest.Reply {
		return storetest.Reply{
			Status: status, Body: `{"code":"` + code + `","message":"Sorry, no.","data":{"status":` + strconv.Itoa(status) + `}}`,
		}
	}
	return map[storetest.Trouble]storetest.Reply{
		storetest.Unauthorized: said(http.StatusUnauthorized, "woocommerce_rest_authentication_error"),
		storetest.Forbidden:    said(http.StatusForbidden, "woocommerce_rest_cannot_edit"),
		storetest.Unpaid:       said(http.StatusPaymentRequired, "site_suspended"),
		storetest.Locked:       said(http.StatusLocked, "site_locked"),
	}
}

func (s *seamShop) Traits() storetest.Traits {
	mails := storetest.MailsOnComplete
	if s.way == woo.WayFulfilments || s.way == woo.WayNote {
		mails = storetest.MailsWhenAsked
	}
	return storetest.Traits{
		Platform: order.WooCommerce, Lines: s.way == woo.WayFulfilments, Mails: mails, Completes: true, Page: 50,
		Adds: s.way != woo.WayFulfilments && s.way != woo.WayNote, Keeps: s.way == woo.WayNote,
	}
}

func (s *seamShop) Client() store.Client  { return s.store }
func (s *seamShop) Pass(d time.Duration)  { s.clock.Add(d) }
func (s *seamShop) Now() time.Time        { return s.clock.Now() }
func (s *seamShop) Wire() *storetest.Wire { return s.wire }
func (s *seamShop) Secrets() []string {
	return []string{s.access.Key, s.access.Secret, "mary@example.com"}
}

func (s *seamShop) Buy(t *testing.T, units ...int) storetest.Bought {
	t.Helper()
	spec := sim.OrderSpec{Status: "processing", Country: "US"}
	goods := []string{"LAMP-1", "TS-M", "MUG-300"}
	for i, u := range units {
		spec.Lines = append(spec.Lines, sim.LineSpec{SKU: goods[i], Quantity: u})
	}
	return s.buy(t, spec)
}

func (s *seamShop) buy(t *testing.T, spec sim.OrderSpec) storetest.Bought {
	t.Helper()
	id, err := s.sim.Generate(shopName, spec)
	require.NoError(t, err)
	out := storetest.Bought{ID: strconv.Itoa(id)}
	for _, l := range s.view(t, out.ID).Order.LineItems {
		out.Lines = append(out.Lines, strconv.Itoa(l.ID))
	}
	return out
}

func (s *seamShop) Do(t *testing.T, id string, a storetest.Act) bool {
	t.Helper()
	s.t = t
	switch a.Do {
	case storetest.Cancel:
		s.do(http.MethodPost, "/orders/"+id+"/status", map[string]string{"status": "cancelled"})
	case storetest.Touch:
		s.do(http.MethodPost, "/orders/"+id+"/edit", map[string]any{"quantities": map[string]int{
			strconv.Itoa(s.view(t, id).Order.LineItems[0].ID): s.view(t, id).Order.LineItems[0].Quantity,
		}})
	case storetest.RefundMoney:
		s.do(http.MethodPost, "/orders/"+id+"/refund", map[string]any{"amount": a.Amount})
	case storetest.RefundUnits:
		lines := map[string]int{}
		for _, l := range a.Lines {
			lines[l.Line] = l.Units
		}
		s.do(http.MethodPost, "/orders/"+id+"/refund", map[string]any{"lines": lines})
	case storetest.RefundAll:
		s.do(http.MethodPost, "/orders/"+id+"/refund", map[string]any{"full": true})
	case storetest.Hold, storetest.Release:
		return false // an order on hold may be fulfilled
	}
	return true
}

func (s *seamShop) Mails(t *testing.T, id string) []string {
	t.Helper()
	s.t = t
	var out []string
	for _, m := range s.mails(id) {
		out = append(out, m.Subject+"\n"+m.Body)
	}
	return out
}

type viewed struct {
	Order struct {
		Status    string `json:"status"`
		LineItems []struct {
			ID       int `json:"id"`
			Quantity int `json:"quantity"`
		} `json:"line_items"`
	} `json:"order"`
	Fulfilments []struct {
		ID   int `json:"id"`
		Meta []struct {
			Key   string          `json:"key"`
			Value json.RawMessage `json:"value"`
		} `json:"meta_data"`
	} `json:"fulfilments"`
	Trackings []struct {
		ID     string `json:"tracking_id"`
		Number string `json:"tracking_number"`
	} `json:"trackings"`
	Notes []struct {
		ID   int    `json:"id"`
		Text string `json:"note"`
	} `json:"notes"`
}

func (s *seamShop) view(t *testing.T, id string) viewed {
	t.Helper()
	n, err := strconv.Atoi(id)
	require.NoError(t, err)
	var out viewed
	require.NoError(t, json.Unmarshal(s.sim.View(shopName, n), &out))
	return out
}
