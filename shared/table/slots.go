package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Slot is the rows of one slot as a sweep reads them.
type Slot struct {
	Rows []Waiting
	// SweptAt is when the slot was last swept; zero when never.
	SweptAt time.Time
}

// sweptSort is a slot's own row. It sorts before every waiting row, whose keys begin with a merchant.
const (
	sweptSort sort = "!"

	attrSwept = "at"
)

// Slot reads one slot whole, across merchants. Only sweep does.
func (t *Table) Slot(ctx context.Context, supplier order.Supplier, slot int) (Slot, error) {
	var out Slot
	after := ""
	for {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(slotPartition(supplier, slot)), After: after})
		if err != nil {
			return Slot{}, fmt.Errorf("slot %d of %s: %w", slot, supplier, err)
		}
		for _, item := range page.Items {
			if item[kv.SK].Str() == string(sweptSort) {
				out.SweptAt = item[attrSwept].Time()
				continue
			}
			w, err := decodeWaiting(supplier, item)
			if err != nil {
				return Slot{}, fmt.Errorf("slot %d of %s: %w", slot, supplier, err)
			}
			out.Rows = append(out.Rows, w)
		}
		if page.Next == "" {
			return out, nil
		}
		after = page.Next
	}
}

// SweptAt is when a slot was last swept, as of now; zero when never.
func (t *Table) SweptAt(ctx context.Context, supplier order.Supplier, slot int) (time.Time, error) {
	item, err := t.engine.Get(ctx, slotPartition(supplier, slot).at(sweptSort), true)
	if err != nil {
		return time.Time{}, fmt.Errorf("swept at: %w", err)
	}
	return item[attrSwept].Time(), nil
}

// MarkSwept moves a slot's last sweep on, after its sends succeeded. seen is what [Table.Slot] said;
// [ErrConflict] when another sweep was there in between.
func (t *Table) MarkSwept(ctx context.Context, supplier order.Supplier, slot int, seen, at time.Time) error {
	key := slotPartition(supplier, slot).at(sweptSort)
	cond := kv.NotExists()
	if !seen.IsZero() {
		cond = kv.Equal(attrSwept, kv.Millis(seen))
	}
	item := kv.Item{kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrSwept: kv.Millis(at)}
	if err := conflicting(t.engine.Put(ctx, item, cond), ErrConflict); err != nil {
		return fmt.Errorf("mark swept: %w", err)
	}
	return nil
}
