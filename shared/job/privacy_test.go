package job_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/job"
	"onward/shared/job/letters"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// personal is what no trace may be left of.
var personal = []string{"Maria", "Flores", "13010-111", "buyer1@example.com", "call before noon"}

// everything is all that is kept of an order, as text.
func (b *bench) everything(id string) string {
	b.t.Helper()
	raw, err := json.Marshal(b.order(id))
	require.NoError(b.t, err)
	text := string(raw)
	for cursor := ""; ; {
		page, err := b.table.Timeline(b.t.Context(), key(id), cursor, 5)
		require.NoError(b.t, err)
		raw, err := json.Marshal(page.Entries)
		require.NoError(b.t, err)
		text += string(raw)
		if cursor = page.Cursor; cursor == "" {
			return text
		}
	}
}

// lived gives an order a longer life, so that entries lie beside it.
func (b *bench) lived(id string) {
	b.t.Helper()
	b.says(b.snapshot(id, "v1"))
	note := "call before noon"
	b.do(id, order.Edit{By: "owner", SupplierNote: &note})
	b.bought(id, "81900000000000"+id)
	for range 8 {
		b.do(id, order.SetHold{By: "owner", On: true, Reason: "Maria asked to wait"})
		b.do(id, order.SetHold{By: "owner"})
	}
}

// webhook is a message of the store about an order, as it lies in the intake queue.
func (b *bench) webhook(topic, body, owner string) letters.Letter {
	b.t.Helper()
	m, err := queue.NewIntake(queue.Intake{Source: "shopify", Merchant: merchant, Owner: owner, Topic: topic}, []byte(body))
	require.NoError(b.t, err)
	text, err := queue.Encode(m)
	require.NoError(b.t, err)
	return letters.Letter{ID: topic + body, Body: text}
}

func TestEraseCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.lived("1")
	b.lived("2")
	for _, word := range personal {
		require.Contains(t, b.everything("1"), word)
	}
	export := b.finish(table.Job{Kind: job.KindExport, Store: shop}, job.Privacy{Orders: []string{"1"}})
	other := b.finish(table.Job{Kind: job.KindExport, Store: shop}, job.Privacy{Orders: []string{"2"}})
	mine := `{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1","email":"buyer1@example.com"}`
	b.inbox[0].letters = []letters.Letter{b.webhook("orders/updated", strings.ReplaceAll(mine, "1", "2"), shop)}
	b.inbox[1].letters = []letters.Letter{
		b.webhook("orders/updated", mine, shop),
		b.webhook("orders/updated", mine, "another-store"),
		b.webhook("orders/updated", `{"broken":"gid://shopify/Order/1"`, shop),
		b.webhook("customers/redact", `{"shop_id":1,"shop_domain":"shop.example","customer":{"id":1,"email":"buyer1@example.com"},"orders_to_redact":[1]}`, shop),
		{ID: "junk", Body: "not a message"},
	}

	began := b.now()
	j := b.finish(table.Job{Kind: job.KindEraseCustomer, Store: shop}, job.Privacy{Orders: []string{"1", "404"}})
	require.Equal(t, table.JobDone, j.State, "%v", j.Problems)
	require.Equal(t, 1, j.Results["done"])
	require.Equal(t, 1, j.Results["no_such_order"])
	require.GreaterOrEqual(t, b.now().Sub(began), 5*time.Minute, "it looks again when nobody can be writing any more")

	text := b.everything("1")
	for _, word := range personal {
		require.NotContains(t, text, word)
	}
	o := b.order("1")
	require.True(t, o.Erased)
	require.Equal(t, "BR", o.Store.ShipTo.Country)
	require.Equal(t, order.AwaitingPayment, o.Portions[0].State, "states stay")
	require.Equal(t, "819000000000001", o.Purchases[0].Orders[0].ID, "and so do the supplier's numbers")
	require.Contains(t, b.everything("2"), "Maria", "another customer's data stay")

	keys, err := b.table.Lookup(t.Context(), merchant, table.ByMail, "buyer1@example.com")
	require.NoError(t, err)
	require.Empty(t, keys)
	keys, err = b.table.Lookup(t.Context(), merchant, table.BySupplierOrder, "819000000000001")
	require.NoError(t, err)
	require.Len(t, keys, 1)

	require.Equal(t, 2, j.Results["messages_removed"])
	require.Len(t, b.inbox[0].letters, 1, "the other order's message stays")
	require.Len(t, b.inbox[1].letters, 3, "the other store's, the store's own demand and what is no message of a store stay")
	_, err = b.table.JobPart(t.Context(), merchant, export.ID, 0)
	require.ErrorIs(t, err, table.ErrNotFound, "the copy made for the customer is gone")
	_, err = b.table.JobPart(t.Context(), merchant, other.ID, 0)
	require.NoError(t, err)

	again := b.finish(table.Job{Kind: job.KindEraseCustomer, Store: shop}, job.Privacy{Orders: []string{"1"}})
	require.Equal(t, 1, again.Results["unchanged"])
}

func TestLateWriterBringsNothingBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.lived("1")
	was := b.order("1")
	id := b.start(table.Job{Kind: job.KindEraseCustomer, Store: shop}, job.Privacy{Orders: []string{"1"}})
	stage := job.New(b.deps)
	require.Error(t, stage.Do(t.Context(), queue.Job{Merchant: merchant, ID: id}), "it waits for others to come to rest")
	require.True(t, b.order("1").Erased)
	// Somebody had decided on the order as it was, and appends what the decision pushes out before the save is refused.
	note := was.Tail[0]
	note.Version = 1000
	note.Event = json.RawMessage(`{"kind":"edit","event":{"note":"Maria Souza"}}`)
	require.NoError(t, b.table.AppendTimeline(t.Context(), key("1"), []order.Entry{note}))
	require.Contains(t, b.everything("1"), "Maria")
	b.run(stage)
	require.Equal(t, table.JobDone, b.job(id).State)
	require.NotContains(t, b.everything("1"), "Maria")
}

func TestEraseNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.lived("1")
	j := b.finish(table.Job{Kind: job.KindEraseCustomer, Store: shop}, job.Privacy{})
	require.Equal(t, table.JobDone, j.State)
	require.Zero(t, j.Done)
	require.False(t, b.order("1").Erased)
}

func TestEraseShop(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, id := range []string{"1", "2", "3"} {
		b.lived(id)
	}
	b.inbox[1].letters = []letters.Letter{b.webhook("orders/updated", `{"id":7}`, shop), b.webhook("orders/updated", `{"id":7}`, "another-store")}
	j := b.finish(table.Job{Kind: job.KindEraseShop, Store: shop}, nil)
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, 3, j.Results["done"])
	for _, id := range []string{"1", "2", "3"} {
		require.True(t, b.order(id).Erased)
		require.NotContains(t, b.everything(id), "Maria")
	}
	require.Len(t, b.inbox[1].letters, 1)
}

func TestExport(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.lived("1")
	b.lived("2")
	_, err := job.ReadExport(t.Context(), b.table, merchant, b.start(table.Job{Kind: job.KindExport, Store: shop}, job.Privacy{Orders: []string{"1"}}))
	require.ErrorIs(t, err, job.ErrNotReady)
	j := b.finish(table.Job{Kind: job.KindExport, Store: shop}, job.Privacy{Orders: []string{"1", "404"}})
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, map[string]int{"done": 1, "no_such_order": 1}, j.Results)
	e, err := job.ReadExport(t.Context(), b.table, merchant, j.ID)
	require.NoError(t, err)
	require.Len(t, e.Orders, 1)
	var exported job.ExportedOrder
	require.NoError(t, json.Unmarshal(e.Orders[0], &exported))
	require.Equal(t, "buyer1@example.com", exported.Mail)
	require.Equal(t, "Maria Souza", exported.Addresses[0].Name)
	require.Len(t, exported.Timeline, int(b.order("1").Version), "everything that happened")
	require.Len(t, exported.Record.Purchases, 1)
	_, err = job.ReadExport(t.Context(), b.table, "m2", j.ID)
	require.ErrorIs(t, err, table.ErrNotFound, "another merchant's")
}

// Symptom: with the stream off, what had happened to an order before its customer was erased was never told.
func TestAnErasureTellsFirstWhatTheStreamDidNot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1", "v1"))
	r, err := b.apply.Apply(t.Context(), key("1"), order.SetHold{By: "owner", On: true})
	require.NoError(t, err)
	require.True(t, r.Changed)
	b.finish(table.Job{Kind: job.KindEraseCustomer, Store: shop}, job.Privacy{Orders: []string{"1"}})
	require.Equal(t, []int64{r.Order.Version}, b.made.versions, "the erasure itself moves nothing")
}

func TestRemoveMerchant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	for n := range 30 {
		b.says(b.snapshot(string(rune('1'+n%9))+strings.Repeat("0", n/9), "v1"))
	}
	b.lived("77")
	require.NoError(t, b.table.ClaimRoute(ctx, table.Route{Kind: table.StoreRoute(order.Shopify), Outside: "shop.example", Merchant: merchant, Store: shop}))
	b.finish(table.Job{Kind: job.KindExport, Store: shop}, job.Privacy{Orders: []string{"77"}})
	require.NoError(t, b.table.CreateMerchant(ctx, table.Merchant{ID: "m2"}))

	_, err := b.table.ClaimDemand(ctx, merchant, "erase one", "01D", b.now())
	require.NoError(t, err)
	id := b.start(table.Job{Kind: job.KindRemoveMerchant}, nil)
	b.run(job.New(b.deps))
	_, err = b.table.Job(ctx, merchant, id)
	require.ErrorIs(t, err, table.ErrNotFound)
	_, err = b.table.Merchant(ctx, merchant)
	require.ErrorIs(t, err, table.ErrNotFound)
	_, err = b.table.Load(ctx, key("77"))
	require.ErrorIs(t, err, table.ErrNotFound)
	page, err := b.table.ListTab(ctx, merchant, table.TabQuery{Tab: table.TabAll})
	require.NoError(t, err)
	require.Empty(t, page.Rows)
	require.NoError(t, b.table.ClaimRoute(ctx, table.Route{Kind: table.StoreRoute(order.Shopify), Outside: "shop.example", Merchant: "m2", Store: "s9"}),
		"the shop is free to be connected")
	for _, item := range b.engine.Items() {
		if key := item.Key(); strings.HasPrefix(key.PK, merchant+"#") {
			require.Contains(t, key.PK, "#e#", "nothing but leases, which name no one, may be left: %s %s", key.PK, key.SK)
		}
	}
	_, err = b.table.Merchant(ctx, "m2")
	require.NoError(t, err)
}
