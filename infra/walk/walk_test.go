package walk_test

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/infra/walk"
)

// walker is a merchant in front of a browser.
type walker struct {
	*browsertest.Browser

	t     *testing.T
	house *walk.House
}

func enter(t *testing.T, width int64) walker {
	t.Helper()
	var log bytes.Buffer
	h, err := walk.NewHouse(t.Context(), &log)
	require.NoError(t, err)
	t.Cleanup(h.Close)
	w := walker{browsertest.Open(t, h.URL), t, h}
	w.Screen(width)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return w
}

// fine fails the test where anything went wrong up to here, or where the page is wider than the screen.
func (w walker) fine(where string) {
	w.t.Helper()
	w.Settled()
	w.Faultless(where)
	assert.Empty(w.t, w.Overflow(), where)
}

// TestAMerchantsWay goes it on a desk's screen and on a phone's.
func TestAMerchantsWay(t *testing.T) {
	t.Parallel()
	for name, width := range map[string]int64{"desk": browsertest.Wide, "phone": browsertest.Phone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := enter(t, width)
			w.signIn()
			w.connect()
			w.mapProduct()
			w.placeTen()
			w.payAndSync()
			w.repair()
			w.sendByHand()
			w.shipTheRest()
			w.figures()
			w.leave()
		})
	}
}

func (w walker) signIn() {
	w.Go("/orders")
	w.Fill("#token", w.house.Token)
	w.Submit("#token")
	w.Sees("No store yet")
	w.fine("signing in, on the way to the orders")
	w.Go("/")
	w.Sees("Connect a supplier account")
	w.fine("the first steps")
}

// connect goes to the platforms' own pages and comes back.
func (w walker) connect() {
	w.Go("/orders")
	w.Press("Connect a store")
	w.Press("Shopify")
	w.Fill("#go-shop", "acme")
	w.fine("connecting a store")
	w.Press("Go to Shopify")
	w.Sees("is connected")
	w.fine("back from Shopify")
	w.Press("Go to Onward")
	w.Sees("Connect a supplier account")
	w.Go("/accounts/new")
	w.fine("connecting an account")
	w.Press("Go to AliExpress")
	w.Sees("is connected")
	w.Press("Go to Onward")
	w.Sees("Where your orders are")
	w.fine("connected")
}

// mapProduct: ten orders come in, and their article is mapped once.
func (w walker) mapProduct() {
	w.house.Pass(time.Minute)
	require.NoError(w.t, w.house.Bring(10))
	w.Go("/orders?tab=awaiting_order")
	w.Sees("Not mapped")
	w.Go("/mappings")
	w.Sees("Orders wait for these")
	w.fine("mappings")
	w.Press("Map")
	w.Fill("#product0", "1005006113846072")
	w.Fill("#options0", "14:29#White")
	w.fine("mapping")
	w.Press("Save")
	w.Sees("10 waiting orders were decided anew")
	w.fine("mapped")
}

// placeTen: the supplier refuses one of the ten.
func (w walker) placeTen() {
	require.NoError(w.t, w.house.Refuse("B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", "Please select a State/Province/County"))
	w.Go("/orders?tab=awaiting_order")
	w.Click("input[data-all]")
	w.Sees("10 orders chosen")
	w.fine("ten chosen")
	w.Press("Check and place")
	w.Sees("10 of 10 can be placed")
	w.fine("checked")
	w.Press("Place what is ticked")
	w.Sees("0 orders of 10")
	w.fine("the job has begun")
	w.Run(chromedp.Reload())
	w.Sees("0 orders of 10") // the progress is there after a reload
	w.house.Work()
	w.Sees("10 orders of 10")
	w.fine("the job is done")
	w.house.Settle()
	w.Go("/orders?tab=awaiting_payment")
	w.Sees("#1002")
	assert.Equal(w.t, 9, browsertest.Eval[int](w.Browser, `document.querySelectorAll("input[name=order]").length`))
	w.fine("awaiting payment")
}

// payAndSync: the merchant pays at the supplier, and has Onward look at once.
func (w walker) payAndSync() {
	w.house.Pay()
	w.Click("input[data-all]")
	w.Sees("9 orders chosen")
	w.Press("Sync")
	w.Sees("0 orders of 9")
	w.house.Work()
	w.Sees("9 orders of 9")
	w.house.Settle()
	w.fine("synced")
	w.Go("/orders?tab=awaiting_shipment")
	w.Sees("No number yet")
	assert.Equal(w.t, 9, browsertest.Eval[int](w.Browser, `document.querySelectorAll("input[name=order]").length`))
	w.fine("awaiting shipment")
}

// repair corrects what the supplier refused, and places it again.
func (w walker) repair() {
	w.Go("/failed")
	w.Sees("Please select a State/Province/County")
	w.fine("failed")
	w.Press("Correct the address")
	w.Fill("#e-1", "14 Harbour Street")
	w.fine("correcting")
	w.Press("Save")
	w.Sees("Saved")
	w.Press("Place")
	w.Sees("Placing has begun")
	w.house.Settle()
	w.Go("/failed")
	w.Sees("Nothing failed")
	w.fine("repaired")
}

// sendByHand gives the store a number that the merchant has from elsewhere.
func (w walker) sendByHand() {
	w.house.Pass(2 * time.Minute) // an order that was looked at just now is not looked at again
	w.Go("/orders?tab=awaiting_shipment")
	name := browsertest.Eval[string](w.Browser, `document.querySelector("td .name").textContent`)
	w.Press(name)
	w.Press("Sync now")
	w.Sees("Looking at the supplier and the store now")
	w.house.Settle()
	w.Waits("#fresh p") // what came of it
	w.fine("synced one")
	w.Press("Send a tracking number")
	w.Fill("#t-n", "LP00123456789CN")
	w.Press("Tell the store")
	w.Sees("The store is being told")
	w.house.Settle()
	w.house.Pass(time.Minute)
	require.Len(w.t, w.house.Shipments(name), 1)
	assert.Equal(w.t, []string{"LP00123456789CN"}, w.house.Shipments(name)[0].Numbers)
	assert.Equal(w.t, 1, w.house.Mails())
	w.Go("/orders?tab=fulfilled")
	w.Sees(name)
	w.Press(name)
	w.Sees("Told to the store")
	w.Sees("LP00123456789CN")
	w.fine("told by hand")
}

// shipTheRest: everything else happens by itself.
func (w walker) shipTheRest() {
	w.house.Pay()
	w.house.Pass(3 * time.Hour)
	w.house.Ship()
	w.house.Pass(8 * time.Hour)
	w.Go("/orders?tab=fulfilled")
	w.Sees("#1010")
	assert.Equal(w.t, 10, browsertest.Eval[int](w.Browser, `document.querySelectorAll("input[name=order]").length`))
	for n := 1001; n <= 1010; n++ {
		assert.Len(w.t, w.house.Shipments("#"+strconv.Itoa(n)), 1)
	}
	assert.Equal(w.t, 10, w.house.Mails())
	w.fine("fulfilled")
	w.Key("/")
	w.Waits("#search:focus")
	w.Fill("#search", "LP00123456789CN")
	w.Submit("#search")
	w.Sees("Found for")
	w.fine("found by its number")
}

// figures are the statistics' charts.
func (w walker) figures() {
	w.Go("/statistics")
	w.Waits("main svg.plane")
	w.fine("figures")
}

func (w walker) leave() {
	w.Click("form[action$=sign-out] button")
	w.Waits("#token")
	w.Go("/orders")
	w.Waits("#token")
	w.fine("signed out")
}
