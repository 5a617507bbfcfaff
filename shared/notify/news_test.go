package notify_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/notify"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/tabletest"
)

// sent takes the news out of the queue.
func (b *bench) sent() []queue.Notify {
	b.t.Helper()
	var out []queue.Notify
	for b.net.Pending(queue.KindNotify) > 0 {
		b.net.MaxReceives = 5
		out = append(out, b.take()...)
	}
	return out
}

func TestChangesOfOrdersAreTold(t *testing.T) {
	t.Parallel()
	key := order.Key{Merchant: merchant, Store: "s1", ID: "1001"}
	snapshot := order.Snapshot{
		ID: "1001", Name: "#1001", Payment: order.Paid, Email: "buyer@example.com", UpdatedAt: time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC),
		CreatedAt: time.Date(2027, 3, 1, 7, 0, 0, 0, time.UTC),
		ShipTo:    order.Address{Name: "Maria Souza", Line1: "Rua das Flores 120", City: "Campinas", Country: "BR"},
		Lines: []order.SnapshotLine{
			{ID: "l1", Variant: "v1", Kind: order.Physical, Quantity: 2}, {ID: "l2", Variant: "v1", Kind: order.Physical, Quantity: 1},
		},
	}
	b := newBench(t)
	r := newReceiver(t, 200)
	b.add(r.URL)
	h := notify.NewHerald(b.table, b.net, b.now)
	first, _, err := order.Decide(order.New(key, order.Shopify), order.DefaultPolicy(), order.StoreSaid{Snapshot: snapshot}, b.now())
	require.NoError(t, err)
	require.NoError(t, h.Follow(t.Context(), nil, first))
	news := b.sent()
	require.Len(t, news, 2)
	require.Equal(t, notify.EventMoved, news[0].Event)
	require.JSONEq(t, `{"store":"s1","order":"1001","name":"#1001","version":1,"moves":[{"to":"awaiting_order","units":3}],"tabs":["awaiting_order"]}`, string(news[0].Data))
	require.Equal(t, notify.EventAttention, news[1].Event)
	require.JSONEq(t, `{"store":"s1","order":"1001","name":"#1001","version":1,"codes":["unmapped"]}`, string(news[1].Data))
	for _, n := range news {
		for _, word := range []string{"Maria", "Flores", "buyer@"} {
			require.NotContains(t, string(n.Data), word)
		}
	}

	require.NoError(t, h.Follow(t.Context(), nil, first), "the stream repeats itself")
	again := b.sent()
	require.Equal(t, news[0].ID, again[0].ID)
	require.NotEqual(t, news[0].ID, news[1].ID)

	held, _, err := order.Decide(first, order.DefaultPolicy(), order.SetHold{On: true}, b.now().Add(time.Hour))
	require.NoError(t, err)
	require.NoError(t, h.Follow(t.Context(), &first, held))
	require.Empty(t, b.sent(), "nothing moved, nothing asks for a person")

	imported := first
	imported.Store.Imported = true
	require.NoError(t, h.Follow(t.Context(), nil, imported))
	require.Empty(t, b.sent(), "history is no news")
	parked := held
	parked.Version++
	require.NoError(t, h.Follow(t.Context(), &held, parked))
	require.Empty(t, b.sent(), "it left no entry")
}

// TestTheStreamsNewsAreMadeUpFor has wake meet an order that the stream has not dealt with.
func TestTheStreamsNewsAreMadeUpFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.add(newReceiver(t, 200).URL)
	began := b.now()
	h := notify.NewHerald(b.table, b.net, b.now)
	kept := decider.New(b.table, settings.New(b.table, settings.Options{TimeScale: 1, Now: b.now}), b.now)
	key := order.Key{Merchant: merchant, Store: "s1", ID: "1001"}
	snapshot := order.Snapshot{
		ID: "1001", Name: "#1001", Payment: order.Unpaid, UpdatedAt: began, CreatedAt: began,
		ShipTo: order.Address{Name: "Maria Souza", Line1: "Rua das Flores 120", City: "Campinas", Country: "BR"},
		Lines:  []order.SnapshotLine{{ID: "l1", Variant: "v1", Kind: order.Physical, Quantity: 2}},
	}
	_, err := kept.ApplyNew(t.Context(), key, order.Shopify, order.StoreSaid{Snapshot: snapshot})
	require.NoError(t, err)
	b.pass(time.Minute)
	snapshot.Payment, snapshot.UpdatedAt = order.Paid, b.now()
	r, err := kept.Apply(t.Context(), key, order.StoreSaid{Snapshot: snapshot})
	require.NoError(t, err)

	rows := project.New(b.table, h)
	require.NoError(t, rows.CatchUp(t.Context(), r.Order))
	made := b.sent()
	require.Len(t, made, 3)
	require.JSONEq(t, `{"store":"s1","order":"1001","name":"#1001","version":1,"moves":[{"to":"pending","units":2}],"tabs":["awaiting_order"]}`, string(made[0].Data))
	require.Contains(t, string(made[1].Data), `"from":"pending","to":"awaiting_order"`)
	require.Equal(t, notify.EventAttention, made[2].Event)
	require.NoError(t, rows.CatchUp(t.Context(), r.Order))
	require.Empty(t, b.sent(), "once the rows are right nothing is missing")

	require.NoError(t, h.Follow(t.Context(), nil, r.Order), "the stream comes after all")
	late := b.sent()
	require.Len(t, late, 2)
	require.Equal(t, []string{made[1].ID, made[2].ID}, []string{late[0].ID, late[1].ID}, "it is known again")

	b.pass(time.Second)
	b.add(newReceiver(t, 200).URL)
	b.pass(2 * time.Minute)
	require.NoError(t, h.CatchUp(t.Context(), r.Order))
	for _, n := range b.sent() {
		require.NotEqual(t, b.endpoint, n.Endpoint, "a new endpoint begins with what happens from then on")
	}
	b.pass(8 * 24 * time.Hour)
	require.NoError(t, h.CatchUp(t.Context(), r.Order))
	require.Empty(t, b.sent(), "what is long over is told nobody")
}

func TestNobodyIsTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := notify.NewHerald(b.table, b.net, b.now)
	o := tabletest.Sample(order.Key{Merchant: merchant, Store: "s1", ID: "1001"}, 1, 0)
	require.NoError(t, h.Follow(t.Context(), nil, o))
	o.Key.Merchant = "unknown"
	require.NoError(t, h.Follow(t.Context(), nil, o))
	require.NoError(t, h.JobOver(t.Context(), table.Job{Merchant: merchant, ID: "j1", State: table.JobDone}))
	require.Empty(t, b.sent())
}

func TestJobIsTold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.add(newReceiver(t, 200).URL)
	h := notify.NewHerald(b.table, b.net, b.now)
	require.NoError(t, h.JobOver(t.Context(), table.Job{
		Merchant: merchant, ID: "j1", Kind: "place", State: table.JobDone, Done: 3, Results: map[string]int{"done": 3}, Finished: b.now(),
		Problems: []table.JobProblem{{Subject: "s1/1", Problem: "text"}},
	}))
	require.JSONEq(t, `{"job":"j1","kind":"place","state":"done","done":3,"results":{"done":3}}`, string(b.sent()[0].Data))
}

func TestConnectionsInTrouble(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	b.add(newReceiver(t, 200).URL)
	require.NoError(t, b.table.CreateStore(ctx, table.Store{Merchant: merchant, ID: "s1", Name: "Lamps", Platform: order.WooCommerce}))
	require.NoError(t, b.table.CreateAccount(ctx, table.Account{Merchant: merchant, ID: "a1", Supplier: order.AliExpress}))
	b.round()
	require.Empty(t, b.sent())

	health := func(code string) {
		_, err := b.table.UpdateStore(ctx, merchant, "s1", func(s *table.Store) error {
			s.Health = table.Health{}
			if code != "" {
				s.Health = table.Health{Code: code, Since: b.now(), ToDo: "Connect it again."}
			}
			return nil
		})
		require.NoError(t, err)
	}
	health("unauthorized")
	b.round()
	news := b.sent()
	require.Len(t, news, 1)
	require.Equal(t, notify.EventTrouble, news[0].Event)
	require.JSONEq(t, `{"kind":"store","id":"s1","name":"Lamps","on":"woocommerce","code":"unauthorized","to_do":"Connect it again."}`, string(news[0].Data))
	b.pass(5 * time.Minute)
	b.round()
	require.Empty(t, b.sent(), "told once")
	health("firewall")
	b.round()
	require.Len(t, b.sent(), 1, "another trouble is news")
	health("")
	b.round()
	require.Equal(t, notify.EventWell, b.sent()[0].Event)
	b.round()
	require.Empty(t, b.sent())
	health("disconnected")
	b.round()
	require.Empty(t, b.sent(), "the merchant did it")
}

func TestDigestAtTheMerchantsHour(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	hour := 8
	b.add(newReceiver(t, 200).URL, notify.EventDigest)
	_, err := b.table.UpdateMerchant(ctx, merchant, func(m *table.Merchant) error {
		m.TimeZone, m.Notify.DigestHour = "America/Sao_Paulo", &hour
		return nil
	})
	require.NoError(t, err)
	require.NoError(t, b.table.CreateAccount(ctx, table.Account{
		Merchant: merchant, ID: "a1", Supplier: order.AliExpress, ConsentUntil: b.now().Add(5 * 24 * time.Hour),
		Health: table.Health{Code: "consent_needed", ToDo: "Consent anew."},
	}))
	for id, state := range map[string]order.State{"1": order.Failed, "2": order.AwaitingPayment, "3": order.AwaitingPayment} {
		o := tabletest.Sample(order.Key{Merchant: merchant, Store: "s1", ID: id}, 1, 0)
		o.Portions[0].State = state
		if id != "3" {
			o.Attention = []order.Attention{{Code: order.AttentionUnpaid}}
		}
		require.NoError(t, project.New(b.table).Refresh(ctx, nil, o))
	}
	// It is 6 in the morning in São Paulo; the last digest would have been yesterday at 8.
	b.round()
	require.Empty(t, b.sent())
	b.pass(2*time.Hour + time.Minute)
	b.round()
	news := b.sent()
	require.Len(t, news, 1)
	require.Equal(t, notify.EventDigest, news[0].Event)
	var d notify.Digest
	require.NoError(t, json.Unmarshal(news[0].Data, &d))
	require.Equal(t, "2027-03-01", d.Day)
	require.Equal(t, notify.OrderCount{Orders: 1}, d.Failed)
	require.Equal(t, notify.OrderCount{Orders: 2}, d.AwaitingPayment)
	require.Equal(t, notify.OrderCount{Orders: 2}, d.Attention)
	require.Len(t, d.Orders, 2)
	require.Equal(t, map[string]int{"unpaid_near_deadline": 2}, d.Asks)
	require.Equal(t, []order.AttentionCode{order.AttentionUnpaid}, d.Orders[0].Codes)
	require.Len(t, d.Connections, 1)
	require.Len(t, d.Consents, 1)
	b.pass(5 * time.Minute)
	b.round()
	require.Empty(t, b.sent(), "once a day")
	b.pass(24 * time.Hour)
	b.round()
	require.Len(t, b.sent(), 1)
	b.pass(28 * time.Hour)
	b.round()
	require.Empty(t, b.sent(), "four hours late is too late")
}

func TestRoundGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.table.CreateMerchant(t.Context(), table.Merchant{ID: "a-broken", Notify: table.Notify{Endpoints: []table.Endpoint{{ID: "e1", URL: "https://example.com/"}}}}))
	b.add(newReceiver(t, 200).URL)
	require.NoError(t, b.table.CreateStore(t.Context(), table.Store{Merchant: merchant, ID: "s1", Health: table.Health{Code: "locked"}}))
	rounds := notify.NewRounds(brokenBook{b.table}, b.net, b.now, discard())
	require.ErrorIs(t, rounds.Do(t.Context()), errBroken)
	require.Len(t, b.sent(), 1)
}

func TestEndpointsInTroubleAreToldToTheOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := b.add(newReceiver(t, 200).URL, notify.EventTrouble, notify.EventWell)
	gone := b.add(newReceiver(t, http.StatusGone).URL, notify.EventJob)
	b.send("n1", notify.EventJob)
	b.deliver()
	b.round()
	news := b.sent()
	require.Len(t, news, 1)
	require.Equal(t, other, news[0].Endpoint)
	require.Contains(t, string(news[0].Data), `"kind":"endpoint","id":"`+gone+`"`)
	_, err := b.endpoints.Resume(t.Context(), merchant, gone)
	require.NoError(t, err)
	b.round()
	require.Equal(t, notify.EventWell, b.sent()[0].Event)
}

func TestHourOfADigest(t *testing.T) {
	t.Parallel()
	hour := 2
	m := table.Merchant{TimeZone: "Europe/Berlin", Notify: table.Notify{DigestHour: &hour}}
	for _, x := range []struct{ now, last, next string }{
		{"2027-03-27T12:00:00Z", "2027-03-27T01:00:00Z", "2027-03-28T01:00:00Z"}, // there is no 2 o'clock on the 28th: the clock goes on to 3
		{"2027-03-28T12:00:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z"},
		{"2027-03-30T00:00:00Z", "2027-03-30T00:00:00Z", "2027-03-31T00:00:00Z"},
		{"2027-03-29T23:59:59Z", "2027-03-29T00:00:00Z", "2027-03-30T00:00:00Z"},
		{"2027-12-31T23:30:00Z", "2027-12-31T01:00:00Z", "2028-01-01T01:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, x.now)
		require.NoError(t, err)
		require.Equal(t, x.last, notify.LastHour(m, now).UTC().Format(time.RFC3339), x.now)
		require.Equal(t, x.next, notify.NextHour(m, now).UTC().Format(time.RFC3339), x.now)
	}
	m.Notify.DigestHour = nil
	require.Zero(t, notify.NextHour(m, time.Now()))
}

var errBroken = errors.New("broken")
