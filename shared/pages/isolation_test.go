package pages_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/pages"
	"onward/shared/table/kv"
)

// TestNoPageReachesAnotherMerchant goes through every page that there is with another merchant's ids.
func TestNoPageReachesAnotherMerchant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	j, err := w.desk.StartJob(t.Context(), w.owner, desk.NewJob{Kind: job.KindSync, Selection: desk.Selection{Tab: "all"}})
	require.NoError(t, err)
	_, made, err := w.desk.CreateMerchant(t.Context(), desk.Actor{Role: desk.Deployment}, desk.NewMerchant{ID: "thief", Name: "Thief"})
	require.NoError(t, err)
	thief, err := w.desk.Authenticate(t.Context(), made.Secret)
	require.NoError(t, err)
	_, err = w.desk.AddStore(t.Context(), thief, desk.NewStore{Platform: "shopify", Name: "Mine", Shop: "thief.myshopify.com", Credentials: desk.Credentials{Access: "x"}})
	require.NoError(t, err)
	c := w.signedIn(made.Secret)
	csrf := csrfField.FindStringSubmatch(c.get("/settings").body)[1]
	fill := strings.NewReplacer("{$}", "", "{store}", w.store, "{order}", "1100", "{account}", w.account, "{variant}", "v1", "{job}", j.ID, "{token}", w.owner.Token)
	form := url.Values{
		"csrf": {csrf}, "tab": {"awaiting_order"}, "store": {w.store}, "order": {w.store + "/1100"}, "account": {"aliexpress/" + w.account}, "product": {"1"},
		"line": {"l1"}, "numbers": {"THEIRS1"}, "do": {"archive"}, "on": {"yes"}, "access": {"stolen"}, "version": {"2"}, "name": {"Theirs"}, "supplier": {"aliexpress"},
		"purchase": {"p"}, "orders": {"1"}, "note": {"theirs"}, "country": {"DE"}, "platform": {"shopify"}, "shop": {"lumen.myshopify.com"}, "role": {"owner"},
	}
	secrets := []string{"#1100", "#1050", "jo@example.com", "Opal pendant", "8190000000000080", "Lumen &amp; Co", w.store, w.account, j.ID}
	before := w.items("lumen")
	for _, pattern := range pages.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		names := []string{""}
		if strings.Contains(path, "{name}") { // every action on an order
			names = []string{
				"place", "cancel-placing", "hold", "release", "roll-back", "edit", "archive", "seen", "sync", "settle", "change-number", "record", "track",
				"tell-again", "parcel", "move",
			}
		}
		for _, name := range names {
			at := strings.NewReplacer("{name}", name).Replace(fill.Replace(path))
			var g got
			if method == http.MethodGet {
				g = c.get(at + "?store=" + w.store + "&version=1&since=1&tab=all&cursor=&q=%231100&export=" + j.ID)
			} else {
				g = c.post(at, form)
			}
			assert.Less(t, g.status, 500, "%s %s", method, at)
			if strings.Contains(path, "{") && !strings.Contains(path, "{$}") {
				assert.GreaterOrEqual(t, g.status, 400, "%s %s", method, at)
			}
			for _, secret := range secrets {
				assert.NotContains(t, shown(g.body), secret, "%s %s", method, at)
			}
		}
	}
	assert.Equal(t, before, w.items("lumen"), "nothing of the other merchant's changed")
	theirs, _, err := w.table.Jobs(t.Context(), "thief", "", 100)
	require.NoError(t, err)
	for _, j := range theirs {
		w.workOn("thief", j.ID)
	}
	assert.Equal(t, before, w.items("lumen"), "nor by a job")
}

// typed is what a form or an address gave, which pages show again.
var typed = regexp.MustCompile(`value="[^"]*"|(href|action|hx-get)="[^"]*"|“[^”]*”|<title>[^<]*</title>|Variant <code>v1</code>|Variant v1`)

func shown(body string) string { return typed.ReplaceAllString(body, "") }

// items is all that is kept of a merchant, but when its tokens were last used.
func (w *world) items(merchant string) []string {
	w.t.Helper()
	var out []string
	all, ok := w.engine.Engine.(interface{ Items() []kv.Item })
	require.True(w.t, ok)
	for _, item := range all.Items() {
		if key := item.Key(); strings.HasPrefix(key.PK, merchant+"#") && !strings.HasPrefix(key.SK, "k#") {
			raw, err := json.Marshal(item["doc"].Str() + string(item["body"].Bytes()) + item["d"].Str())
			require.NoError(w.t, err)
			out = append(out, key.PK+" "+key.SK+" "+string(raw))
		}
	}
	require.NotEmpty(w.t, out)
	return out
}
