package api_test

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/project"
	"onward/shared/queue"
)

// merchant makes a merchant and answers its owner's token.
func (b *bench) merchant(id string) string {
	b.t.Helper()
	var made api.CreatedMerchant
	b.must(operatorToken, "POST", "/v1/operator/merchants", map[string]any{"id": id, "name": strings.ToUpper(id)}, &made)
	return made.Token.Secret
}

// token makes a further token.
func (b *bench) token(owner, role string) string {
	b.t.Helper()
	var made desk.Token
	b.must(owner, "POST", "/v1/tokens", map[string]any{"name": role, "role": role}, &made)
	return made.Secret
}

// store connects a Shopify store.
func (b *bench) store(owner, shop string) desk.Store {
	b.t.Helper()
	var s desk.Store
	b.must(owner, "POST", "/v1/stores", map[string]any{
		"platform": "shopify", "name": "Lamps", "shop": shop, "credentials": map[string]any{"access": "shpat_1"},
	}, &s)
	return s
}

// account connects an AliExpress account.
func (b *bench) account(owner string) desk.Account {
	b.t.Helper()
	var k desk.Account
	b.must(owner, "POST", "/v1/accounts", map[string]any{
		"supplier": "aliexpress", "name": "Buyer", "tokens": map[string]any{"access": "t1", "refresh": "r1"},
	}, &k)
	return k
}

// bring has a store of acme's say an order, and keeps the rows that the stream would keep.
func (b *bench) bring(store, id string, change ...func(*order.Snapshot)) order.Key {
	b.t.Helper()
	key := order.Key{Merchant: "acme", Store: store, ID: id}
	now := b.clock.Now()
	s := order.Snapshot{
		ID: id, Name: "#" + id, CreatedAt: now, UpdatedAt: now, Payment: order.Paid, Currency: "EUR",
		Email: "jo@example.com", ShipTo: order.Address{Name: "Jo Doe", Line1: "Main St 1", City: "Berlin", Province: "BE", ProvinceName: "Berlin", Postcode: "10115", Country: "DE", Phone: "3012345"},
		Lines: []order.SnapshotLine{{ID: "l1", Title: "Lamp", Product: "p1", Variant: "v1", Quantity: 2}},
	}
	for _, c := range change {
		c(&s)
	}
	_, err := b.decider.ApplyNew(b.t.Context(), key, order.Shopify, order.StoreSaid{Snapshot: s, Source: "webhook"})
	require.NoError(b.t, err)
	b.project(key)
	return key
}

// apply has the pipeline's other parts do something to an order.
func (b *bench) apply(key order.Key, e order.Event) order.Order {
	b.t.Helper()
	r, err := b.decider.Apply(b.t.Context(), key, e)
	require.NoError(b.t, err)
	b.project(key)
	return r.Order
}

// project makes an order's rows as the stream would.
func (b *bench) project(key order.Key) {
	b.t.Helper()
	o, err := b.table.Load(b.t.Context(), key)
	require.NoError(b.t, err)
	before, ok := b.known[key]
	if !ok {
		before = order.Order{Key: key}
	}
	require.NoError(b.t, project.New(b.table).Refresh(b.t.Context(), []order.Order{before}, o))
	b.known[key] = o
}

// mapped maps the variant v1 to a product at the account.
func (b *bench) mapped(token, store, account string) desk.Remapped {
	b.t.Helper()
	var out desk.Remapped
	b.must(token, "PUT", "/v1/stores/"+store+"/mappings/v1", map[string]any{
		"title": "Lamp", "components": []any{map[string]any{"supplier": "aliexpress", "account": account, "product": "1005001", "sku": "12"}},
	}, &out)
	return out
}

// placed brings an order up to a supplier's order number.
func (b *bench) placed(key order.Key, number string) {
	b.t.Helper()
	o := b.apply(key, order.Place{By: "test"})
	require.NotEmpty(b.t, o.Effects)
	effect := o.Effects[len(o.Effects)-1].ID
	b.apply(key, order.Claimed{Effect: effect})
	b.apply(key, order.PlaceAnswered{Effect: effect, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{number}})
}

// work does a job as the function would.
func (b *bench) work(merchant, id string) {
	b.t.Helper()
	stage := job.New(job.Deps{
		Jobs: b.table, Workers: job.Workers(job.Work{Table: b.table, Decider: b.decider, Sender: b.sent, Now: b.clock.Now}),
		Lease: time.Minute, Owner: func() string { return "test" }, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	for range 50 {
		err := stage.Do(b.t.Context(), queue.Job{Merchant: merchant, ID: id})
		wait, snoozed := outcome.AsSnooze(err)
		if !snoozed {
			require.NoError(b.t, err)
			return
		}
		b.clock.pass(wait)
	}
	b.t.Fatal("the job does not come to its end")
}

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }
