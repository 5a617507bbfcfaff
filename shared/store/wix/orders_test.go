package wix_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/store/wix"
)

// member is one part of a sample.
func member(t *testing.T, name, part string) json.RawMessage {
	t.Helper()
	var parts map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(sample(t, name), &parts))
	require.Contains(t, parts, part)
	return parts[part]
}

func TestChangedOrdersPageByPage(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	old := s.buy(t, twoLines())
	s.clock.add(time.Hour)
	since := s.clock.now()
	var want []string
	for range 230 {
		want = append(want, s.buy(t, sim.NewOrder{}))
		s.clock.add(time.Second)
	}
	s.buy(t, sim.NewOrder{Status: "INITIALIZED"})
	_, err := s.Buy(siteB, twoLines())
	require.NoError(t, err)

	var got []string
	page, err := s.site.ChangedOrders(t.Context(), since, "")
	require.NoError(t, err)
	require.Len(t, page.Orders, wix.PageSize)
	for _, o := range page.Orders {
		got = append(got, o.ID)
	}
	// An order of the first page changes meanwhile: it comes once more at the
	// end, and hides no other.
	require.NoError(t, s.Cancel(siteA, want[0]))
	for page.Next != "" {
		page, err = s.site.ChangedOrders(t.Context(), since, page.Next)
		require.NoError(t, err)
		for _, o := range page.Orders {
			got = append(got, o.ID)
		}
	}
	require.Equal(t, append(slices.Clone(want), want[0]), got)
	require.NotContains(t, got, old)
	require.Equal(t, 3, s.Counters().Calls["search-orders"][http.StatusOK])
}

func TestSearchLagsAndOrderDoesNot(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *sim.Options) { o.SearchLag = 5 * time.Second })
	since := s.clock.now()
	id := s.buy(t, twoLines())
	page, err := s.site.ChangedOrders(t.Context(), since, "")
	require.NoError(t, err)
	require.Empty(t, page.Orders)
	o, err := s.site.Order(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, id, o.ID)
	s.clock.add(5 * time.Second)
	page, err = s.site.ChangedOrders(t.Context(), since, "")
	require.NoError(t, err)
	require.Len(t, page.Orders, 1)
}

func TestSampleOfSearch(t *testing.T) {
	t.Parallel()
	var asked []byte
	site := answering(t, func(w http.ResponseWriter, r *http.Request) {
		asked, _ = io.ReadAll(r.Body)
		_, _ = w.Write(member(t, "search-orders.json", "response"))
	})
	page, err := site.ChangedOrders(t.Context(), time.Date(2026, 11, 2, 1, 0, 0, 0, time.FixedZone("", 3600)), "")
	require.NoError(t, err)
	require.Empty(t, page.Next)
	require.Empty(t, page.Unread)
	require.Len(t, page.Orders, 1)
	require.Equal(t, wix.Text("10021"), page.Orders[0].Number)
	require.Equal(t, "44", page.Orders[0].PriceSummary.Total.String())
	require.True(t, page.Orders[0].ToActOn())
	require.JSONEq(t, `{"search":{"filter":{"updatedDate":{"$gte":"2026-11-02T00:00:00.000Z"}},
		"sort":[{"fieldName":"updatedDate","order":"ASC"}],"cursorPaging":{"limit":100}}}`, string(asked))
}

func TestOneOddOrderHidesNoOther(t *testing.T) {
	t.Parallel()
	site := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"orders":[{"id":"good-1"},{"id":"odd","createdDate":"yesterday"},{"id":7,"lineItems":{}},{"id":"good-2","number":"7"}],
			"metadata":{"cursors":{"next":"c"},"hasNext":true}}`))
	})
	page, err := site.ChangedOrders(t.Context(), time.Now(), "")
	require.NoError(t, err)
	require.Len(t, page.Orders, 2)
	require.Equal(t, []string{"odd", "7"}, page.Unread)
	require.Equal(t, "c", page.Next)
}
