package dispatch_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/dispatch"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
	"onward/shared/table/tabletest"
)

// tape is a table whose changes are kept as the stream's records.
type tape struct {
	*table.Table

	records []events.DynamoDBEventRecord
	sent    []queue.Message
	refuses error
}

func (b *tape) Send(_ context.Context, messages ...queue.Message) error {
	if b.refuses != nil {
		return b.refuses
	}
	b.sent = append(b.sent, messages...)
	return nil
}

func newTape(t *testing.T) (*tape, func(context.Context, events.DynamoDBEvent) error) {
	t.Helper()
	engine := memory.New(nil)
	b := &tape{Table: table.New(engine)}
	engine.OnChange(func(r memory.Record) {
		if _, ok := table.IsOrder(r.Key); ok {
			b.records = append(b.records, events.DynamoDBEventRecord{EventID: "e", Change: events.DynamoDBStreamRecord{
				Keys:     map[string]events.DynamoDBAttributeValue{"pk": events.NewStringAttribute(r.Key.PK)},
				OldImage: table.ToStream(r.Old), NewImage: table.ToStream(r.New),
			}})
		}
	})
	log := slog.New(slog.DiscardHandler)
	return b, dispatch.Stream(b, dispatch.New(b, b, project.New(b), log), log)
}

// save writes an order's next version with these effects open.
func (b *tape) save(t *testing.T, o order.Order, effects ...order.Effect) order.Order {
	t.Helper()
	seen := o.Version
	o.Version++
	o.Effects = effects
	o.Tail = []order.Entry{{Version: o.Version, Kind: "time_passed"}}
	require.NoError(t, b.Save(t.Context(), o, seen, nil))
	return o
}

func place(n int) order.Effect {
	return order.Effect{ID: "place/p", Kind: order.EffectPlace, Target: "p", Sent: n}
}

func fresh(id string) order.Order {
	o := tabletest.Sample(order.Key{Merchant: "m1", Store: "s1", ID: id}, 1, 0)
	o.Version = 0
	return o
}

func TestEffectsAreSentWhenTheyAreOpened(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		steps [][]order.Effect
		sent  int
	}{
		"opened":                             {[][]order.Effect{{place(1)}}, 1},
		"opened and still open":              {[][]order.Effect{{place(1)}, {place(1)}}, 1},
		"waiting for its time":               {[][]order.Effect{{place(0)}}, 0},
		"its time came":                      {[][]order.Effect{{place(0)}, {place(1)}}, 1},
		"opened and closed within the batch": {[][]order.Effect{{place(1)}, nil}, 0},
		"sent again by wake":                 {[][]order.Effect{{place(1)}, {place(2)}}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, run := newTape(t)
			o := fresh("1001")
			for _, effects := range tt.steps {
				o = b.save(t, o, effects...)
			}
			require.NoError(t, run(t.Context(), events.DynamoDBEvent{Records: b.records}))
			require.Len(t, b.sent, tt.sent)
			if tt.sent > 0 {
				assert.Equal(t, queue.Effect(queue.KindPlace, o.Key, "place/p"), b.sent[0])
			}
			list, err := b.ListTab(t.Context(), "m1", table.TabQuery{Tab: order.AwaitingShipment})
			require.NoError(t, err)
			assert.Len(t, list.Rows, 1)
		})
	}
}

func TestPassingFaultFailsTheWholeBatchAndRepeatsDoNoHarm(t *testing.T) {
	t.Parallel()
	b, run := newTape(t)
	o := b.save(t, fresh("1001"), place(1))
	other := b.save(t, fresh("1002"))
	b.refuses = errors.New("no answer")
	require.Error(t, run(t.Context(), events.DynamoDBEvent{Records: b.records}))
	b.refuses = nil
	later := b.save(t, o, place(1))
	first := b.records[:2]
	require.NoError(t, run(t.Context(), events.DynamoDBEvent{Records: b.records}))
	require.NoError(t, run(t.Context(), events.DynamoDBEvent{Records: first}), "late and once more")
	list, err := b.ListTab(t.Context(), "m1", table.TabQuery{Tab: table.TabAll})
	require.NoError(t, err)
	require.Len(t, list.Rows, 2)
	for _, row := range list.Rows {
		if row.Key == later.Key {
			assert.GreaterOrEqual(t, row.Version, o.Version)
		} else {
			assert.Equal(t, other.Key, row.Key)
		}
	}
}

func TestRecordsThatCantBeReadStopNobody(t *testing.T) {
	t.Parallel()
	b, run := newTape(t)
	o := b.save(t, fresh("1001"), place(1))
	bad := b.records[0]
	bad.Change.NewImage = table.ToStream(kv.Item{kv.PK: kv.S("m1#o#s1#1"), kv.SK: kv.S("order"), "body": kv.B([]byte("nonsense"))})
	deleted := b.records[0]
	deleted.Change.OldImage, deleted.Change.NewImage = b.records[0].Change.NewImage, nil
	newer := b.records[0]
	newer.Change.NewImage = table.ToStream(kv.Item{kv.PK: kv.S("m1#o#s1#2"), kv.SK: kv.S("order"), "layout": kv.N(order.Layout + 1)})
	require.NoError(t, run(t.Context(), events.DynamoDBEvent{
		Records: []events.DynamoDBEventRecord{bad, deleted, newer, b.records[0]},
	}))
	require.Len(t, b.sent, 1)
	assert.Equal(t, o.Key, b.sent[0].Key)
}
