package api_test

import (
	"net/url"
	"strings"
	"time"

	"onward/shared/table/crowdtest"
)

func tabs() []string {
	return []string{
		"all", "attention", "pending", "awaiting_order", "awaiting_payment", "awaiting_shipment", "awaiting_fulfillment", "fulfilled", "canceled", "failed",
	}
}

// narrowed is tabs with each filter that a list of orders takes, alone and together. old is how its age is said.
func (c *crowd) narrowed(path, old string, tabs ...string) []string {
	filters := []string{
		"", "store=" + c.stores[0], "store=" + c.stores[2], "store=none", "supplier=aliexpress", "supplier=cj", "supplier=none",
		"country=" + crowdtest.SomeCountry, "country=" + crowdtest.RareCountry, "country=XX", old,
		"store=" + c.stores[2] + "&supplier=cj&country=" + crowdtest.RareCountry + "&" + old,
	}
	var out []string
	for _, tab := range tabs {
		for _, f := range filters {
			out = append(out, strings.TrimSuffix(path+"?tab="+tab+"&"+f, "&"))
		}
	}
	return out
}

// searches is what orders are looked for by: found and not, exact and by how names begin.
func (c *crowd) searches(path string) []string {
	var out []string
	for _, q := range []string{
		c.waiting.name, "#1", "1", "10", crowdtest.Name(500), crowdtest.Regular, "buyer7@example.com", "nobody@example.com", c.waiting.number,
		crowdtest.Number(4), "8190000000000001", "%", "#",
	} {
		out = append(out, path+"?q="+url.QueryEscape(q))
	}
	return out
}

// reads is what is asked of each operation of the document that reads: every parameter of it at least once.
func (c *crowd) reads() map[string][]string {
	old := "older_than=" + c.clock.Now().Add(-200*24*time.Hour).Format(time.RFC3339)
	store, account, endpoint := "/v1/stores/"+c.stores[0], "/v1/accounts/"+c.account, "/v1/endpoints/"+c.endpoint
	lists := c.narrowed("/v1/orders", old, "all", "attention", "awaiting_order", "awaiting_shipment", "fulfilled", "failed")
	for _, tab := range tabs() {
		lists = append(lists, "/v1/orders?tab="+tab)
	}
	for _, code := range []string{"unpaid_near_deadline", "risk", "parked"} {
		lists = append(lists, "/v1/orders?tab=attention&limit=100&code="+code)
	}
	asking := []string{"/v1/attention"}
	for _, f := range []string{
		"code=unpaid_near_deadline", "code=parked", "store=" + c.stores[2], "supplier=cj", "country=" + crowdtest.RareCountry, old,
	} {
		asking = append(asking, "/v1/attention?"+f)
	}
	return map[string][]string{
		"list-orders":    append(lists, "/v1/orders", "/v1/orders?limit=1", "/v1/orders?tab=all&limit=100"),
		"count-orders":   append(c.narrowed("/v1/orders/count", old, "all", "attention", "awaiting_shipment", "fulfilled"), "/v1/orders/count?tab=attention&code=risk"),
		"search-orders":  c.searches("/v1/orders/search"),
		"list-attention": asking, "count-attention": {"/v1/attention/count"},
		"list-failures": {"/v1/failures"}, "list-unmapped": {"/v1/unmapped"},
		"get-order": {c.busy, "/v1" + c.waiting.path}, "get-timeline": {c.busy + "/timeline", c.busy + "/timeline?limit=100"},
		"get-news":  {c.busy + "/news?since=1", c.busy + "/news?since=100"},
		"list-jobs": {"/v1/jobs", "/v1/jobs?limit=100"}, "get-job": {"/v1/jobs/" + c.job},
		"list-stores": {"/v1/stores"}, "get-store": {store}, "list-mappings": {store + "/mappings", store + "/mappings?limit=100"},
		"get-mapping": {store + "/mappings/v1"}, "get-settings": {store + "/settings"}, "list-settings": {store + "/settings/versions"},
		"get-carriers": {store + "/carriers"}, "list-accounts": {"/v1/accounts"}, "get-account": {account},
		"get-merchant": {"/v1/merchant"}, "get-holds": {"/v1/holds"}, "list-tokens": {"/v1/tokens"}, "health": {"/health"},
		"list-merchants": {"/v1/operator/merchants"}, "list-merchant-tokens": {"/v1/operator/merchants/acme/tokens"},
		"list-endpoints": {"/v1/endpoints"}, "get-endpoint": {endpoint}, "list-webhook-events": {"/v1/webhook-events"},
		"list-deliveries": {endpoint + "/deliveries", endpoint + "/deliveries?state=failed", endpoint + "/deliveries?limit=100&state=delivered"},
		"get-delivery":    {endpoint + "/deliveries/" + c.delivery},
		"get-digest":      {"/v1/digest"}, "get-digest-settings": {"/v1/digest/settings"},
		"get-statistics": {
			"/v1/statistics", "/v1/statistics?days=90", "/v1/statistics?days=90&store=" + c.stores[0], "/v1/statistics?supplier=cj",
		},
		"get-import-template": {"/v1/imports/template", "/v1/imports/template?kind=import_supplier_orders"}, "get-import": {"/v1/imports/" + c.checked},
		"get-export": {"/v1/exports/" + c.export, "/v1/exports/" + c.export + "?file=1"}, "get-evidence": {c.busy + "/evidence", c.busy + "/evidence?for=supplier"},
		// No supplier's consent page is offered here; it reads nothing.
		"get-consent-page": {},
	}
}

// looks is what is looked at of each page.
func (c *crowd) looks() map[string][]string {
	at, notify := strings.TrimPrefix(c.busy, "/v1"), "/settings/notifications"
	endpoint := notify + "/endpoints/" + c.endpoint
	store := "/stores/" + c.stores[0]
	lists := append(c.narrowed("/orders", "age=720", "all", "fulfilled"), c.searches("/orders")...)
	return map[string][]string{
		"GET /{$}": {"/"}, "GET /needs": {"/needs"}, "GET /notice": {"/notice"},
		"GET /orders": append(lists, "/orders"), "GET /orders/count": c.narrowed("/orders/count", "age=720", "fulfilled"),
		"GET /orders.csv":                         append(c.narrowed("/orders.csv", "age=720", "fulfilled"), c.searches("/orders.csv")...),
		"GET /orders/{store}/{order}":             {at, c.waiting.path},
		"GET /orders/{store}/{order}/steps":       {at + "/steps", at + "/steps?cursor=40"},
		"GET /orders/{store}/{order}/fresh":       {at + "/fresh", c.waiting.path + "/fresh"},
		"GET /orders/{store}/{order}/edit":        {at + "/edit"},
		"GET /orders/{store}/{order}/evidence":    {at + "/evidence"},
		"GET /attention":                          {"/attention", "/attention?code=risk", "/attention?code=parked"},
		"GET /attention/kinds":                    {"/attention/kinds"},
		"GET /failed":                             {"/failed"},
		"GET /mappings":                           {"/mappings", "/mappings?store=" + c.stores[0]},
		"GET /mappings/{store}/{variant}":         {"/mappings/" + c.stores[0] + "/v1"},
		"GET /stores":                             {"/stores"},
		"GET /stores/new":                         {"/stores/new"},
		"GET /stores/{store}":                     {store},
		"GET /accounts":                           {"/accounts"},
		"GET /accounts/new":                       {"/accounts/new"},
		"GET /accounts/{account}":                 {"/accounts/" + c.account},
		"GET /statistics":                         {"/statistics", "/statistics?days=90", "/statistics?days=90&store=" + c.stores[0]},
		"GET /jobs":                               {"/jobs"},
		"GET /jobs/{job}":                         {"/jobs/" + c.job},
		"GET /jobs/{job}/state":                   {"/jobs/" + c.job + "/state"},
		"GET /jobs/{job}/file":                    {"/jobs/" + c.export + "/file"},
		"GET /imports":                            {"/imports"},
		"GET /imports/template":                   {"/imports/template?kind=import_tracking"},
		"GET /imports/{job}":                      {"/imports/" + c.checked},
		"GET /imports/{job}/notes":                {"/imports/" + c.checked + "/notes"},
		"GET /settings":                           {"/settings"},
		"GET /digest":                             {"/digest"},
		"GET " + notify:                           {notify},
		"GET " + notify + "/digest":               {notify + "/digest"},
		"GET " + notify + "/endpoints/{endpoint}": {endpoint},
		"GET " + notify + "/endpoints/{endpoint}/deliveries/{delivery}":       {endpoint + "/deliveries/" + c.delivery},
		"GET " + notify + "/endpoints/{endpoint}/deliveries/{delivery}/state": {endpoint + "/deliveries/" + c.delivery + "/state"},
	}
}
