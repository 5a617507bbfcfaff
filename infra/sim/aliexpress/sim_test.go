package aliexpress_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/sim/aliexpress"
	client "onward/shared/supplier/aliexpress"
)

const (
	appKey    = "12345678"
	appSecret = "helloworld"
	buyer     = "2637908814"
	session   = "50000000a38EXAMPLE"
)

// clock is a wall's clock that only moves when told.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is one simulator with a client for it.
type bench struct {
	sim    *aliexpress.Sim
	client *client.Client
	clock  *clock
	url    string
}

func setup(t *testing.T, change ...func(*aliexpress.Options, *client.Config)) *bench {
	t.Helper()
	b := &bench{clock: &clock{now: time.UnixMilli(1764590400000).UTC()}}
	settings := aliexpress.DefaultSettings()
	settings.InvisibleFor = 0
	options := aliexpress.Options{
		Apps:     []aliexpress.App{{Key: appKey, Secret: appSecret}},
		Accounts: []aliexpress.Account{{ID: buyer, Nick: "sample", AccessToken: session, RefreshToken: "50001000a38EXAMPLE"}},
		Settings: settings, Now: b.clock.Now, Seed: 7,
	}
	config := client.Config{AppKey: appKey, AppSecret: appSecret, Now: b.clock.Now}
	for _, f := range change {
		f(&options, &config)
	}
	b.sim = aliexpress.New(options)
	server := httptest.NewServer(b.sim)
	t.Cleanup(server.Close)
	b.url = server.URL
	config.HTTP = server.Client()
	config.SyncURL, config.RestURL, config.ConsentURL = server.URL+"/sync", server.URL+"/rest", server.URL+"/oauth/authorize"
	var err error
	b.client, err = client.New(config)
	require.NoError(t, err)
	return b
}

func purchase(id string, items ...client.PurchaseItem) client.Purchase {
	if len(items) == 0 {
		items = []client.PurchaseItem{skirt(1)}
	}
	return client.Purchase{
		OutOrderID: id,
		Address: client.Address{
			Address: "100 Example Street", City: "Orlando", ContactPerson: "Jane Sample", FullName: "Jane Sample",
			Country: "US", Province: "Florida", Zip: "32807", MobileNo: "4075550100", PhoneCountry: "+1",
		},
		Items: items,
	}
}

// skirt and glasses come from two sellers.
func skirt(n int) client.PurchaseItem {
	return client.PurchaseItem{ProductID: "1005008453688391", SKUAttr: "14:175#Silvery;5:361386#M", Count: n, ShippingMethod: "CAINIAO_STANDARD"}
}

func glasses(n int) client.PurchaseItem {
	return client.PurchaseItem{ProductID: "32982857990", SKUAttr: "73:175;71:193", Count: n, ShippingMethod: "CAINIAO_STANDARD"}
}

func (b *bench) place(t *testing.T, p client.Purchase) (client.Placed, error) {
	t.Helper()
	content, err := client.Compose(p)
	require.NoError(t, err)
	return b.client.PlaceOrder(t.Context(), session, content)
}

func (b *bench) placed(t *testing.T, p client.Purchase) []string {
	t.Helper()
	placed, err := b.place(t, p)
	require.NoError(t, err)
	return placed.OrderIDs
}

func (b *bench) read(t *testing.T, id string) (client.Order, []client.Parcel) {
	t.Helper()
	o, err := b.client.GetOrder(t.Context(), session, id)
	require.NoError(t, err)
	parcels, err := b.client.GetTracking(t.Context(), session, id)
	require.NoError(t, err)
	return o, parcels
}

func failure(t *testing.T, err error) *client.Error {
	t.Helper()
	var e *client.Error
	require.ErrorAs(t, err, &e)
	return e
}

func (b *bench) control(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	return send(t, method, b.url+path, body)
}

func TestAnOrderGoesItsWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ids := b.placed(t, purchase("m1-1001-1", skirt(2)))
	require.Len(t, ids, 1)
	require.Len(t, ids[0], 16)
	id := ids[0]

	o, parcels := b.read(t, id)
	require.Equal(t, client.StageUnpaid, o.Stage)
	require.Equal(t, 12*24*time.Hour, o.PayWithin)
	require.Equal(t, "26.19", o.Charged.Amount.String(), "2 at 11.35 and 3.49 shipping")
	require.Equal(t, "2025-12-01 04:00:00", o.Created)
	require.Empty(t, parcels)
	require.Error(t, b.sim.Ship(id, aliexpress.Shipment{}), "nobody paid")

	require.NoError(t, b.sim.Pay(id))
	o, parcels = b.read(t, id)
	require.Equal(t, client.StageToShip, o.Stage)
	require.Equal(t, b.clock.Now(), o.PaidAt)
	require.Empty(t, parcels)

	require.NoError(t, b.sim.Ship(id, aliexpress.Shipment{Number: "LP1", Items: []aliexpress.ParcelItem{{Child: 0, Quantity: 1}}}))
	o, parcels = b.read(t, id)
	require.Equal(t, client.StagePartShipped, o.Stage)
	require.Len(t, parcels, 1)
	require.Equal(t, "LP1", parcels[0].Number)
	require.Equal(t, "AliExpress standard shipping", parcels[0].Carrier)
	require.Equal(t, []client.ParcelItem{{ProductID: "1005008453688391", SKUID: "12000045158136202", SKUDesc: "Color:Silvery; Size:M", Title: "Mini skirt suit", Quantity: 1}}, parcels[0].Items)

	require.NoError(t, b.sim.Ship(id, aliexpress.Shipment{}))
	require.Error(t, b.sim.Ship(id, aliexpress.Shipment{}), "nothing is left")
	require.NoError(t, b.sim.ChangeNumber(id, 0, "4209795192144903600008220012159992", "USPS", "USPS"))
	b.clock.advance(time.Hour)
	require.NoError(t, b.sim.AddEvent(id, 0, "Delivery update", "Delivered, front door"))
	o, parcels = b.read(t, id)
	require.Equal(t, client.StageShipped, o.Stage)
	require.Len(t, parcels, 2)
	require.Equal(t, "4209795192144903600008220012159992", parcels[0].Number)
	require.Equal(t, "USPS", parcels[0].LastMile)
	require.Equal(t, "CREATED", parcels[0].Nodes[0].Name, "the client sorts what comes newest first")
	require.Equal(t, "Delivered, front door", parcels[0].Nodes[1].Text)

	require.NoError(t, b.sim.Finish(id, ""))
	o, _ = b.read(t, id)
	require.Equal(t, client.StageReceived, o.Stage)
	require.Error(t, b.sim.Cancel(id, ""), "it is over")
}

func TestClosedOrders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	unpaid, paid, lapsing := b.placed(t, purchase("a"))[0], b.placed(t, purchase("b", skirt(1), skirtL(1)))[0], b.placed(t, purchase("c"))[0]
	require.NoError(t, b.sim.Cancel(unpaid, ""))
	o, _ := b.read(t, unpaid)
	require.Equal(t, client.StageClosed, o.Stage)
	require.Equal(t, client.EndUnpaid, o.Items[0].Ending)

	require.NoError(t, b.sim.Pay(paid))
	require.NoError(t, b.sim.CancelChild(paid, 1, ""))
	o, _ = b.read(t, paid)
	require.Equal(t, client.StageToShip, o.Stage)
	require.True(t, o.Items[1].Ending.Cancelled())
	require.False(t, o.Items[0].Ending.Cancelled())
	require.NoError(t, b.sim.CancelChild(paid, 0, ""))
	o, _ = b.read(t, paid)
	require.Equal(t, client.StageClosed, o.Stage)
	require.True(t, o.Paid)

	b.sim.Advance(12 * 24 * time.Hour)
	o, _ = b.read(t, lapsing)
	require.Equal(t, client.StageClosed, o.Stage)
	require.Equal(t, "buyer_pay_timeout", o.Items[0].EndReason)
}

func skirtL(n int) client.PurchaseItem {
	item := skirt(n)
	item.SKUAttr = "14:175#Silvery;5:361385#L"
	return item
}

func TestAnyStatusCanBeForced(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.placed(t, purchase("a"))[0]
	require.NoError(t, b.sim.SetStatus(id, "SOMETHING_NEW", ""))
	require.NoError(t, b.sim.Pay(id))
	o, _ := b.read(t, id)
	require.Equal(t, client.StageUnknown, o.Stage)
	require.NoError(t, b.sim.SetStatus(id, "", ""))
	o, _ = b.read(t, id)
	require.Equal(t, client.StageToShip, o.Stage)
	require.ErrorIs(t, b.sim.Pay("1"), aliexpress.ErrNoOrder)
}

func TestYoungAndForeignOrdersAreNotVisible(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) {
		o.Settings.InvisibleFor = aliexpress.Duration(10 * time.Second)
		o.Accounts = append(o.Accounts, aliexpress.Account{ID: "7", AccessToken: "other"})
	})
	id := b.placed(t, purchase("a"))[0]
	_, err := b.client.GetOrder(t.Context(), session, id)
	require.Equal(t, client.NotVisible, failure(t, err).Kind)
	b.clock.advance(10 * time.Second)
	_, err = b.client.GetOrder(t.Context(), session, id)
	require.NoError(t, err)
	_, err = b.client.GetOrder(t.Context(), "other", id)
	require.Equal(t, client.NotVisible, failure(t, err).Kind)
	_, err = b.client.GetOrder(t.Context(), session, "8190000000000000")
	require.Equal(t, client.NotVisible, failure(t, err).Kind)
}

func TestRealClientsTimeIsChecked(t *testing.T) {
	t.Parallel()
	late := setup(t, func(o *aliexpress.Options, c *client.Config) {
		at := o.Now
		c.Now = func() time.Time { return at().Add(-3 * time.Hour) }
	})
	_, err := late.client.GetBenefits(t.Context(), session)
	require.Equal(t, "IllegalTimestamp", failure(t, err).Code)
	fine := setup(t, func(o *aliexpress.Options, c *client.Config) {
		at := o.Now
		c.Now = func() time.Time { return at().Add(-119 * time.Minute) }
	})
	_, err = fine.client.GetBenefits(t.Context(), session)
	require.NoError(t, err)
	wrong := setup(t, func(_ *aliexpress.Options, c *client.Config) { c.AppSecret = "wrong" })
	_, err = wrong.client.GetBenefits(t.Context(), session)
	require.Equal(t, client.ReasonSetup, failure(t, err).Reason)
	require.Equal(t, "IncompleteSignature", failure(t, err).Code)
	stranger := setup(t, func(_ *aliexpress.Options, c *client.Config) { c.AppKey = "1" })
	_, err = stranger.client.GetBenefits(t.Context(), session)
	require.Equal(t, "InvalidAppkey", failure(t, err).Code)
	require.Equal(t, 1, stranger.sim.Calls()["aliexpress.ds.member.benefit.get"].Refused)
}

func send(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, readerOf(body))
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	return resp.StatusCode, readAll(t, resp.Body)
}
