package api_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/table"
)

// market is an account that answers every question alike, by product.
type market struct {
	supplier.Client

	mu      sync.Mutex
	quotes  map[string]supplier.Quote
	opened  error
	asked   []supplier.Inquiry
	openeds int
}

func (m *market) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	m.openeds++
	return m, m.opened
}

func (m *market) Quote(_ context.Context, q supplier.Inquiry) (supplier.Quote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, q)
	return m.quotes[q.Component.Product], nil
}

func usd(amount string) order.Money {
	return order.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
}

func quote(stock int, services ...string) supplier.Quote {
	q := supplier.Quote{Stock: &stock, Price: usd("4.50")}
	for _, code := range services {
		q.Services = append(q.Services, supplier.Service{Code: code, Fee: usd("2.50"), FeeKnown: true, MinDays: 9, MaxDays: 16})
	}
	return q
}

func TestACheckAsksTheSupplier(t *testing.T) {
	t.Parallel()
	refused := &supplier.Error{Kind: supplier.Refused, Reason: order.FailProductGone}
	rules := []any{map[string]any{"countries": []any{"DE"}, "services": []any{"FAST", "STD"}}}
	for name, c := range map[string]struct {
		quote               supplier.Quote
		opened              error
		paused              bool
		service             string
		rules               []any
		strict              bool
		stock, freight, sum desk.Verdict
		ready               bool
		says                string
	}{
		"all is well":                    {quote(500, "STD"), nil, false, "STD", nil, false, desk.Pass, desk.Pass, desk.Pass, true, "11.50 USD with shipping"},
		"chosen by the rule":             {quote(500, "STD", "FAST"), nil, false, "", rules, false, desk.Pass, desk.Pass, desk.Pass, true, "FAST, by your rule, 9 to 16 days"},
		"the next by the rule":           {quote(500, "SLOW", "STD"), nil, false, "", rules, true, desk.Pass, desk.Pass, desk.Pass, true, "STD, by your rule, as what you prefer is not offered"},
		"nothing of the rule":            {quote(500, "SLOW"), nil, false, "", rules, false, desk.Pass, desk.Warn, desk.Unknown, true, "Offered: SLOW"},
		"nothing of the rule, and it is": {quote(500, "SLOW"), nil, false, "", rules, true, desk.Pass, desk.Fail, desk.Unknown, false, "none of your shipping services"},
		"no rule, no service":            {quote(500, "SLOW"), nil, false, "", nil, false, desk.Pass, desk.Unknown, desk.Unknown, true, "the supplier takes its own. Offered: SLOW"},
		"the service is not offered":     {quote(500, "SLOW"), nil, false, "STD", nil, false, desk.Pass, desk.Fail, desk.Pass, false, "shipping service STD is not offered"},
		"too few":                        {quote(1, "STD"), nil, false, "STD", nil, false, desk.Fail, desk.Pass, desk.Pass, false, "1 are left, 2 are needed"},
		"stock is not told":              {supplier.Quote{Services: quote(1, "STD").Services}, nil, false, "STD", nil, false, desk.Unknown, desk.Pass, desk.Unknown, true, "does not tell how many"},
		"gone":                           {supplier.Quote{OfferErr: refused, ServicesErr: refused}, nil, false, "STD", nil, false, desk.Fail, desk.Unknown, desk.Unknown, false, order.FailProductGone.Fix()},
		"dearer than it was sold for":    {supplier.Quote{Stock: quote(9).Stock, Price: usd("90"), Services: quote(9, "STD").Services}, nil, false, "STD", nil, false, desk.Pass, desk.Pass, desk.Warn, true, "182.50 USD with shipping: more than the 89.90 USD"},
		"the account is not connected":   {supplier.Quote{}, &supplier.Error{Kind: supplier.ConsentNeeded}, false, "STD", nil, false, desk.Unknown, desk.Unknown, desk.Unknown, true, "connected again"},
		"the account takes no calls":     {quote(500, "STD"), nil, true, "STD", nil, false, desk.Unknown, desk.Unknown, desk.Unknown, true, "takes no calls from the account until 13:00 UTC"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &market{quotes: map[string]supplier.Quote{"1": c.quote}, opened: c.opened}
			b := newBench(t)
			b.desk.Markets = m
			owner := b.merchant("acme")
			store := b.store(owner, "acme.myshopify.com")
			account := b.account(owner)
			b.must(owner, "PUT", "/v1/stores/"+store.ID+"/mappings/v1", map[string]any{"components": []any{
				map[string]any{"supplier": "aliexpress", "account": account.ID, "product": "1", "sku": "2", "service": c.service},
			}}, nil)
			if c.rules != nil {
				in, _ := bodies("", "", "")["put-settings"].(map[string]any)
				in["freight"], in["freight_strict"], in["auto_place"] = c.rules, c.strict, false
				b.must(owner, "PUT", "/v1/stores/"+store.ID+"/settings", in, nil, header{"If-Match": `"2"`})
			}
			if c.paused {
				require.NoError(t, b.table.SetBan(t.Context(), "acme", table.AccountThing(order.AliExpress, account.ID),
					table.Ban{From: b.clock.Now(), Until: b.clock.Now().Add(time.Hour)}))
			}
			b.bring(store.ID, "1", func(s *order.Snapshot) { s.Total = usd("89.90") })
			b.bring(store.ID, "2", func(s *order.Snapshot) { s.Total = usd("89.90") })
			before := b.acmesItems()
			var checked struct{ Items []desk.Checked }
			b.must(owner, "POST", "/v1/orders/check", map[string]any{"orders": []any{
				map[string]any{"store": store.ID, "id": "1"}, map[string]any{"store": store.ID, "id": "2"},
			}}, &checked)
			require.Len(t, checked.Items, 2)
			var said []string
			verdicts := map[string]desk.Verdict{}
			for _, f := range checked.Items[0].Findings {
				verdicts[f.What] = f.Verdict
				said = append(said, f.What+": "+f.Text)
			}
			text := strings.Join(said, "\n")
			assert.Equal(t, c.stock, verdicts["stock"], text)
			assert.Equal(t, c.freight, verdicts["freight"], text)
			assert.Equal(t, c.sum, verdicts["price"], text)
			assert.Equal(t, c.ready, checked.Items[0].Ready, text)
			assert.Contains(t, text, c.says)
			assert.LessOrEqual(t, len(m.asked), 1, "the same question is asked once")
			assert.LessOrEqual(t, m.openeds, 1)
			assert.Equal(t, before, b.acmesItems(), "a check writes nothing")
		})
	}
}

func TestFreightRulesAreClear(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	at := "/v1/stores/" + store.ID + "/settings"
	put := func(rules ...any) answered {
		in, _ := bodies("", "", "")["put-settings"].(map[string]any)
		in["freight"] = rules
		return b.call(owner, "PUT", at, in, header{"If-Match": `"2"`})
	}
	rule := func(services []any, countries ...any) any {
		return map[string]any{"countries": countries, "services": services}
	}
	std := []any{"STD"}
	for says, got := range map[string]answered{
		"two capital letters":   put(rule(std, "Germany")),
		"a country has one":     put(rule(std, "DE"), rule(std, "AT", "DE")),
		"all other countries":   put(rule(std), rule(std)),
		"supplier's code":       put(rule([]any{"by pigeon, please"})),
		"expected array length": put(map[string]any{"countries": []any{"DE"}, "services": []any{}}),
	} {
		assert.Equal(t, 422, got.status, says)
		assert.Contains(t, string(got.body), says)
	}
	require.Equal(t, 200, put(rule([]any{"FAST", "STD"}, "DE"), rule(std)).status)
	var v desk.SettingsVersion
	b.must(owner, "GET", at, nil, &v)
	require.Len(t, v.Settings.Freight, 2)
	assert.Equal(t, desk.FreightRule{Countries: []string{"DE"}, Services: []string{"FAST", "STD"}}, v.Settings.Freight[0])
}
