package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/table/crowdtest"
)

// BenchmarkLists tells what the lists and pages of a merchant with most of 100,000 orders ask of the table, and how long
// they take beside it.
func BenchmarkLists(b *testing.B) {
	c := newCrowd(b)
	for _, list := range []struct{ name, path string }{
		{"tab", "/v1/orders?tab=fulfilled"},
		{"tab_by_store", "/v1/orders?tab=fulfilled&store=" + c.stores[1]},
		{"tab_by_supplier", "/v1/orders?tab=fulfilled&supplier=cj"},
		{"tab_by_rare_country", "/v1/orders?tab=fulfilled&country=" + crowdtest.RareCountry},
		{"tab_by_age", "/v1/orders?tab=fulfilled&older_than=2026-02-01T00:00:00Z"},
		{"count", "/v1/orders/count?tab=fulfilled"},
		{"count_by_store", "/v1/orders/count?tab=fulfilled&store=" + c.stores[1]},
		{"search_number", "/v1/orders/search?q=" + c.waiting.number},
		{"search_mail", "/v1/orders/search?q=" + crowdtest.Regular},
		{"search_beginning", "/v1/orders/search?q=1"},
		{"attention", "/v1/attention"},
		{"attention_of_a_kind", "/v1/attention?code=unpaid_near_deadline"},
		{"attention_counts", "/v1/attention/count"},
		{"failures", "/v1/failures"},
		{"unmapped", "/v1/unmapped"},
		{"timeline", c.busy + "/timeline"},
		{"page_orders", "/orders?tab=fulfilled"},
		{"page_attention", "/attention"},
		{"page_failed", "/failed"},
		{"page_order", c.waiting.path},
	} {
		b.Run(list.name, func(b *testing.B) {
			c.counted.Take()
			for b.Loop() {
				if list.path[:4] == "/v1/" {
					c.must(c.owner, http.MethodGet, list.path, nil, nil)
				} else {
					require.Equal(b, http.StatusOK, c.look(list.path).Code)
				}
			}
			s := c.counted.Take()
			b.ReportMetric(float64(s.Requests)/float64(b.N), "requests/op")
			b.ReportMetric(float64(s.Rows)/float64(b.N), "rows/op")
		})
	}
}
