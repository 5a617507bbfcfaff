package pages_test

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
)

// look is a page to be looked at: its address, and what is done there first.
type look struct {
	path string
	do   func(b *browsertest.Browser)
	// refused is the status that the page is answered with where that is no fault.
	refused int64
}

// scene is a merchant's situation with the pages to look at in it.
type scene struct {
	name string
	// set makes it, and gives the token that signs in; an empty one is nobody's.
	set func(w *world) (token string, looks []look)
}

func at(paths ...string) []look {
	var out []look
	for _, p := range paths {
		out = append(out, look{path: p})
	}
	return out
}

// scenes reach every page, each in the states that it has.
func scenes() []scene {
	return []scene{
		{"stranger", stranger}, {"new", newcomer}, {"full", full}, {"order", orders}, {"reader", reader}, {"long", long}, {"refused", refused}, {"figures", figures}, {"imports", imports}, {"told", told},
	}
}

func stranger(w *world) (string, []look) {
	return "", []look{
		{path: "/sign-in"},
		{path: "/sign-in?again", refused: http.StatusUnprocessableEntity, do: func(b *browsertest.Browser) {
			b.Fill("#token", "onw_wrong")
			b.Submit("#token")
			b.Sees("not known here")
		}},
	}
}

// newcomer has connected nothing yet: every page says what to do first.
func newcomer(w *world) (string, []look) {
	return w.token, at("/", "/orders", "/orders?tab=failed", "/orders?tab=all", "/attention", "/failed", "/jobs", "/statistics", "/mappings", "/stores", "/stores/new",
		"/stores/new?platform=shopify", "/stores/new?platform=woocommerce", "/stores/new?platform=wix", "/accounts", "/accounts/new", "/settings", notificationsAt)
}

// full has orders in every tab.
func full(w *world) (string, []look) {
	w.connect()
	w.populate()
	for _, kind := range []string{job.KindSync, job.KindHold} {
		_, err := w.desk.StartJob(w.t.Context(), w.owner, desk.NewJob{Kind: kind, Selection: desk.Selection{Orders: []desk.Ref{{Store: w.store, ID: "1050"}, {Store: w.store, ID: "1090"}}}})
		require.NoError(w.t, err)
		w.now = w.now.Add(time.Second)
		if kind == job.KindSync {
			w.work()
		}
	}
	jobs, _, err := w.desk.Jobs(w.t.Context(), w.owner, "", 10)
	require.NoError(w.t, err)
	looks := at("/", "/orders", "/orders?tab=all", "/orders?tab=awaiting_payment", "/orders?tab=awaiting_order&country=XX", "/orders?q=1050", "/orders?q=none", "/attention", "/failed",
		"/mappings", "/mappings/"+w.store+"/v1", "/mappings/"+w.store+"/v9?title=Linen+lampshade&sku=LS-40", "/stores", "/stores/"+w.store, "/accounts",
		"/accounts/"+w.account, "/jobs", "/jobs/"+jobs[0].ID, "/jobs/"+jobs[1].ID, "/settings")
	return w.token, append(looks,
		look{path: "/orders?tab=awaiting_order", do: func(b *browsertest.Browser) {
			b.Click("input[data-all]")
			b.Sees("14 orders chosen")
		}},
		look{path: "/orders?tab=awaiting_order&country=DE", do: func(b *browsertest.Browser) {
			b.Click("input[data-all]")
			b.Press("Check and place")
			b.Sees("can be placed")
		}})
}

// orders are orders in each state, with all that can be opened on their pages open.
func orders(w *world) (string, []look) {
	w.connect()
	w.populate()
	at := "/orders/" + w.store + "/"
	open := func(b *browsertest.Browser) {
		browsertest.Eval[bool](b, `(document.querySelectorAll("main details").forEach(d => { d.open = true }), true)`)
	}
	var out []look
	for _, id := range []string{"1100", "1090", "1088", "1080", "1070", "1060", "1050", "1045", "1042", "1041", "1040", "1030"} {
		out = append(out, look{path: at + id})
	}
	out = append(out, look{path: at + "1050?opened", do: open}, look{path: at + "1100?opened", do: open}, look{path: at + "1050/edit"})
	return w.token, append(out, look{path: at + "1050?steps", do: func(b *browsertest.Browser) {
		b.Press("Show earlier steps")
		b.Sees("The store described the order")
	}})
}

// reader may only look.
func reader(w *world) (string, []look) {
	w.connect()
	w.populate()
	made, err := w.desk.CreateToken(w.t.Context(), w.owner, desk.NewToken{Name: "Bookkeeping", Role: desk.ReadOnly})
	require.NoError(w.t, err)
	return made.Secret, at("/", "/orders", "/orders/"+w.store+"/1045", "/failed", "/attention", "/mappings", "/mappings/"+w.store+"/v1", "/stores", "/stores/"+w.store, "/accounts/"+w.account, "/settings", notificationsAt)
}

// long has names, texts and orders as long as they come.
func long(w *world) (string, []look) {
	w.connect()
	name := "Handgefertigte Pendelleuchte »Opalglas« mit verstellbarem Textilkabel, Baldachin und drei Wechselschirmen (Sonderedition)"
	w.bring("2000", 3, func(s *order.Snapshot) {
		s.Name = "#SUMMER-CAMPAIGN-2000-REPLACEMENT"
		s.Email = "a.very.long.address.indeed.for.orders@a-rather-long-subdomain.of.an.example.com"
		s.ShipTo.Name, s.ShipTo.Company = strings.Repeat("Maximiliane ", 6), "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
		s.ShipTo.Line1 = strings.Repeat("Llanfairpwllgwyngyll", 4)
		s.Lines[0].Title, s.Lines[0].Options, s.Lines[0].SKU = name, strings.Repeat("Anthrazit/", 20), strings.Repeat("OP-30-", 12)
		s.Lines = append(s.Lines, order.SnapshotLine{ID: "l2", Title: strings.Repeat("Unbreakable", 16), Variant: "v9", Product: "p9", Quantity: 12345})
	})
	w.bring("2500", 4, func(s *order.Snapshot) {
		s.Lines = nil
		for i := range 500 {
			s.Lines = append(s.Lines, order.SnapshotLine{ID: "l" + strconv.Itoa(i), Title: "Opal pendant lamp " + strconv.Itoa(i), Variant: "v1", Product: "p1", Quantity: 1 + i%3})
		}
	})
	w.answer(w.bring("2001", 90), order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailAddress, Message: strings.Repeat("The consignee's province does not fit the postcode. ", 8)})
	w.map_("v2", strings.Repeat("Bent willow lampshade ", 9), "1005006113846072")
	return w.token, at("/", "/orders", "/orders/"+w.store+"/2000", "/orders/"+w.store+"/2001", "/orders/"+w.store+"/2500", "/orders/"+w.store+"/2000/edit", "/attention", "/failed", "/mappings", "/mappings/"+w.store+"/v2", "/orders?q=2000")
}

// refused are pages that say no.
func refused(w *world) (string, []look) {
	w.connect()
	w.bring("1", 2)
	return w.token, []look{
		{path: "/nothing", refused: http.StatusNotFound},
		{path: "/orders/" + w.store + "/none", refused: http.StatusNotFound},
		{path: "/stores/new?platform=woocommerce", refused: http.StatusUnprocessableEntity, do: func(b *browsertest.Browser) {
			b.Fill("input[name=shop]", "http://shop.example.com")
			b.Fill("input[name=key]", "ck_x")
			b.Fill("input[name=secret]", "cs_x")
			b.Press("Connect")
			b.Sees("https")
		}},
	}
}
