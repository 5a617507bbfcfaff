package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestNewsIsWhatAPersonWouldCallSo(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	seen := s.o.Version
	require.Empty(t, s.o.News(seen))

	s.do(order.Reread{Cause: "asked for"})
	require.True(t, s.o.Rereading())
	s.do(order.StoreSaid{Snapshot: s.changed(func(*order.Snapshot) {}), Source: "read", Fresh: true})
	require.False(t, s.o.Rereading())
	require.Greater(t, s.o.Version, seen)
	require.Empty(t, s.o.News(seen), "the store was read and had nothing new")

	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	news := s.o.News(seen)
	require.Len(t, news, 1)
	require.Equal(t, order.SupplierSaid{}.Kind(), news[0].Kind)
	require.NotEmpty(t, news[0].Moves)
	require.Empty(t, s.o.News(s.o.Version))

	seen = s.o.Version
	s.store(func(x *order.Snapshot) { x.Payment = order.Refunded; x.Cancelled = true })
	require.Len(t, s.o.News(seen), 1, "the store's word that moves something is news")
}
