package wix_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/store/wix"
)

const sampleOrder = "a4738c5d-98d6-45e4-bc88-4e5940acacfd"

// TestSampleEvents states what each documented event means.
func TestSampleEvents(t *testing.T) {
	t.Parallel()
	type want struct {
		eventType string
		kind      wix.Kind
		id        string
		status    string // of the order in it; empty where it carries none
		payment   string
		lines     int
		check     func(e wix.Event)
	}
	wants := map[string]want{
		"event-order-created.json": {
			eventType: "wix.ecom.v1.order_created", kind: wix.OrderCreated, id: "89db87be-f1b9-40a4-9bd4-cc4ef0804824",
			status: wix.StatusApproved, payment: wix.NotPaid, lines: 1,
		},
		"event-order-updated.json": {
			eventType: "wix.ecom.v1.order_updated", kind: wix.OrderUpdated, id: "5f0a3b0e-6e6b-4a43-9f57-1b2f5a3f0c11",
			status: wix.StatusApproved, payment: wix.Paid, lines: 1,
		},
		"event-order-approved.json": {
			eventType: "wix.ecom.v1.order_approved", kind: wix.OrderApproved, id: "0a7c2a51-39a5-45c1-9a0e-21a34f0f7d01",
			status: wix.StatusApproved, payment: wix.NotPaid, lines: 1,
		},
		"event-order-payment-status-updated.json": {
			eventType: "wix.ecom.v1.order_payment_status_updated", kind: wix.OrderPayment, id: "b6c3f1d2-7a0c-4b6b-8a31-93f6a6a4a002",
			status: wix.StatusApproved, payment: wix.Paid,
		},
		"event-order-canceled.json": {
			eventType: "wix.ecom.v1.order_canceled", kind: wix.OrderCancelled, id: "c1d2e3f4-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
			status: wix.StatusCanceled, payment: wix.NotPaid,
		},
		"event-order-fulfilled.json": {
			eventType: "wix.ecom.v1.order_fulfilled", kind: wix.OrderFulfilment, id: "d2e3f4a5-6b7c-4d8e-9f0a-1b2c3d4e5f6a",
			status: wix.StatusApproved, payment: wix.NotPaid,
			check: func(e wix.Event) { require.Equal(t, "FULFILLED", e.Order.FulfillmentStatus) },
		},
		"event-fulfillments-updated.json": {
			eventType: "wix.ecom.v1.fulfillments_updated", kind: wix.FulfilmentsChanged, id: "e3f4a5b6-7c8d-4e9f-8a1b-2c3d4e5f6a7b",
			check: func(e wix.Event) {
				require.Len(t, e.Fulfilments.Fulfilments, 1)
				require.Equal(t, wix.TrackingInfo{
					TrackingNumber: "43255", ShippingProvider: "fedex",
					TrackingLink: "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=43255",
				}, *e.Fulfilments.Fulfilments[0].TrackingInfo)
				require.Equal(t, 1, e.Fulfilments.Units("00000000-0000-0000-0000-000000000001"))
			},
		},
		"event-refund-completed.json": {
			eventType: "wix.ecom.v1.order_transactions_refund_completed", kind: wix.RefundCompleted, id: "03756f6a-62c6-4f85-8356-b171adb7e4f3",
			check: func(e wix.Event) {
				sum, known := e.Refunded()
				require.True(t, known)
				require.Equal(t, "10", sum.String())
			},
		},
	}
	files, err := filepath.Glob("testdata/event-*.json")
	require.NoError(t, err)
	require.Len(t, files, len(wants), "each sample has a stated outcome")
	for name, w := range wants {
		// The type in the envelope is only asked where the event names none.
		for _, eventType := range []string{w.eventType, "something.else"} {
			e, err := verifier(t).Event(sign(t, wrap(t, eventType, sample(t, name))))
			require.NoError(t, err, name)
			require.Equal(t, w.kind, e.Kind, name)
			require.Equal(t, w.eventType, e.Type, name)
			require.Equal(t, w.id, e.ID, name)
			require.Equal(t, sampleOrder, e.OrderID, name)
			require.Equal(t, "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001", e.InstanceID, name)
			require.False(t, e.At.IsZero(), name)
			require.False(t, e.Anonymise, name)
			require.Zero(t, e.Sequence, name)
			if w.status == "" {
				require.Nil(t, e.Order, name)
			} else {
				require.Equal(t, w.status, e.Order.Status, name)
				require.Equal(t, w.payment, e.Order.PaymentStatus, name)
				require.Len(t, e.Order.LineItems, w.lines, name)
				require.Equal(t, wix.Text("10133"), e.Order.Number, name)
				require.Equal(t, "40.56", e.Order.PriceSummary.Total.String(), name)
				require.Equal(t, w.status == wix.StatusApproved, e.Order.ToActOn(), name)
			}
			if w.check != nil {
				w.check(e)
			}
		}
	}
}

func TestSampleClaims(t *testing.T) {
	t.Parallel()
	created, err := verifier(t).Event(signSample(t, "claims-order-created.json"))
	require.NoError(t, err)
	require.Equal(t, wix.OrderCreated, created.Kind)
	require.Equal(t, sampleOrder, created.OrderID)
	require.Equal(t, time.Date(2023, 12, 5, 11, 2, 11, 900_000_000, time.UTC), time.Time(created.Order.UpdatedDate))
	require.Equal(t, "janedoe@gmail.com", created.Order.BuyerInfo.Email)

	removed, err := verifier(t).Event(signSample(t, "claims-app-removed.json"))
	require.NoError(t, err)
	require.Equal(t, wix.Event{
		Kind: wix.AppRemoved, Type: "AppRemoved", InstanceID: "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001",
		ID: "AppRemoved:d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001:1701773338", AppID: "11111111-2222-3333-4444-555555555555",
	}, removed)
}

func TestAppInstalledOnACopiedSite(t *testing.T) {
	t.Parallel()
	e, err := verifier(t).Event(sign(t, wrap(t, "AppInstalled", []byte(`{"appId":"app","originInstanceId":"the-old-site"}`))))
	require.NoError(t, err)
	require.Equal(t, wix.AppInstalled, e.Kind)
	require.Equal(t, "the-old-site", e.OriginInstanceID)
	require.Equal(t, "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001", e.InstanceID)
}

// TestEventNames goes through the names for which there is no sample.
func TestEventNames(t *testing.T) {
	t.Parallel()
	approved := string(sample(t, "event-order-approved.json"))
	for slug, kind := range map[string]wix.Kind{
		"imported": wix.OrderImported, "imported_order_deleted": wix.ImportedDeleted, "committed": wix.OrderEdited,
		"canceled": wix.OrderCancelled, "archived": wix.Unknown, "refund_completed": wix.Unknown,
	} {
		body := strings.Replace(approved, `"slug": "approved"`, `"slug": "`+slug+`"`, 1)
		e, err := verifier(t).Event(sign(t, wrap(t, "wix.ecom.v1.order_"+slug, []byte(body))))
		require.NoError(t, err, slug)
		require.Equal(t, kind, e.Kind, slug)
		require.Equal(t, sampleOrder, e.OrderID, slug)
		if kind == wix.OrderImported {
			require.True(t, e.Order.Imported)
			require.False(t, e.Order.ToActOn(), "history is never bought")
		}
	}
	for _, name := range []string{"updated", "details_updated", "chargeback_approved", "chargeback_reversed"} {
		body := `{"id":"e","entityFqdn":"wix.ecom.v1.order_transactions","slug":"` + name + `","entityId":"o",
			"actionEvent":{"body":{"orderTransactions":{"orderId":"o-1","refunds":[]}}}}`
		e, err := verifier(t).Event(sign(t, wrap(t, "unnamed", []byte(body))))
		require.NoError(t, err, name)
		require.Equal(t, wix.MoneyMoved, e.Kind, name)
		require.Equal(t, "o-1", e.OrderID, name)
	}
	// Without fqdn and slug the envelope's type decides.
	e, err := verifier(t).Event(sign(t, wrap(t, "wix.ecom.v1.order_approved", []byte(`{"id":"e","entityId":"o"}`))))
	require.NoError(t, err)
	require.Equal(t, wix.OrderApproved, e.Kind)
	require.Equal(t, "o", e.OrderID)
	require.Nil(t, e.Order)
}

func TestSequenceAndErasure(t *testing.T) {
	t.Parallel()
	for _, sequence := range []string{`"3"`, `3`} {
		body := strings.Replace(string(sample(t, "event-order-updated.json")),
			`"triggeredByAnonymizeRequest": false`, `"triggeredByAnonymizeRequest": true, "entityEventSequence": `+sequence, 1)
		e, err := verifier(t).Event(sign(t, wrap(t, "unnamed", []byte(body))))
		require.NoError(t, err)
		require.True(t, e.Anonymise)
		require.Equal(t, uint64(3), e.Sequence)
	}
}

// TestPendingRefundIsNoMoney: Wix announces a refund before it is done, and the
// sum under its name then is nothing.
func TestPendingRefundIsNoMoney(t *testing.T) {
	t.Parallel()
	done := string(sample(t, "event-refund-completed.json"))
	for status, want := range map[string]string{"PENDING": "0", "FAILED": "0", "": "0", "SUCCEEDED": "10"} {
		body := strings.ReplaceAll(done, `"refundStatus": "SUCCEEDED"`, `"refundStatus": "`+status+`"`)
		e, err := verifier(t).Event(sign(t, wrap(t, "unnamed", []byte(body))))
		require.NoError(t, err)
		sum, known := e.Refunded()
		require.True(t, known)
		require.Equal(t, want, sum.String(), status)
	}
	var event map[string]any
	require.NoError(t, json.Unmarshal([]byte(done), &event))
	event["actionEvent"] = map[string]any{"body": without(t, event, "orderTransactions")}
	raw, err := json.Marshal(event)
	require.NoError(t, err)
	e, err := verifier(t).Event(sign(t, wrap(t, "unnamed", raw)))
	require.NoError(t, err)
	sum, known := e.Refunded()
	require.True(t, known)
	require.Equal(t, "10", sum.String())
}

// without is the body of an action event without a member.
func without(t *testing.T, event map[string]any, name string) map[string]any {
	t.Helper()
	action, ok := event["actionEvent"].(map[string]any)
	require.True(t, ok)
	body, ok := action["body"].(map[string]any)
	require.True(t, ok)
	delete(body, name)
	return body
}

func TestEverySampleIsUsed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	others := []string{"claims-app-removed.json", "claims-order-created.json", "create-fulfillment.json", "errors.json", "oauth-token.json", "search-orders.json"}
	for _, f := range files {
		name := filepath.Base(f)
		require.True(t, strings.HasPrefix(name, "event-") || slices.Contains(others, name), "no test states what %s means", name)
	}
}
