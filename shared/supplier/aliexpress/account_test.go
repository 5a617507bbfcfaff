package aliexpress

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/order"
	"onward/shared/supplier"
)

// accountBench is an account at a simulated platform.
type accountBench struct {
	account *Account
	sim     *sim.Sim
}

func newAccountBench(t *testing.T) *accountBench {
	t.Helper()
	b := &accountBench{}
	settings := sim.DefaultSettings()
	settings.InvisibleFor = 0
	b.sim = sim.New(sim.Options{
		Apps: []sim.App{{Key: testKey, Secret: testSecret}}, Accounts: []sim.Account{{ID: "2637908814", AccessToken: testSession}},
		Settings: settings, Seed: 3, Now: func() time.Time { return testNow },
	})
	server := httptest.NewServer(b.sim)
	t.Cleanup(server.Close)
	client, err := New(Config{
		AppKey: testKey, AppSecret: testSecret, SyncURL: server.URL + "/sync", RestURL: server.URL + "/rest",
		HTTP: server.Client(), Now: func() time.Time { return testNow },
	})
	require.NoError(t, err)
	b.account = NewAccount(client, func(context.Context) (string, error) { return testSession, nil }, AccountOptions{})
	return b
}

func component(options string) order.Component {
	return order.Component{Supplier: order.AliExpress, Product: "1005008453688391", Options: options, Service: "CAINIAO_STANDARD"}
}

func sampleRequest(id string) supplier.Request {
	return supplier.Request{
		ID: id, Note: "no invoice, please",
		ShipTo: order.Address{
			Name: "Jane  Sample", Line1: "100 Example Street", Line2: "STE 100", City: "Orlando", Province: "FL",
			Postcode: "32807", Country: "US", Phone: "+1 (407) 555-0100",
		},
		Items: []order.Item{
			{ID: "i1", Component: component("14:175#Silvery;5:361386#M"), Quantity: 1},
			{ID: "i2", Component: component("14:193#Black;5:361386#M"), Quantity: 1},
			{ID: "i3", Component: component("14:175#Silvery;5:361386#M"), Quantity: 2},
		},
	}
}

func TestAccountPlacesAndReports(t *testing.T) {
	t.Parallel()
	b := newAccountBench(t)
	placed, err := b.account.Place(t.Context(), sampleRequest("m1-1001-1"))
	require.NoError(t, err)
	require.Len(t, placed.Orders, 1)
	require.Empty(t, placed.Note)
	id := placed.Orders[0]

	made, ok := b.sim.Order(id)
	require.True(t, ok)
	require.JSONEq(t, `{"address":"100 Example Street","address2":"STE 100","city":"Orlando","contact_person":"Jane Sample","full_name":"Jane Sample",
		"country":"US","province":"Florida","zip":"32807","mobile_no":"4075550100","phone_country":"+1","locale":"en_US"}`, string(made.Address))
	require.Len(t, made.Children, 2, "one line for a variant")
	require.Equal(t, 3, made.Children[0].Count)
	require.Equal(t, "no invoice, please", made.Children[0].Memo)

	report, err := b.account.Report(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, order.StagePlaced, report.Stage)
	require.Equal(t, "PLACE_ORDER_SUCCESS", report.Status)
	require.False(t, report.ParcelsKnown, "packages of an unpaid order are not asked for")
	// Created 2025-12-01 12:00 UTC; the platform prints winter time, we assume summer time.
	require.Equal(t, testNow.Add(12*24*time.Hour-time.Hour), report.PayBy)
	require.Equal(t, "51.93 USD", report.Amount.String())

	require.NoError(t, b.sim.Pay(id))
	report, err = b.account.Report(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, order.StagePaid, report.Stage)
	require.Equal(t, testNow, report.PaidAt)
	require.True(t, report.ParcelsKnown)
	require.Empty(t, report.Parcels)

	require.NoError(t, b.sim.Ship(id, sim.Shipment{Number: "LP1", Items: []sim.ParcelItem{{Child: 0, Quantity: 3}}}))
	report, err = b.account.Report(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, order.StagePaid, report.Stage, "part of it is still to be shipped")
	require.Equal(t, []order.ReportParcel{{
		Number: "LP1", Carrier: "AliExpress standard shipping", Service: "AliExpress standard shipping", FirstScan: testNow,
		Items: []order.ReportItem{{Product: "1005008453688391", SKU: "12000045158136202", Options: "Color:Silvery; Size:M", Quantity: 3}},
	}}, report.Parcels)

	require.NoError(t, b.sim.CancelChild(id, 1, ""))
	report, err = b.account.Report(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, order.StageShipped, report.Stage)
	require.True(t, report.Items[1].Cancelled)
	require.Empty(t, report.EndReason, "the order itself goes on")

	require.NoError(t, b.sim.AddEvent(id, 0, "Delivery update", "Delivered"))
	report, err = b.account.Report(t.Context(), id)
	require.NoError(t, err)
	require.True(t, report.Parcels[0].Delivered)
	require.NoError(t, b.sim.Finish(id, ""))
	report, err = b.account.Report(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, order.StageDone, report.Stage)
	require.Equal(t, "buyer_accept_goods", report.EndReason)
}

func TestAccountRepeatsTheSameBytes(t *testing.T) {
	t.Parallel()
	b := newAccountBench(t)
	_, err := b.sim.AddRule(sim.Rule{Method: "order.create", Kind: sim.RuleTimeoutAfter})
	require.NoError(t, err)
	_, err = b.account.Place(t.Context(), sampleRequest("m1-1"))
	require.Equal(t, supplier.Unclear, supplier.As(err).Kind)
	b.sim.Advance(22 * time.Hour)
	placed, err := b.account.Place(t.Context(), sampleRequest("m1-1"))
	require.NoError(t, err)
	purchases := b.sim.Purchases()
	require.Len(t, purchases, 1)
	require.Equal(t, 1, purchases[0].Made)
	require.Equal(t, 1, purchases[0].Contents)
	require.Equal(t, placed.Orders, purchases[0].Orders)

	b.sim.Change(func(s *sim.Settings) { s.Repeat = sim.RepeatError })
	_, err = b.account.Place(t.Context(), sampleRequest("m1-1"))
	require.Equal(t, supplier.Repeated, supplier.As(err).Kind)
	_, _, err = b.account.Find(t.Context(), "m1-1")
	require.ErrorIs(t, err, supplier.ErrCannotFind)
}

func TestAccountErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule   sim.Rule
		kind   supplier.Kind
		reason order.FailureReason
		wait   time.Duration
	}{
		"ban":      {sim.Rule{Kind: sim.RuleThrottle, Seconds: 30}, supplier.Banned, order.FailOther, 30200 * time.Millisecond},
		"token":    {sim.Rule{Kind: sim.RuleExpireToken}, supplier.TokenExpired, order.FailConsent, 0},
		"consent":  {sim.Rule{Kind: sim.RuleError, Code: "IllegalRefreshToken"}, supplier.ConsentNeeded, order.FailConsent, 0},
		"setup":    {sim.Rule{Kind: sim.RuleError, Code: "InvalidAppkey"}, supplier.NotRun, order.FailOther, 15 * time.Minute},
		"outage":   {sim.Rule{Kind: sim.RuleHTTP}, supplier.Unclear, order.FailOther, 0},
		"code 15":  {sim.Rule{Kind: sim.RuleError, Code: "15"}, supplier.Unclear, order.FailOther, 0},
		"variant":  {sim.Rule{Kind: sim.RuleFailCreate, Code: "SKU_NOT_EXIST"}, supplier.Refused, order.FailSKUChanged, 0},
		"product":  {sim.Rule{Kind: sim.RuleFailCreate, Code: "ITEM_ID_NOT_FOUND"}, supplier.Refused, order.FailProductGone, 0},
		"stock":    {sim.Rule{Kind: sim.RuleFailCreate, Code: "INVENTORY_HOLD_ERROR"}, supplier.Refused, order.FailOutOfStock, 0},
		"method":   {sim.Rule{Kind: sim.RuleFailCreate, Code: "DELIVERY_METHOD_NOT_EXIST"}, supplier.Refused, order.FailShippingMethod, 0},
		"zone":     {sim.Rule{Kind: sim.RuleFailCreate, Code: "A002_INVALID_ZONE"}, supplier.Refused, order.FailNotShippable, 0},
		"buyer":    {sim.Rule{Kind: sim.RuleFailCreate, Code: "USER_ACCOUNT_DISABLED"}, supplier.Refused, order.FailAccount, 0},
		"currency": {sim.Rule{Kind: sim.RuleFailCreate, Code: "PRICE_PAY_CURRENCY_ERROR"}, supplier.Refused, order.FailCurrency, 0},
		"repeated": {sim.Rule{Kind: sim.RuleFailCreate, Code: "REPEATED_ORDER_ERROR"}, supplier.Repeated, order.FailAlreadyRepeated, 0},
		"address":  {sim.Rule{Kind: sim.RuleFailCreate, Code: "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", Message: "Please enter a City"}, supplier.Refused, order.FailAddress, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newAccountBench(t)
			_, err := b.sim.AddRule(test.rule)
			require.NoError(t, err)
			_, err = b.account.Place(t.Context(), sampleRequest("m1-1"))
			var e *supplier.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, test.kind, e.Kind)
			require.Equal(t, test.reason, e.Reason)
			require.Equal(t, test.wait, e.RetryAfter)
			require.Contains(t, e.Message, test.rule.Message)
			require.Empty(t, b.sim.Orders())
		})
	}
}

func TestAccountReadsFailSoftly(t *testing.T) {
	t.Parallel()
	b := newAccountBench(t)
	_, err := b.account.Report(t.Context(), "8190000000000000")
	require.Equal(t, supplier.NotVisible, supplier.As(err).Kind)

	placed, err := b.account.Place(t.Context(), sampleRequest("m1-1"))
	require.NoError(t, err)
	require.NoError(t, b.sim.Pay(placed.Orders[0]))
	_, err = b.sim.AddRule(sim.Rule{Method: "order.tracking.get", Kind: sim.RuleGarbage})
	require.NoError(t, err)
	report, err := b.account.Report(t.Context(), placed.Orders[0])
	require.Equal(t, supplier.Temporary, supplier.As(err).Kind)
	require.Equal(t, order.StagePaid, report.Stage, "what was read is not lost")
	require.False(t, report.ParcelsKnown)
}

func TestAccountWithoutToken(t *testing.T) {
	t.Parallel()
	consent := &supplier.Error{Kind: supplier.ConsentNeeded, Op: "token"}
	for want, cause := range map[supplier.Kind]error{supplier.ConsentNeeded: consent, supplier.NotRun: errors.New("vault is closed")} {
		b := newAccountBench(t)
		b.account.session = func(context.Context) (string, error) { return "", cause }
		_, err := b.account.Place(t.Context(), sampleRequest("m1-1"))
		require.Equal(t, want, supplier.As(err).Kind)
		require.ErrorIs(t, err, cause)
		_, err = b.account.Report(t.Context(), "1")
		require.Equal(t, want, supplier.As(err).Kind)
		require.Empty(t, b.sim.Calls())
	}
}
