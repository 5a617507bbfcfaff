package order

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

// TestEqualSeesEveryField changes each field of an order, one at a time and however deep, and expects the two
// orders to differ: a field that [Order.equal] forgot would make decisions vanish.
func TestEqualSeesEveryField(t *testing.T) {
	t.Parallel()
	var whole Order
	fill(reflect.ValueOf(&whole).Elem(), 0)
	same := whole.clone()
	require.True(t, whole.equal(&same))
	apart := map[string]bool{"Version": true, "Tail": true, "Store.Fulfilments": true, "Store.FulfilmentsKnown": true, "Store.Partial": true}
	n := 0
	eachField(reflect.ValueOf(&whole).Elem(), "", apart, func(path string, v reflect.Value) {
		n++
		changed := whole.clone()
		restore := change(v)
		if whole.equal(&changed) {
			t.Errorf("equal does not see %s", path)
		}
		restore()
	})
	require.True(t, whole.equal(&same), "all is as it was")
	require.Greater(t, n, 150)
}

// fill gives every field a value, and every list one element.
func fill(v reflect.Value, depth int) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(1000, 0).UTC()))
	case v.Type() == reflect.TypeFor[decimal.Decimal]():
		v.Set(reflect.ValueOf(decimal.New(5, 0)))
	case v.Kind() == reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, depth+1)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case v.Kind() == reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("key"), value)
	case v.Kind() == reflect.String:
		v.SetString("a")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.Kind() == reflect.Uint8:
		v.SetUint(7)
	default:
		panic(fmt.Sprintf("no value for %s at depth %d", v.Type(), depth))
	}
}

func eachField(v reflect.Value, path string, apart map[string]bool, visit func(string, reflect.Value)) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if path != "" {
			name = path + "." + name
		}
		if apart[name] {
			continue
		}
		f := v.Field(i)
		visit(name, f)
		for f.Kind() == reflect.Pointer || f.Kind() == reflect.Slice {
			if f.Kind() == reflect.Slice {
				f = f.Index(0)
			} else {
				f = f.Elem()
			}
		}
		if f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[time.Time]() && f.Type() != reflect.TypeFor[decimal.Decimal]() {
			eachField(f, name, apart, visit)
		}
	}
}

// change makes a value another one and answers how to undo it.
func change(v reflect.Value) func() {
	before := reflect.New(v.Type()).Elem()
	before.Set(v)
	v.Set(reflect.Zero(v.Type()))
	return func() { v.Set(before) }
}

func TestAClonedOrderSharesNothingThatDecisionsChange(t *testing.T) {
	t.Parallel()
	var whole Order
	fill(reflect.ValueOf(&whole).Elem(), 0)
	clone := whole.clone()
	eachField(reflect.ValueOf(&clone).Elem(), "", map[string]bool{"Tail": true, "Store.Fulfilments": true}, func(path string, v reflect.Value) {
		restore := change(v)
		var fresh Order
		fill(reflect.ValueOf(&fresh).Elem(), 0)
		require.True(t, whole.equal(&fresh), "changing the clone's %s changed the order", path)
		restore()
	})
}

func TestMovesFindAWayWhereTheClosestMatchLeadsIntoADeadEnd(t *testing.T) {
	t.Parallel()
	before := []Portion{{Line: "1", Units: 1, State: Canceled}, {Line: "1", Units: 1, State: AwaitingPayment}}
	after := []Portion{{Line: "1", Units: 1, State: AwaitingShipment}, {Line: "1", Units: 2, State: Failed}}
	moves := movesBetween(before, after)
	require.Contains(t, moves, Move{Line: "1", Units: 1, From: AwaitingPayment, To: AwaitingShipment})
	require.Contains(t, moves, Move{Line: "1", Units: 1, From: Canceled, To: Failed})
	require.Contains(t, moves, Move{Line: "1", Units: 1, To: Failed}, "one more was ordered")
	impossible := movesBetween([]Portion{{Line: "1", Units: 1, State: AwaitingPayment}}, []Portion{{Line: "1", Units: 1, State: Failed}})
	require.Equal(t, []Move{{Line: "1", Units: 1, From: AwaitingPayment, To: Failed}}, impossible, "a defect is not hidden")
}

func TestManyMovesOfOneStepAreAddedUp(t *testing.T) {
	t.Parallel()
	var moves []Move
	for range movesKept + 1 {
		moves = append(moves, Move{Line: "x", Units: 2, From: Pending, To: AwaitingOrder})
	}
	require.Equal(t, []Move{{Units: 2 * (movesKept + 1), From: Pending, To: AwaitingOrder}}, summed(moves))
	require.Len(t, summed(moves[1:]), movesKept)
}

func TestTheTailKeepsTheLatestEntriesWithinItsSize(t *testing.T) {
	t.Parallel()
	entry := func(version int64, size int) Entry { return Entry{Version: version, Event: make([]byte, size)} }
	var small []Entry
	for v := range int64(TailEntries + 3) {
		small = append(small, entry(v, 10))
	}
	require.Len(t, trimTail(small), TailEntries)
	require.Equal(t, int64(3), trimTail(small)[0].Version)
	require.Len(t, trimTail([]Entry{entry(1, 10), entry(2, tailBytes), entry(3, 10)}), 1)
	require.Len(t, trimTail([]Entry{entry(1, 10), entry(2, tailBytes*2)}), 1, "the latest one always")
}
