package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testHooks opens and reads what the platform sends, and refuses what it did not.
func testHooks(t *testing.T, open Opener) {
	t.Helper()
	t.Run("of an order's life", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		shop.Subscribe(t)
		o := shop.Buy(t, 2, 1)
		expectNews(t, shop, o.ID, shop.Take(t))
		for _, act := range []Act{{Do: Touch}, {Do: RefundMoney, Amount: "1.00"}, {Do: RefundUnits, Lines: o.All(1)}} {
			shop.Pass(time.Minute)
			if shop.Do(t, o.ID, act) {
				expectNews(t, shop, o.ID, shop.Take(t))
			}
		}
		shop.Pass(time.Minute)
		fulfil(t, shop, o.ID, o.All(0, 1), true, first)
		if shop.Traits().Lines {
			expectNews(t, shop, o.ID, shop.Take(t))
		}
		shop.Pass(time.Minute)
		other := shop.Buy(t, 1)
		shop.Take(t)
		require.True(t, shop.Do(t, other.ID, Act{Do: Cancel}))
		expectNews(t, shop, other.ID, shop.Take(t))
	})
	t.Run("forged and broken", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		shop.Subscribe(t)
		shop.Buy(t, 1)
		got := shop.Take(t)
		require.NotEmpty(t, got)
		good, hooks := got[0], shop.Hooks()
		_, err := hooks.Open(good.Header, good.Body)
		require.NoError(t, err)

		forged := Delivery{Header: good.Header, Body: flipped(good.Body)}
		_, err = hooks.Open(forged.Header, forged.Body)
		require.ErrorIs(t, err, store.ErrForged, "one changed byte")
		bare := shop.Bare(good)
		_, err = hooks.Open(bare.Header, bare.Body)
		require.ErrorIs(t, err, store.ErrMalformed)
		_, err = hooks.Open(good.Header, []byte(strings.Repeat("x", 11<<20)))
		require.ErrorIs(t, err, store.ErrOversized)
		_, err = shop.Keyless().Open(good.Header, good.Body)
		require.ErrorIs(t, err, store.ErrKey, "our own fault is not the sender's")
	})
	t.Run("proven and unreadable", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		shop.Subscribe(t)
		for _, body := range []string{`{"id":`, `[]`, `"text"`, `null`} {
			d := shop.Sign(t, body)
			receipt, err := shop.Hooks().Open(d.Header, d.Body)
			require.NoError(t, err, "it is proven: %s", body)
			_, err = shop.Hooks().Read(receipt.Topic, d.Body)
			require.ErrorIs(t, err, store.ErrUnreadable, body)
		}
	})
	t.Run("of no order", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		shop.Subscribe(t)
		for _, s := range shop.Special(t) {
			receipt, err := shop.Hooks().Open(s.Delivery.Header, s.Delivery.Body)
			require.NoError(t, err, s.Name)
			assert.Equal(t, s.Ping, receipt.Ping, s.Name)
			if s.Ping {
				continue
			}
			news, err := shop.Hooks().Read(receipt.Topic, s.Delivery.Body)
			require.NoError(t, err, s.Name)
			news.At, news.Snapshot = time.Time{}, nil
			if news.Privacy != nil && s.Want.Privacy != nil && s.Want.Privacy.Request == "" {
				news.Privacy.Request = ""
			}
			assert.Equal(t, s.Want, news, s.Name)
		}
	})
}

// expectNews reads deliveries about one order. Each is about that order; a snapshot in one of them, or the
// order read because of it, is what the shop holds.
func expectNews(t *testing.T, shop Shop, id string, got []Delivery) {
	t.Helper()
	require.NotEmpty(t, got, "the platform says so")
	now := read(t, shop, id)
	outside := ""
	told := false
	for _, d := range got {
		receipt, err := shop.Hooks().Open(d.Header, d.Body)
		require.NoError(t, err)
		assert.NotEmpty(t, receipt.Topic)
		assert.NotEmpty(t, receipt.Delivery)
		if outside != "" {
			assert.Equal(t, outside, receipt.Outside, "one shop, one name")
		}
		outside = receipt.Outside
		assert.NotEmpty(t, outside)
		news, err := shop.Hooks().Read(receipt.Topic, d.Body)
		require.NoError(t, err, receipt.Topic)
		if news.FulfilmentOrder != "" {
			assert.NotEmpty(t, news.Reread)
			continue
		}
		require.Equal(t, id, news.OrderID, receipt.Topic)
		if news.Snapshot == nil {
			assert.NotEmpty(t, news.Reread, "%s: neither content nor a reason to read", receipt.Topic)
			told = true
			continue
		}
		expectAlike(t, now, *news.Snapshot, receipt.Topic)
		told = told || !news.Snapshot.UpdatedAt.Before(now.UpdatedAt)
	}
	assert.True(t, told, "the latest state is told, or asked for")
}

// expectAlike compares a webhook's word with the order that is read, as far as it claims to be as new.
func expectAlike(t *testing.T, now, said order.Snapshot, topic string) {
	t.Helper()
	require.Equal(t, now.ID, said.ID)
	require.False(t, said.UpdatedAt.IsZero(), "%s: without its time nothing tells old from new", topic)
	if !said.UpdatedAt.Equal(now.UpdatedAt) {
		return
	}
	assert.Equal(t, now.Payment, said.Payment, topic)
	assert.Equal(t, now.Cancelled, said.Cancelled, topic)
	assert.Equal(t, now.Name, said.Name, topic)
	assert.Equal(t, now.ShipTo, said.ShipTo, topic)
	assert.True(t, now.Total.Equal(said.Total), "%s: %s, %s", topic, now.Total, said.Total)
	assert.Equal(t, plain(now).Lines, plain(said).Lines, topic)
}

// flipped changes one character in the middle of a body.
func flipped(body []byte) []byte {
	out := append([]byte{}, body...)
	at := len(out) / 2
	if out[at] == 'A' {
		out[at] = 'B'
	} else {
		out[at] = 'A'
	}
	return out
}
