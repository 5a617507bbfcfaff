package aliexpress_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/order"
	"onward/shared/supplier/suppliertest"
)

func (m *seamMarket) Pay(t *testing.T, id string) {
	t.Helper()
	require.NoError(t, m.Sim.Pay(id))
}

func (m *seamMarket) Ship(t *testing.T, id, number string, pieces map[int]int) {
	t.Helper()
	parcel := sim.Shipment{Number: number}
	for _, child := range slices.Sorted(maps.Keys(pieces)) {
		parcel.Items = append(parcel.Items, sim.ParcelItem{Child: child, Quantity: pieces[child]})
	}
	require.NoError(t, m.Sim.Ship(id, parcel))
}

func (m *seamMarket) Scan(t *testing.T, id string, parcel int) {
	t.Helper()
	require.NoError(t, m.AddEvent(id, parcel, "Departed", "Departed from facility"))
}

func (m *seamMarket) Deliver(t *testing.T, id string, parcel int) {
	t.Helper()
	require.NoError(t, m.AddEvent(id, parcel, "Delivery update", "Delivered"))
}

func (m *seamMarket) Renumber(t *testing.T, id string, parcel int, number string) {
	t.Helper()
	require.NoError(t, m.ChangeNumber(id, parcel, number, "", "USPS"))
}

func (m *seamMarket) CancelItem(t *testing.T, id string, position int) {
	t.Helper()
	require.NoError(t, m.CancelChild(id, position, ""))
}

func (m *seamMarket) Cancel(t *testing.T, id string) {
	t.Helper()
	require.NoError(t, m.Sim.Cancel(id, ""))
}

func (m *seamMarket) Receive(t *testing.T, id string) {
	t.Helper()
	require.NoError(t, m.Finish(id, ""))
}

func (m *seamMarket) Fail(t *testing.T, call suppliertest.Call, trouble suppliertest.Trouble) {
	t.Helper()
	rule := sim.Rule{Method: map[suppliertest.Call]string{
		suppliertest.Place: "order.create", suppliertest.Read: "trade.ds.order.get", suppliertest.Parcels: "order.tracking.get",
	}[call]}
	switch trouble {
	case suppliertest.CutBefore:
		rule.Kind = sim.RuleTimeoutBefore
	case suppliertest.CutAfter:
		rule.Kind = sim.RuleTimeoutAfter
	case suppliertest.BrokenBefore:
		rule.Kind, rule.Status = sim.RuleHTTP, http.StatusBadGateway
	case suppliertest.BrokenAfter:
		rule.Kind, rule.Status = sim.RuleHTTPAfter, http.StatusGatewayTimeout
	case suppliertest.HalfBefore:
		rule.Kind = sim.RuleGarbage
	case suppliertest.HalfAfter:
		rule.Kind = sim.RuleGarbageAfter
	case suppliertest.Ban:
		rule.Kind, rule.Seconds = sim.RuleThrottle, 30
	case suppliertest.OldToken:
		rule.Kind, rule.Code = sim.RuleError, "IllegalAccessToken"
	case suppliertest.NoConsent:
		rule.Kind, rule.Code = sim.RuleError, "IllegalRefreshToken"
	}
	_, err := m.AddRule(rule)
	require.NoError(t, err)
}

func (m *seamMarket) Refuse(t *testing.T, reason order.FailureReason) bool {
	t.Helper()
	code := map[order.FailureReason]string{
		order.FailSKUChanged: "SKU_NOT_EXIST", order.FailProductGone: "ITEM_ID_NOT_FOUND", order.FailOutOfStock: "INVENTORY_HOLD_ERROR",
		order.FailShippingMethod: "DELIVERY_METHOD_NOT_EXIST", order.FailNotShippable: "A002_INVALID_ZONE",
		order.FailAddress: "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", order.FailAccount: "USER_ACCOUNT_DISABLED",
		order.FailCurrency: "PRICE_PAY_CURRENCY_ERROR", order.FailOther: "SOMETHING_NEVER_SEEN",
	}[reason]
	if code == "" {
		return false
	}
	_, err := m.AddRule(sim.Rule{Kind: sim.RuleFailCreate, Code: code, Message: "the platform's words"})
	require.NoError(t, err)
	return true
}

func (m *seamMarket) Split(t *testing.T, parts int) {
	t.Helper()
	_, err := m.AddRule(sim.Rule{Kind: sim.RuleSplit, Parts: parts})
	require.NoError(t, err)
}

func (m *seamMarket) Repeat(_ *testing.T, answer suppliertest.Repeat) bool {
	m.Change(func(s *sim.Settings) {
		s.Repeat = map[suppliertest.Repeat]sim.Repeat{
			suppliertest.SameOrders: sim.RepeatSameIDs, suppliertest.OnlyAnError: sim.RepeatError, suppliertest.ErrorNaming: sim.RepeatErrorWithIDs,
		}[answer]
	})
	return true
}

func (m *seamMarket) Rotate(*testing.T) {
	m.Change(func(s *sim.Settings) { s.Shapes = sim.ShapesRotating })
}

func (m *seamMarket) Young(_ *testing.T, d time.Duration) bool {
	m.Change(func(s *sim.Settings) { s.InvisibleFor = sim.Duration(d) })
	return true
}
