package pages_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/decider"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/pages"
	"onward/shared/plan"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// world is the pages over a table in memory, with the real decider, and orders in every state.
type world struct {
	t       *testing.T
	desk    *desk.Desk
	table   *table.Table
	decider *decider.Decider
	engine  *counted
	server  *httptest.Server
	log     *log
	now     time.Time
	known   map[order.Key]order.Order
	owner   desk.Actor
	token   string
	store   string
	account string
}

type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type sender struct{}

func (sender) Send(context.Context, ...queue.Message) error { return nil }

type vault struct{}

func (vault) Seal(context.Context, string, string, []byte) ([]byte, error) {
	return []byte("sealed"), nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, log: &log{}, known: map[order.Key]order.Order{}, now: time.Now().UTC().Truncate(time.Second)}
	clock := func() time.Time { return w.now }
	w.engine = &counted{Engine: memory.New(nil)}
	w.table = table.New(w.engine)
	policies := settings.New(w.table, settings.Options{TimeScale: 1, Now: clock})
	w.decider = decider.New(w.table, policies, clock)
	logger := slog.New(slog.NewTextHandler(w.log, nil))
	w.desk = desk.New(desk.Deps{
		Table: w.table, Decider: w.decider, Policies: policies, Sender: sender{}, Vault: vault{},
		Plans: map[order.Supplier]plan.Plan{order.AliExpress: plan.AliExpress(1)}, Pepper: []byte("p"), Now: clock, Log: logger,
	})
	sessions := pages.NewSessions(w.desk, []byte("key"), clock)
	w.server = httptest.NewServer(pages.New(pages.Deps{Desk: w.desk, Sessions: sessions, Now: clock, Log: logger}))
	t.Cleanup(w.server.Close)
	_, token, err := w.desk.CreateMerchant(t.Context(), desk.Actor{Role: desk.Deployment}, desk.NewMerchant{ID: "lumen", Name: "Lumen & Co"})
	require.NoError(t, err)
	w.token = token.Secret
	w.owner, err = w.desk.Authenticate(t.Context(), w.token)
	require.NoError(t, err)
	return w
}

// connect adds a store, an account, and a mapping.
func (w *world) connect() {
	w.t.Helper()
	ctx := w.t.Context()
	now := w.now
	w.now = now.Add(-40 * 24 * time.Hour) // orders are younger than the connection
	s, err := w.desk.AddStore(ctx, w.owner, desk.NewStore{Platform: order.Shopify, Name: "Lumen Lamps", Shop: "lumen.myshopify.com", Credentials: desk.Credentials{Access: "x"}})
	require.NoError(w.t, err)
	k, err := w.desk.AddAccount(ctx, w.owner, desk.NewAccount{Supplier: order.AliExpress, Name: "Main buyer", Tokens: desk.Tokens{Access: "x", Refresh: "y", RefreshUntil: now.Add(6 * 24 * time.Hour)}})
	require.NoError(w.t, err)
	w.store, w.account = s.ID, k.ID
	w.now = now
	w.map_("v1", "Opal pendant lamp", "1005006113846072")
}

func (w *world) map_(variant, title, product string) {
	w.t.Helper()
	_, err := w.desk.PutMapping(w.t.Context(), w.owner, w.store, variant, desk.NewMapping{
		Title: title, SKU: "OP-" + variant,
		Components: []desk.Component{{Supplier: order.AliExpress, Account: w.account, Product: product, SKU: "12000035812345678", Quantity: 1}},
	})
	require.NoError(w.t, err)
}

// bring has the store say an order, so many hours ago.
func (w *world) bring(id string, hours int, change ...func(*order.Snapshot)) order.Key {
	w.t.Helper()
	key := order.Key{Merchant: "lumen", Store: w.store, ID: id}
	at := w.now.Add(-time.Duration(hours) * time.Hour)
	s := order.Snapshot{
		ID: id, Name: "#" + id, CreatedAt: at, UpdatedAt: at, Payment: order.Paid, Currency: "EUR",
		Total: order.Money{Amount: decimal.RequireFromString("89.90"), Currency: "EUR"}, Email: "jo@example.com",
		ShipTo: order.Address{Name: "Jo Doe", Line1: "Main St 1", City: "Berlin", Province: "BE", ProvinceName: "Berlin", Postcode: "10115", Country: "DE", Phone: "3012345"},
		Lines:  []order.SnapshotLine{{ID: "l1", Title: "Opal pendant lamp", Options: "White / 30 cm", SKU: "OP-30", Product: "p1", Variant: "v1", Quantity: 2}},
	}
	for _, c := range change {
		c(&s)
	}
	_, err := w.decider.ApplyNew(w.t.Context(), key, order.Shopify, order.StoreSaid{Snapshot: s, Source: "webhook"})
	require.NoError(w.t, err)
	w.project(key)
	return key
}

func (w *world) apply(key order.Key, e order.Event) order.Order {
	w.t.Helper()
	r, err := w.decider.Apply(w.t.Context(), key, e)
	require.NoError(w.t, err)
	w.project(key)
	return r.Order
}

func (w *world) project(key order.Key) {
	w.t.Helper()
	o, err := w.table.Load(w.t.Context(), key)
	require.NoError(w.t, err)
	before, ok := w.known[key]
	if !ok {
		before = order.Order{Key: key}
	}
	require.NoError(w.t, project.New(w.table).Refresh(w.t.Context(), []order.Order{before}, o))
	w.known[key] = o
}

// answer has the supplier answer the purchase of an order.
func (w *world) answer(key order.Key, a order.PlaceAnswered) {
	w.t.Helper()
	o := w.apply(key, order.Place{By: "Kim"})
	a.Effect, a.Attempt = o.Effects[len(o.Effects)-1].ID, 1
	w.apply(key, order.Claimed{Effect: a.Effect})
	w.apply(key, a)
}

func (w *world) said(key order.Key, r order.Report) {
	w.t.Helper()
	w.apply(key, order.SupplierSaid{Purchase: w.known[key].Purchases[0].ID, Report: r})
}

// tell confirms what the store is to be told.
func (w *world) tell(key order.Key, outcome order.TellOutcome, reason string, numbers ...string) {
	w.t.Helper()
	o := w.known[key]
	for _, e := range o.Effects {
		if e.Kind == order.EffectTell {
			w.apply(key, order.Claimed{Effect: e.ID})
			w.apply(key, order.TellAnswered{Effect: e.ID, Attempt: e.Attempt + 1, Outcome: outcome, Numbers: numbers, Reason: reason, OutsideIDs: []string{"900"}})
		}
	}
}

// populate makes orders in every tab.
func (w *world) populate() {
	w.t.Helper()
	created := func(number string) order.PlaceAnswered {
		return order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{number}}
	}
	for i := range 12 {
		w.bring(strconv.Itoa(1100+i), i)
	}
	w.bring("1090", 14, func(s *order.Snapshot) {
		s.Lines[0].Variant, s.Lines[0].Title, s.Lines[0].SKU = "v9", "Linen lampshade", "LS-40"
		s.ShipTo.Country = "FR"
	})
	w.bring("1089", 15, func(s *order.Snapshot) { s.Payment = order.Unpaid })
	w.bring("1088", 16, func(s *order.Snapshot) { s.Risk = "high" })
	unpaid := w.bring("1080", 30)
	w.answer(unpaid, created("8190000000000080"))
	w.said(unpaid, order.Report{ID: "8190000000000080", Stage: order.StagePlaced, Status: "PLACE_ORDER_SUCCESS", PayBy: w.now.Add(20 * time.Hour), Amount: order.Money{Amount: decimal.RequireFromString("21.40"), Currency: "USD"}})
	paid := w.bring("1070", 60)
	w.answer(paid, created("8190000000000070"))
	w.said(paid, order.Report{ID: "8190000000000070", Stage: order.StagePaid, Status: "WAIT_SELLER_SEND_GOODS", PaidAt: w.now.Add(-50 * time.Hour)})
	shipped := w.bring("1060", 120)
	w.answer(shipped, created("8190000000000060"))
	w.said(shipped, order.Report{ID: "8190000000000060", Stage: order.StageShipped, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "LP00600000000060", Carrier: "Cainiao"}}})
	done := w.bring("1050", 300)
	w.answer(done, created("8190000000000050"))
	w.said(done, order.Report{ID: "8190000000000050", Stage: order.StageShipped, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "LP00500000000050", Carrier: "Cainiao", URL: "https://global.cainiao.com/detail.htm?mailNoList=LP00500000000050", FirstScan: w.now.Add(-200 * time.Hour)}}})
	w.tell(done, order.TellDone, "", "LP00500000000050")
	w.said(done, order.Report{ID: "8190000000000050", Stage: order.StageShipped, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "RB123456785CN", Carrier: "China Post", FirstScan: w.now.Add(-200 * time.Hour)}}})
	w.tell(done, order.TellDone, "", "RB123456785CN")
	stuck := w.bring("1045", 200)
	w.answer(stuck, created("8190000000000045"))
	w.said(stuck, order.Report{ID: "8190000000000045", Stage: order.StageShipped, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "LP00450000000045"}}})
	w.tell(stuck, order.TellRefused, "The items are assigned to another app's location.")
	refused := w.bring("1040", 40)
	w.answer(refused, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailAddress, Message: "The province is not valid."})
	gone := w.bring("1041", 41)
	w.answer(gone, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock, Message: "INVENTORY_HOLD_ERROR"})
	unknown := w.bring("1042", 42)
	w.answer(unknown, order.PlaceAnswered{Outcome: order.PlaceRepeated})
	w.bring("1030", 500, func(s *order.Snapshot) { s.Cancelled = true })
}

func (w *world) key(id string) order.Key { return order.Key{Merchant: "lumen", Store: w.store, ID: id} }

// work does the newest job as the function would.
func (w *world) work() {
	w.t.Helper()
	jobs, _, err := w.table.Jobs(w.t.Context(), "lumen", "", 1)
	require.NoError(w.t, err)
	require.Len(w.t, jobs, 1)
	w.workOn("lumen", jobs[0].ID)
	for key := range w.known {
		w.project(key)
	}
}

// workOn does a job as the function would.
func (w *world) workOn(merchant, id string) {
	w.t.Helper()
	stage := job.New(job.Deps{
		Jobs: w.table, Workers: job.Workers(job.Work{Table: w.table, Decider: w.decider, Sender: sender{}, Now: func() time.Time { return w.now }}),
		Lease: time.Minute, Owner: func() string { return "test" }, Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	})
	for {
		err := stage.Do(w.t.Context(), queue.Job{Merchant: merchant, ID: id})
		wait, snoozed := outcome.AsSnooze(err)
		if !snoozed {
			require.NoError(w.t, err)
			break
		}
		w.now = w.now.Add(wait)
	}
}
