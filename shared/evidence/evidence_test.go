package evidence_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/evidence"
	"onward/shared/order"
)

func at(day, hour int) time.Time { return time.Date(2027, 3, day, hour, 0, 0, 0, time.UTC) }

// life decides events one after the other, as the pipeline does, and keeps every step.
func life(t *testing.T, change func(*order.Snapshot), events ...func(o order.Order) (order.Event, time.Time)) evidence.Record {
	t.Helper()
	policy := order.DefaultPolicy()
	policy.Mappings = map[string]order.Mapping{"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "1005001", SKU: "12"}}}}
	o := order.Order{Key: order.Key{Merchant: "m", Store: "s1", ID: "450789469"}, Platform: order.Shopify}
	r := evidence.Record{Store: "Lumen Lamps", Merchant: "Lumen & Co", By: "Kim", At: at(30, 9), Accounts: map[string]string{"a1": "Main buyer"}, Policies: map[int64]order.Policy{1: policy}}
	s := order.Snapshot{
		ID: "450789469", Name: "#1001", CreatedAt: at(1, 8), UpdatedAt: at(1, 8), Payment: order.Unpaid, Currency: "EUR", Email: "jo@example.com",
		Total:  order.Money{Amount: decimal.RequireFromString("89.9"), Currency: "EUR"},
		ShipTo: order.Address{Name: "Jo Doe", Line1: "Main St 1", Postcode: "10115", City: "Berlin", Country: "DE"},
		Lines:  []order.SnapshotLine{{ID: "l1", Title: "Opal pendant lamp", SKU: "OP-30", Product: "p1", Variant: "v1", Quantity: 2}},
	}
	if change != nil {
		change(&s)
	}
	paid := s
	paid.Payment, paid.UpdatedAt = order.Paid, at(1, 9)
	said := func(s order.Snapshot, when time.Time) func(order.Order) (order.Event, time.Time) {
		return func(order.Order) (order.Event, time.Time) {
			return order.StoreSaid{Snapshot: s, Source: "webhook"}, when
		}
	}
	for _, next := range append([]func(o order.Order) (order.Event, time.Time){said(s, at(1, 8)), said(paid, at(1, 9))}, events...) {
		e, when := next(o)
		after, _, err := order.Decide(o, policy, e, when)
		require.NoError(t, err, "%s", e.Kind())
		if after.Version == o.Version {
			after.Version++ // whoever saves it counts
		}
		o = after
		r.Steps = append(r.Steps, o.Tail[len(o.Tail)-1])
	}
	r.Order = o
	return r
}

// whole is an order from its payment to its delivery, with a number that changed.
func whole(t *testing.T) evidence.Record {
	t.Helper()
	type event = func(o order.Order) (order.Event, time.Time)
	is := func(e order.Event, when time.Time) event {
		return func(order.Order) (order.Event, time.Time) { return e, when }
	}
	last := func(o order.Order) string { return o.Effects[len(o.Effects)-1].ID }
	report := func(number string, when, scan time.Time, delivered bool) event {
		return func(o order.Order) (order.Event, time.Time) {
			return order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: order.Report{
				ID: "8190000000000001", Stage: order.StageShipped, Status: "WAIT_BUYER_ACCEPT_GOODS", PaidAt: at(2, 9), Amount: order.Money{Amount: decimal.RequireFromString("21.4"), Currency: "USD"},
				ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: number, Carrier: "Cainiao", URL: "https://track.aliexpress.com/" + number, FirstScan: scan, Delivered: delivered}},
			}}, when
		}
	}
	claimed := func(when time.Time) event {
		return func(o order.Order) (order.Event, time.Time) { return order.Claimed{Effect: last(o)}, when }
	}
	told := func(number string, when time.Time) event {
		return func(o order.Order) (order.Event, time.Time) {
			return order.TellAnswered{Effect: last(o), Attempt: 1, Outcome: order.TellDone, Numbers: []string{number}, OutsideIDs: []string{"900"}}, when
		}
	}
	return life(t, nil,
		is(order.Place{By: "Kim"}, at(1, 10)), claimed(at(1, 10)),
		func(o order.Order) (order.Event, time.Time) {
			return order.PlaceAnswered{Effect: last(o), Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8190000000000001"}}, at(1, 10)
		},
		report("LP00000000101CN", at(4, 12), time.Time{}, false), claimed(at(4, 13)), told("LP00000000101CN", at(4, 13)),
		report("RB123456785CN", at(6, 12), at(5, 7), false), claimed(at(6, 13)), told("RB123456785CN", at(6, 13)),
		report("RB123456785CN", at(15, 12), at(5, 7), true),
	)
}

func write(t *testing.T, r evidence.Record, who evidence.Reader) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, evidence.Write(&out, r, who))
	return out.String()
}

// plain is what a file says, without its tags.
func plain(file string) string {
	_, file, _ = strings.Cut(file, "<body>")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(file, " ")), " ")
}

func TestAFileTellsWhatIsRecorded(t *testing.T) {
	t.Parallel()
	file := write(t, whole(t), evidence.Bank)
	text := plain(file)
	for _, has := range []string{
		"Order #1001", "Lumen Lamps on Shopify, run by Lumen &amp; Co", "Ordered 1 Mar 2027, 08:00 UTC", "Payment reported by the store 1 Mar 2027, 09:00 UTC",
		"Tracking number known 4 Mar 2027, 12:00 UTC", "First scan by a carrier 5 Mar 2027, 07:00 UTC", "Delivery reported 15 Mar 2027, 12:00 UTC",
		"Jo Doe Main St 1 10115 Berlin DE jo@example.com", "Total 89.90 EUR", "RB123456785CN Cainiao", "until 6 Mar 2027, 12:00 UTC: LP00000000101CN",
		"2 × Opal pendant lamp", "confirmed by the store first 4 Mar 2027, 13:00 UTC", "Store → Customer The store was asked to mail the customer about the shipment with LP00000000101CN.",
		"The store was asked to mail the customer about the shipment with RB123456785CN.", "1 Mar 2027, 09:00 UTC The store reported the payment: paid.",
		"A carrier has scanned the parcel RB123456785CN, first at 5 Mar 2027, 07:00 UTC.", "The parcel RB123456785CN was reported as delivered.",
		"Written 30 Mar 2027, 09:00 UTC for Kim by Onward, from version 12",
	} {
		assert.Contains(t, text, has)
	}
	for _, supplier := range []string{"8190000000000001", "aliexpress", "AliExpress", "21.4", "Main buyer", "1005001", "WAIT_BUYER"} {
		assert.NotContains(t, file, supplier, "a bank is not told where it was bought")
	}
	text = plain(write(t, whole(t), evidence.Supplier))
	for _, has := range []string{
		"8190000000000001 AliExpress, Main buyer shipped (WAIT_BUYER_ACCEPT_GOODS) 2 × product 1005001 21.40 USD", "paid 2 Mar 2027, 09:00 UTC",
		"The supplier accepted the purchase as 8190000000000001.", "of the supplier's order 8190000000000001",
	} {
		assert.Contains(t, text, has)
	}
}

func TestMailsAreSaidAsThePlatformMakesThem(t *testing.T) {
	t.Parallel()
	r := whole(t)
	quiet := r.Policies[1]
	quiet.MailChanged = false
	r.Policies[1] = quiet
	assert.Equal(t, 1, strings.Count(plain(write(t, r, evidence.Bank)), "was asked to mail"), "the changed number was told without a mail")
	r.Policies = nil
	assert.NotContains(t, plain(write(t, r, evidence.Bank)), "was asked to mail", "what is not known is not claimed")
	wix := whole(t)
	wix.Order.Platform = order.Wix
	assert.Contains(t, plain(write(t, wix, evidence.Bank)), "Tracking was added with LP00000000101CN, at which Wix mails the customer by itself.")
}

func TestNothingInAFileRunsOrLoads(t *testing.T) {
	t.Parallel()
	const bad = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	r := life(t, func(s *order.Snapshot) {
		s.Name, s.Email, s.ShipTo.Name, s.Lines[0].Title, s.Lines[0].Options, s.Currency = bad, bad, bad, bad, bad, bad
	}, func(order.Order) (order.Event, time.Time) {
		return order.SetTracking{By: bad, Tracking: []order.Tracking{{Number: bad, Carrier: bad, URL: "javascript:alert(1)"}}}, at(2, 1)
	})
	r.Store, r.Merchant, r.By = bad, bad, bad
	for _, who := range []evidence.Reader{evidence.Bank, evidence.Supplier} {
		file := write(t, r, who)
		assert.NotRegexp(t, `(?i)<(script|img|link|iframe)`, file)
		assert.NotRegexp(t, `<[^>]*\s(src|on\w+|style)=`, file)
		assert.NotContains(t, file, "javascript:")
		assert.NotContains(t, file, "ZgotmplZ")
		assert.Contains(t, file, "default-src 'none'")
		assert.Contains(t, file, "&lt;script&gt;")
	}
}

func TestWhatIsNotKnownIsSaid(t *testing.T) {
	t.Parallel()
	r := life(t, nil)
	text := plain(write(t, r, evidence.Supplier))
	for _, has := range []string{
		"Tracking number known Not recorded.", "First scan by a carrier No scan is recorded here.", "No tracking number is recorded.", "No purchase is recorded.", "None is recorded.",
	} {
		assert.Contains(t, text, has)
	}
	r.Cut = true
	for i := range r.Steps {
		r.Steps[i] = r.Steps[i].Redacted()
	}
	r.Order.Erased = true
	text = plain(write(t, r, evidence.Bank))
	assert.Contains(t, text, "The customer's personal data was erased by request.")
	assert.Contains(t, text, "The content of 2 steps was erased")
	assert.Contains(t, text, "Paid; when it was first reported is not among the steps kept.")
	assert.Contains(t, text, "Older steps than these were left out")
	raw, err := json.Marshal(r.Steps)
	require.NoError(t, err)
	assert.NotContains(t, string(raw), "Jo Doe")
}
