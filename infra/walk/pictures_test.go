package walk_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/infra/walk"
	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
)

// TestPictures takes the README's pictures of a merchant's weeks, where ONWARD_PICTURES names a folder (make pictures).
func TestPictures(t *testing.T) {
	t.Parallel()
	folder := browsertest.Folder(t, "ONWARD_PICTURES")
	w := enter(t, browsertest.Wide)
	w.signIn()
	w.connect()
	w.weeks()
	w.Go("/sign-in") // the session has ended meanwhile
	w.Fill("#token", w.house.Token)
	w.Submit("#token")
	w.Sees("Today")
	for _, p := range []struct {
		name, path, scheme string
		width              int64
		do                 func()
	}{
		{"today", "/", "light", browsertest.Wide, nil},
		{"orders", "/orders?tab=awaiting_order", "light", browsertest.Wide, func() { w.Click("input[data-all]") }},
		{"order", w.latest("awaiting_shipment"), "light", browsertest.Wide, nil},
		{"statistics", "/statistics", "dark", browsertest.Wide, nil},
		{"phone", w.latest("awaiting_shipment"), "dark", browsertest.Phone, nil},
	} {
		w.Window(p.width, 720)
		w.Scheme(p.scheme)
		w.Go(p.path)
		if p.do != nil {
			p.do()
		}
		w.Settled()
		w.Shoot(filepath.Join(folder, p.name+".png"), false)
	}
	w.Faultless("pictures")
}

// latest is the path of the newest order in a tab.
func (w walker) latest(tab string) string {
	w.Go("/orders?tab=" + tab)
	w.Waits("td .name")
	return browsertest.Eval[string](w.Browser, `new URL(document.querySelector("td .name").href).pathname`)
}

// weeks is what a merchant sold in three of them. The newest orders are in every tab.
func (w walker) weeks() {
	ctx := w.t.Context()
	owner, err := w.house.Desk.Authenticate(ctx, w.house.Token)
	require.NoError(w.t, err)
	stores, err := w.house.Desk.Stores(ctx, owner)
	require.NoError(w.t, err)
	accounts, err := w.house.Desk.Accounts(ctx, owner)
	require.NoError(w.t, err)
	for _, m := range walk.Mappings(accounts[0].ID) {
		_, err := w.house.Desk.PutMapping(ctx, owner, stores[0].ID, m.Variant, m.NewMapping)
		require.NoError(w.t, err)
	}
	place := func() {
		_, err := w.house.Desk.StartJob(ctx, owner, desk.NewJob{Kind: job.KindPlace, Selection: desk.Selection{Tab: order.AwaitingOrder}})
		require.NoError(w.t, err)
		w.house.Work()
		w.house.Settle()
	}
	const days = 21
	for day := range days {
		require.NoError(w.t, w.house.BringMixed(day))
		switch day {
		case days - 1: // the newest wait for the merchant
		case days - 3:
			require.NoError(w.t, w.house.Refuse("B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", "Please select a State/Province/County"))
			place()
		case days - 2: // bought, not paid
			place()
		default:
			place()
			w.house.Pay()
		}
		w.house.Pass(time.Duration(20+day%5) * time.Hour)
		if day%4 == 1 && day < days-4 {
			w.house.Ship()
		}
	}
}
