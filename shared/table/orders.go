package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Attributes of an order's item. Everything that no condition asks for is in the body.
const (
	attrVersion = "version"
	attrLayout  = "layout"
	attrBody    = "body"
	attrStamp   = "stamp"
)

// MaxOrder is how large an order's item may become. What would outgrow it is [order.ErrTooLarge].
const MaxOrder = 300 << 10

// wakeShards is over how many partitions of the wake index orders are spread.
const wakeShards = 16

// Load reads an order as it is now. [ErrNotFound] when there is none, [ErrNewerLayout] when newer code wrote it.
func (t *Table) Load(ctx context.Context, key order.Key) (order.Order, error) {
	item, err := t.engine.Get(ctx, orderKey(key), true)
	if err != nil {
		return order.Order{}, fmt.Errorf("load order: %w", err)
	}
	if item == nil {
		return order.Order{}, fmt.Errorf("load order: %w", ErrNotFound)
	}
	o, err := t.DecodeOrder(item)
	if err != nil {
		return order.Order{}, fmt.Errorf("load order: %w", err)
	}
	return o, nil
}

// LoadMany reads orders for lists: not quite the latest word. Those that are gone are left out, and
// so are those of a newer layout; the rest comes in the order of the keys.
func (t *Table) LoadMany(ctx context.Context, keys []order.Key) ([]order.Order, error) {
	wanted := make([]kv.Key, 0, len(keys))
	for _, key := range keys {
		wanted = append(wanted, orderKey(key))
	}
	found, err := t.batchGet(ctx, wanted, false)
	if err != nil {
		return nil, fmt.Errorf("load orders: %w", err)
	}
	out := make([]order.Order, 0, len(found))
	for _, key := range wanted {
		item, ok := found[key]
		if !ok {
			continue
		}
		o, err := t.DecodeOrder(item)
		if errors.Is(err, ErrNewerLayout) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("load orders: %w", err)
		}
		out = append(out, o)
	}
	return out, nil
}

// Save writes a decision as one conditional write. seen is the version that was decided on, 0 for an
// order that was not there; [ErrConflict] when it is no longer that. Timeline entries that the order
// no longer carries are appended first: were they lost in between, they would be lost for good.
func (t *Table) Save(ctx context.Context, o order.Order, seen int64, evicted []order.Entry) error {
	if err := filled(o.Key.Merchant, o.Key.Store, o.Key.ID); err != nil {
		return fmt.Errorf("save order: %w", err)
	}
	if o.Version <= seen {
		return fmt.Errorf("save order: version %d does not follow %d", o.Version, seen)
	}
	item, err := t.encodeOrder(o)
	if err != nil {
		return fmt.Errorf("save order: %w", err)
	}
	if err := t.AppendTimeline(ctx, o.Key, evicted); err != nil {
		return err
	}
	cond := kv.NotExists()
	if seen > 0 {
		cond = kv.Equal(attrVersion, kv.N(seen))
	}
	err = t.engine.Put(ctx, item, cond)
	if refused, ok := errors.AsType[*kv.ConditionError](err); ok {
		if bytes.Equal(refused.Old[attrStamp].Bytes(), item[attrStamp].Bytes()) {
			return nil // our own write, whose answer got lost
		}
		return fmt.Errorf("save order: %w", ErrConflict)
	}
	if err != nil {
		return fmt.Errorf("save order: %w", err)
	}
	return nil
}

// encodeOrder leaves out of the body what the item's key says anyway.
func (t *Table) encodeOrder(o order.Order) (kv.Item, error) {
	key := o.Key
	o.Key = order.Key{}
	if o.Store.ID == key.ID {
		o.Store.ID = ""
	}
	body, err := t.codec.encode(o)
	if err != nil {
		return nil, err
	}
	primary := orderKey(key)
	item := kv.Item{
		kv.PK: kv.S(primary.PK), kv.SK: kv.S(primary.SK),
		attrVersion: kv.N(o.Version), attrLayout: kv.N(order.Layout), attrBody: kv.B(body), attrStamp: t.stamp(),
	}
	if !o.WakeAt.IsZero() {
		item[kv.WakeShard] = kv.S(wakeShard(shardOf(primary.PK, wakeShards)))
		item[kv.WakeAt] = kv.N(ceilMillis(o.WakeAt))
	}
	if item.Size() > MaxOrder {
		return nil, fmt.Errorf("%w: %d bytes", order.ErrTooLarge, item.Size())
	}
	return item, nil
}

// DecodeOrder reads an order from its item, as the engine or the stream (see [FromStream]) gives it.
func (t *Table) DecodeOrder(item kv.Item) (order.Order, error) {
	key, ok := parseOrder(item.Key())
	if !ok {
		return order.Order{}, errNoOrder
	}
	if layout := item[attrLayout].Num(); layout > order.Layout {
		return order.Order{}, fmt.Errorf("order %s has layout %d: %w", key, layout, ErrNewerLayout)
	}
	var o order.Order
	if err := t.codec.decode(item[attrBody].Bytes(), &o); err != nil {
		return order.Order{}, fmt.Errorf("order %s: %w", key, err)
	}
	o.Key = key
	if o.Store.ID == "" {
		o.Store.ID = key.ID
	}
	return o, nil
}

var errNoOrder = errors.New("item is not an order")

// batchGet reads items by key; keys may repeat.
func (t *Table) batchGet(ctx context.Context, keys []kv.Key, consistent bool) (map[kv.Key]kv.Item, error) {
	distinct := make([]kv.Key, 0, len(keys))
	seen := make(map[kv.Key]bool, len(keys))
	for _, key := range keys {
		if !seen[key] {
			seen[key] = true
			distinct = append(distinct, key)
		}
	}
	out := make(map[kv.Key]kv.Item, len(distinct))
	if len(distinct) == 0 {
		return out, nil
	}
	items, err := t.engine.BatchGet(ctx, distinct, consistent)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		out[item.Key()] = item
	}
	return out, nil
}
