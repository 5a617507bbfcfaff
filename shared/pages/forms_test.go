package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
)

func TestAnOrderIsWorkedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	at := "/orders/" + w.store + "/"
	steps := []struct {
		name, order, action string
		form                url.Values
		says                string
		is                  func(o order.Order) bool
	}{
		{"place", "1100", "place", url.Values{}, "Placing has begun", func(o order.Order) bool { return len(o.Purchases) == 1 }},
		{"take back", "1100", "cancel-placing", url.Values{}, "taken back", func(o order.Order) bool { return o.Purchases[0].State == order.PurchaseDropped }},
		{"place one unit", "1101", "place", url.Values{"units:l1": {"1"}}, "Placing has begun", func(o order.Order) bool { return o.Lots[0].Units == 1 }},
		{"hold", "1102", "hold", url.Values{"reason": {"asks"}}, "on hold", func(o order.Order) bool { return o.Hold != nil && o.Hold.Reason == "asks" }},
		{"release", "1102", "release", url.Values{}, "goes on", func(o order.Order) bool { return o.Hold == nil }},
		{"number by hand", "1103", "track", url.Values{"numbers": {"AB1, AB2"}, "carrier": {"DHL"}}, "being told", func(o order.Order) bool { return len(o.Fulfilments) == 1 && len(o.Fulfilments[0].Manual) == 2 }},
		{"record", "1104", "record", url.Values{"account": {w.account}, "orders": {"8190000000000104"}, "units:l1": {"2"}}, "Recorded", func(o order.Order) bool { return o.Purchases[0].Orders[0].ID == "8190000000000104" }},
		{"change number", "1080", "change-number", url.Values{"from": {"8190000000000080"}, "to": {"8190000000000081"}}, "replaced", func(o order.Order) bool { return len(o.Purchases[0].Orders) == 2 }},
		{"settle placed", "1042", "settle", url.Values{"placed": {"yes"}, "orders": {"8190000000000042"}}, "watched from now on", func(o order.Order) bool { return o.Purchases[0].State == order.PurchasePlaced }},
		{"tell again", "1045", "tell-again", url.Values{"fulfilment": {"f3"}}, "", func(o order.Order) bool { return true }},
		{"roll back", "1070", "roll-back", url.Values{"line": {"l1"}}, "Back in Awaiting order", func(o order.Order) bool { return o.Lots[0].Released }},
		{"archive", "1030", "archive", url.Values{"archived": {"yes"}}, "Archived", func(o order.Order) bool { return o.Archived }},
		{"move", "1105", "move", url.Values{"line": {"l1"}, "account": {"aliexpress/" + w.account}, "product": {"999"}, "quantity": {"3"}}, "Bought elsewhere", func(o order.Order) bool { return o.Overrides["l1"].Components[0].Product == "999" }},
		{"edit address", "1106", "edit", url.Values{"name": {"Al"}, "line1": {"Side St 2"}, "city": {"Wien"}, "country": {"at"}, "note": {"n"}}, "Saved", func(o order.Order) bool { return o.ShipTo != nil && o.ShipTo.Country == "AT" && o.Note == "n" }},
		{"see attention", "1088", "seen", url.Values{"code": {"risk"}}, "dealt with", func(o order.Order) bool { return o.Attention[0].Seen }},
		{"sync", "1060", "sync", url.Values{}, "", func(o order.Order) bool { return true }},
		{"sync again", "1060", "sync", url.Values{}, "looked at just now", func(o order.Order) bool { return true }},
	}
	for _, s := range steps {
		page := at + s.order
		if p := w.load(s.order); len(p.Purchases) > 0 && s.form.Get("purchase") == "" {
			s.form.Set("purchase", p.Purchases[0].ID)
		}
		if s.action == "tell-again" {
			s.form.Set("fulfilment", w.load(s.order).Fulfilments[0].ID)
		}
		g := c.send(page, page+"/"+s.action, s.form)
		assert.Equal(t, http.StatusOK, g.status, "%s: %s", s.name, g.body)
		assert.True(t, strings.HasPrefix(g.path, page), s.name)
		assert.Contains(t, g.body, s.says, s.name)
		o := w.load(s.order)
		assert.True(t, s.is(o), s.name)
		if s.action != "sync" {
			assert.Equal(t, "owner", o.Tail[len(o.Tail)-1].By, s.name)
		}
	}
	g := c.send(at+"1106/edit", at+"1106/edit", url.Values{"was": {""}, "country": {"Nowhere"}})
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	g = c.send(at+"1106", at+"1106/explode", url.Values{})
	assert.Equal(t, http.StatusNotFound, g.status)
}

func TestManyOrdersArePlacedWithACheckBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	form := url.Values{"do": {"place"}, "tab": {"awaiting_order"}}
	for _, id := range []string{"1100", "1101", "1102", "1090"} {
		form.Add("order", w.store+"/"+id)
	}
	g := c.send("/orders", "/orders/bulk", form)
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Contains(t, g.body, "3 of 4 can be placed")
	assert.Contains(t, g.body, "Map the variant")
	assert.Contains(t, g.body, "not checked")
	assert.Empty(t, w.load("1100").Purchases, "nothing is placed by a check")
	form.Del("do")
	g = c.send("/orders", "/orders/place", form)
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Contains(t, g.path, "/jobs/")
	assert.Contains(t, g.body, "waiting")
	w.work()
	g = c.get(g.path)
	assert.Contains(t, g.body, "4 orders of 4")
	assert.Contains(t, g.body, "Map the variant")
	assert.Len(t, w.load("1100").Purchases, 1)
}

func TestMappingStoresAccountsAndSettingsAreChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	at := "/mappings/" + w.store + "/v9"
	g := c.send(at, at, url.Values{"account": {"aliexpress/" + w.account, "aliexpress/" + w.account}, "product": {"555", ""}, "quantity": {"2", "1"}, "back": {"orders/" + w.store + "/1090"}, "title": {"Linen lampshade"}})
	assert.Equal(t, "/orders/"+w.store+"/1090", g.path)
	assert.Contains(t, g.body, "One waiting order was decided anew")
	assert.Contains(t, g.body, "Ready to place")
	g = c.send(at, at+"/remove", url.Values{})
	assert.Contains(t, g.body, "The mapping was ended")

	page := "/stores/" + w.store
	settings := url.Values{"version": {"2"}, "mode": {"bulk"}, "mail_first": {"yes"}, "quiet": {"1,5"}, "countries": {"de, at"}, "auto_place": {"yes"}}
	g = c.send(page, page+"/settings", settings)
	assert.Contains(t, g.body, "The settings are in force")
	assert.Contains(t, g.body, `value="DE, AT"`)
	assert.Contains(t, g.body, `value="1.5"`)
	g = c.send(page, page+"/settings", settings)
	assert.Equal(t, http.StatusConflict, g.status, "somebody else changed them since")
	g = c.send(page, page+"/hold", url.Values{"on": {"yes"}})
	assert.Contains(t, g.body, "On hold")
	assert.Contains(t, c.get("/notice").body, "Lumen Lamps is on hold")

	g = c.send("/stores/new?platform=shopify", "/stores/new", url.Values{"platform": {"shopify"}, "shop": {"lumen.myshopify.com"}, "access": {"x"}})
	assert.Equal(t, http.StatusConflict, g.status)
	assert.Contains(t, g.body, "connected this shop already")

	g = c.send("/settings", "/settings/tokens", url.Values{"name": {"Kim"}, "role": {"read_only"}})
	assert.Contains(t, g.body, "shown this once")
	assert.Contains(t, g.body, "onw_")
	assert.NotContains(t, c.get("/settings").body, `class="secret"`)
	g = c.send("/settings", "/settings/hold", url.Values{"on": {"yes"}, "reason": {"stocktaking"}})
	assert.Contains(t, g.body, "stocktaking")
}

func TestAReaderSeesNoButtonsAndCanDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	made, err := w.desk.CreateToken(t.Context(), w.owner, desk.NewToken{Name: "Ann", Role: desk.ReadOnly})
	require.NoError(t, err)
	c := w.signedIn(made.Secret)
	for _, path := range []string{"/orders", "/orders/" + w.store + "/1100", "/attention", "/failed", "/stores/" + w.store, "/accounts/" + w.account, "/mappings/" + w.store + "/v1", "/settings"} {
		g := c.get(path)
		assert.Equal(t, http.StatusOK, g.status, path)
		for _, button := range []string{">Place<", ">Hold<", ">Retry<", "Save as", "Disconnect", ">Make a token<"} {
			assert.NotContains(t, g.body, button, path)
		}
	}
	g := c.send("/orders", "/orders/"+w.store+"/1100/place", url.Values{})
	assert.Equal(t, http.StatusForbidden, g.status)
	assert.Empty(t, w.load("1100").Purchases)
}

func TestWhatIsOnTheScreenIsExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1", 1, func(s *order.Snapshot) { s.Name = "=HYPERLINK(1)" })
	w.bring("2", 2)
	c := w.signedIn(w.token)
	g := c.get("/orders.csv?tab=awaiting_order")
	assert.Equal(t, "text/csv; charset=utf-8", g.header.Get("Content-Type"))
	lines := strings.Split(strings.TrimSpace(g.body), "\n")
	require.Len(t, lines, 3)
	assert.True(t, strings.HasPrefix(lines[1], "'=HYPERLINK(1),1,Lumen Lamps,"), "a name is no formula")
	assert.Contains(t, lines[2], "#2,2,Lumen Lamps,")
	assert.Contains(t, lines[2], ",Awaiting order,Ready to place,AliExpress,DE,89.90 EUR,0,false")
}
