package pages_test

import (
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/stats"
)

// figures has three months of orders behind it, of two stores and two suppliers.
func figures(w *world) (string, []look) {
	w.connect()
	second, err := w.desk.AddStore(w.t.Context(), w.owner, desk.NewStore{
		Platform: order.Shopify, Name: "Lumen Outlet", Shop: "outlet.myshopify.com", Credentials: desk.Credentials{Access: "x"},
	})
	require.NoError(w.t, err)
	w.past(90, 24, w.store, second.ID)
	opened := look{path: "/statistics?days=90&supplier=", do: func(b *browsertest.Browser) {
		for _, section := range []string{"1", "2", "3"} {
			b.Click(".charts > section:nth-of-type(" + section + ") summary")
		}
	}}
	return w.token, append(at("/statistics", "/statistics?days=7", "/statistics?days=90", "/statistics?days=90&supplier=cj", "/statistics?store=none", "/statistics?days=30&store="+second.ID), opened)
}

// past counts orders of so many days: most go through, some fail, weekends are slower.
func (w *world) past(days, perDay int, stores ...string) {
	w.t.Helper()
	dice := rand.New(rand.NewPCG(7, 11)) // the same pictures each time
	after := func(at time.Time, typical, spread float64) time.Time {
		return at.Add(time.Duration(typical * math.Exp(dice.NormFloat64()*spread) * float64(time.Hour)))
	}
	for day := range days {
		made := stats.DateOf(w.now).AddDate(0, 0, -day)
		n := perDay/2 + dice.IntN(perDay)
		if made.Weekday() == time.Saturday || made.Weekday() == time.Sunday {
			n /= 2
		}
		for i := range n {
			supplier, slow := order.AliExpress, 60.0
			if dice.IntN(5) == 0 {
				supplier, slow = order.CJ, 30
			}
			key := order.Key{Merchant: "lumen", Store: stores[dice.IntN(len(stores))], ID: strconv.Itoa(day) + "-" + strconv.Itoa(i)}
			at := made.Add(time.Duration(dice.IntN(24*60)) * time.Minute)
			var list []stats.Milestone
			reach := func(tab order.State, at time.Time) {
				list = append(list, stats.Milestone{Kind: stats.Reached, Tab: tab, At: at}, stats.Milestone{Kind: stats.Reached, Tab: tab, Supplier: supplier, At: at})
			}
			reach(order.AwaitingOrder, at)
			bought := after(at, 5, .9)
			if dice.IntN(25) == 0 {
				reasons := []order.FailureReason{order.FailOutOfStock, order.FailOutOfStock, order.FailAddress, order.FailAddress, order.FailAddress, order.FailNotShippable, order.FailSKUChanged, order.FailOutcomeUnknown}
				reach(order.Failed, bought)
				list = append(list, stats.Milestone{Kind: stats.Failed, Reason: reasons[dice.IntN(len(reasons))], Supplier: supplier, At: bought})
				bought = after(bought, 8, .5)
			}
			if dice.IntN(30) == 0 {
				reach(order.Canceled, bought)
			} else {
				reach(order.AwaitingPayment, bought)
				paid := after(bought, 3, 1)
				reach(order.AwaitingShipment, paid)
				numbered := after(paid, slow, .45)
				reach(order.AwaitingFulfillment, numbered)
				told := after(numbered, .6, 1.1)
				reach(order.Fulfilled, told)
				list = append(list, stats.Milestone{Kind: stats.Numbered, Supplier: supplier, Subject: "1", At: numbered, Took: numbered.Sub(paid)},
					stats.Milestone{Kind: stats.Told, Supplier: supplier, Subject: "1", At: told, Took: told.Sub(numbered) + time.Duration(dice.IntN(40))*time.Minute})
			}
			happened := list[:0]
			for _, m := range list {
				if !m.At.After(w.now) {
					happened = append(happened, m)
				}
			}
			require.NoError(w.t, w.table.CountMilestones(w.t.Context(), key, 0, happened))
		}
	}
}

func TestStatisticsShowWhatOrdersCameTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, looks := figures(w)
	c := w.signedIn(w.token)
	for _, l := range looks {
		g := c.get(l.path)
		assert.Equal(t, http.StatusOK, g.status, l.path)
		assert.NotContains(t, g.body, "ZgotmplZ", l.path)
		assert.NotContains(t, g.body, "style=\"", l.path)
		assert.NotContains(t, g.body, "NaN", l.path)
	}
	whole, err := w.desk.Statistics(t.Context(), w.owner, desk.StatisticsQuery{Days: 90})
	require.NoError(t, err)
	page := c.get("/statistics?days=90").body
	assert.Contains(t, page, "<dt>Orders fulfilled</dt><dd>1,"+strconv.Itoa(whole.Tabs[5].Total)[1:]+"</dd>")
	assert.Contains(t, page, "Address refused")
	assert.Contains(t, page, "CJ Dropshipping")
	assert.Contains(t, page, "9 of 10 within")
	assert.Contains(t, page, "Lumen Outlet", "the store can be chosen")
	body, _, _ := strings.Cut(page, "<tfoot>")
	assert.Equal(t, 13*8, strings.Count(body, `<td class="right num">`), "13 weeks of 8 tabs as a table")
	assert.Contains(t, c.get("/statistics?store=none").body, "Nothing fits the filters")
	assert.Equal(t, http.StatusUnprocessableEntity, c.get("/statistics?days=500").status)
	assert.Contains(t, c.get("/statistics?days=500").body, "1 to 90 days")
}

func TestStatisticsOfNothingSayWhatToDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	assert.Contains(t, w.signedIn(w.token).get("/statistics").body, "Connect a store")
	other := newWorld(t)
	other.connect()
	c := other.signedIn(other.token)
	assert.Contains(t, c.get("/statistics").body, "Show 90 days")
	assert.Contains(t, c.get("/statistics?days=90").body, "As soon as one does")
}

// TestStatisticsReadNoMoreWithMoreOrders has all parts of all days filled: more orders add no rows.
func TestStatisticsReadNoMoreWithMoreOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.past(93, 60, w.store)
	c := w.signedIn(w.token)
	c.get("/orders")
	for _, path := range []string{"/statistics?days=90", "/statistics?days=90&supplier=cj&store=" + w.store} {
		requests, rows := w.engine.spent(func() { assert.Equal(t, http.StatusOK, c.get(path).status) })
		assert.LessOrEqual(t, requests, 2, path)
		assert.Greater(t, rows, 350, path)
		assert.LessOrEqual(t, rows, 364, path)
	}
}
