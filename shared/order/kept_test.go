package order_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestAnOrderIsKeptWithoutLoss(t *testing.T) {
	t.Parallel()
	for name, bring := range map[string]func(s *scene){
		"empty":  func(*scene) {},
		"paid":   func(s *scene) { s.paid(line("1", "v1", 1), line("2", "bundle", 2)) },
		"told":   func(s *scene) { s.fulfilled(line("1", "v1", 1), line("2", "v2", 2)) },
		"partly": func(s *scene) { s.halfShipped(); s.refund(1, 1); s.tell() },
		"bundle": func(s *scene) { s.bundleBought(2) },
		"moved": func(s *scene) {
			s.paid()
			s.do(order.MoveSupplier{By: "owner", Line: "1", Mapping: order.Mapping{Components: []order.Component{{Supplier: order.CJ, Account: "c1", Product: "C1"}}}})
			s.do(order.Place{By: "owner"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			bring(s)
			raw, err := json.Marshal(s.o)
			require.NoError(t, err)
			var read order.Order
			require.NoError(t, json.Unmarshal(raw, &read))
			again, err := json.Marshal(read)
			require.NoError(t, err)
			require.Equal(t, string(raw), string(again))
			require.Equal(t, s.o.Portions, read.Portions)
			require.Equal(t, s.o.Purchases, read.Purchases)
		})
	}
	var o order.Order
	require.Error(t, json.Unmarshal([]byte(`{"portions":3}`), &o))
	require.Error(t, json.Unmarshal([]byte(`{"purchases":[{"items":3}]}`), &o))
}

func TestALargeEventIsKeptCompressedAndReadBack(t *testing.T) {
	t.Parallel()
	s := largeScene(t, 500)
	e := order.StoreSaid{Snapshot: s.snapshot(s.said...), Source: "webhook"}
	plain, err := json.Marshal(e)
	require.NoError(t, err)
	raw, err := order.MarshalEvent(e)
	require.NoError(t, err)
	require.Less(t, len(raw), len(plain)/5)
	back, err := order.UnmarshalEvent(raw)
	require.NoError(t, err)
	reread, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, string(plain), string(reread))
	_, err = order.UnmarshalEvent([]byte(`{"kind":"store_said","packed":"AAAA"}`))
	require.Error(t, err)
}

func TestEveryEventIsWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	yes := true
	for _, e := range []order.Event{
		order.StoreSaid{Snapshot: order.Snapshot{ID: "1"}, Fresh: true},
		order.StoreDeleted{},
		order.Reread{Cause: "x"},
		order.Claimed{Effect: "x"},
		order.PlaceAnswered{Effect: "x", Orders: []string{"8012345678901234"}},
		order.SupplierSaid{Purchase: "x", Report: order.Report{ID: "1", Split: []string{"2"}}},
		order.TellAnswered{Effect: "x", Lines: []order.LineUnits{{Line: "1", Units: 1}}},
		order.TimePassed{},
		order.Place{By: "x"},
		order.CancelPlacing{By: "x"},
		order.SettlePlaced{By: "x"},
		order.ChangeSupplierOrder{By: "x"},
		order.RecordPurchase{By: "x"},
		order.SetTracking{By: "x"},
		order.TellAgain{By: "x"},
		order.ResolveParcel{By: "x"},
		order.RollBack{By: "x"},
		order.SetHold{By: "x", On: true},
		order.Edit{By: "x", Archived: &yes},
		order.MoveSupplier{By: "x"},
		order.SeeAttention{By: "x"},
		order.Erase{Cause: "x"},
	} {
		raw, err := order.MarshalEvent(e)
		require.NoError(t, err)
		back, err := order.UnmarshalEvent(raw)
		require.NoError(t, err)
		require.Equal(t, e, back)
	}
	var input *order.InputError
	_, err := order.UnmarshalEvent([]byte(`{"kind":"from_the_future","data":{}}`))
	require.ErrorAs(t, err, &input)
	_, err = order.UnmarshalEvent([]byte(`{"kind":"place","data":3}`))
	require.Error(t, err)
	_, err = order.UnmarshalEvent([]byte(`nonsense`))
	require.Error(t, err)
}

// unknownEvent is written by nobody.
type unknownEvent struct{}

func (unknownEvent) Kind() string { return "unknown" }

func TestAnEventOfNoKnownKindIsRefused(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	var input *order.InputError
	require.ErrorAs(t, s.try(unknownEvent{}), &input)
}

func TestMoneyIsExact(t *testing.T) {
	t.Parallel()
	m, err := order.ParseMoney("13.50", "USD")
	require.NoError(t, err)
	require.True(t, m.Equal(usd("13.5")))
	require.False(t, m.Equal(order.Money{Amount: m.Amount, Currency: "EUR"}))
	require.Equal(t, "13.5 USD", m.String())
	zero, err := order.ParseMoney("", "USD")
	require.NoError(t, err)
	require.False(t, zero.IsZero())
	require.True(t, order.Money{}.IsZero())
	require.Equal(t, "0", order.Money{}.String())
	var input *order.InputError
	_, err = order.ParseMoney("13,50", "USD")
	require.ErrorAs(t, err, &input)
}

// The kept form must not lose a field that somebody adds: every field of what is kept has a name there.
func TestEveryFieldThatIsKeptHasAName(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] || !strings.HasSuffix(typ.PkgPath(), "shared/order") {
			return
		}
		seen[typ] = true
		for f := range typ.Fields() {
			require.NotEmpty(t, f.Tag.Get("json"), "%s.%s", typ.Name(), f.Name)
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[order.Order]())
	require.Greater(t, len(seen), 20)
}
