package table

import (
	"context"
	"fmt"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// DeleteOrder removes an order with everything that is kept of it: rows, watching, routes, milestones and timeline. The
// sums of days stay, which name nobody. The order itself goes last, so that a run that broke off can be repeated. o is
// the order as it was read just now; [ErrConflict] when it changed meanwhile.
func (t *Table) DeleteOrder(ctx context.Context, o order.Order) error {
	had := []map[kv.Key]kv.Item{rows(o)}
	if err := t.dropRows(ctx, had, nil, o.Version); err != nil {
		return fmt.Errorf("delete order: %w", err)
	}
	if err := t.dropPurchases(ctx, o); err != nil {
		return fmt.Errorf("delete order: %w", err)
	}
	if err := t.engine.Delete(ctx, milestonesKey(o.Key), kv.Cond{}); err != nil {
		return fmt.Errorf("delete order: %w", err)
	}
	if err := t.dropPartition(ctx, orderPartition(o.Key), timelinePrefix); err != nil {
		return fmt.Errorf("delete order: %w", err)
	}
	err := t.engine.Delete(ctx, orderKey(o.Key), kv.Any(kv.NotExists(), kv.Equal(attrVersion, kv.N(o.Version))))
	if err := conflicting(err, ErrConflict); err != nil {
		return fmt.Errorf("delete order: %w", err)
	}
	return nil
}

// dropPurchases ends the watching of an order's purchases and gives their routes up.
func (t *Table) dropPurchases(ctx context.Context, o order.Order) error {
	for _, p := range o.Purchases {
		for _, so := range p.Orders {
			ref := WaitingRef{Supplier: p.Supplier, Account: p.Account, Key: o.Key, Purchase: p.ID, Order: so.ID}
			if err := t.DeleteWaiting(ctx, []WaitingRef{ref}); err != nil {
				return err
			}
			if err := t.DeleteRoute(ctx, ref.Route()); err != nil {
				return err
			}
		}
	}
	return nil
}
