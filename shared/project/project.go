// Package project keeps what is derived from orders up to date: view and look-up rows, the rows of
// purchases being watched, and the routes from suppliers' order numbers. All of it is made from an order as
// it is now, so that repeats and late callers converge.
package project

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onward/shared/order"
	"onward/shared/table"
)

// Rows is the part of the table that is derived from orders.
type Rows interface {
	RefreshViews(ctx context.Context, before []order.Order, now order.Order) error
	EnsureWaiting(ctx context.Context, rows []table.Waiting) error
	WaitingOf(ctx context.Context, refs []table.WaitingRef) ([]table.Waiting, error)
	DeleteWaiting(ctx context.Context, refs []table.WaitingRef) error
	ClaimRoute(ctx context.Context, r table.Route) error
	ViewsCurrent(ctx context.Context, o order.Order) (bool, error)
}

// Follower is told of orders that the stream has not dealt with, so that it can make up for what it was not told. What
// it does must be the same when it is done twice, and whether or not the stream comes after all.
type Follower interface {
	CatchUp(ctx context.Context, now order.Order) error
}

// Projector refreshes derived rows.
type Projector struct {
	rows      Rows
	followers []Follower
}

// New makes a Projector. The followers are asked only by [Projector.CatchUp].
func New(rows Rows, followers ...Follower) *Projector {
	return &Projector{rows: rows, followers: followers}
}

// Refresh makes the rows of an order as it is now, which the caller has read consistently. before is
// the images that it had since the rows were last made; without any, everything is written anew.
func (p *Projector) Refresh(ctx context.Context, before []order.Order, now order.Order) error {
	if err := p.watch(ctx, before, now); err != nil {
		return err
	}
	if err := p.rows.RefreshViews(ctx, before, now); err != nil {
		return fmt.Errorf("project %s: %w", now.Key, err)
	}
	return nil
}

// CatchUp refreshes an order's rows if the stream has fallen behind, or is off: the order's row in the list of
// all orders tells how far the rows have come. The watching is verified in any case. Followers are told before the rows
// say that all is done, so that a run that ends in between finds the order behind again.
func (p *Projector) CatchUp(ctx context.Context, now order.Order) error {
	watched := waiting(now)
	if err := p.rows.EnsureWaiting(ctx, watched); err != nil {
		return fmt.Errorf("project %s: %w", now.Key, err)
	}
	if err := p.endUnwatched(ctx, now, watched); err != nil {
		return err
	}
	current, err := p.rows.ViewsCurrent(ctx, now)
	if err != nil {
		return fmt.Errorf("project %s: %w", now.Key, err)
	}
	if current {
		return nil
	}
	if err := p.route(ctx, now, watched); err != nil {
		return err
	}
	for _, f := range p.followers {
		if err := f.CatchUp(ctx, now); err != nil {
			return fmt.Errorf("project %s: %w", now.Key, err)
		}
	}
	return p.rewrite(ctx, now)
}

// endUnwatched ends the watching of what is over, where that was missed.
func (p *Projector) endUnwatched(ctx context.Context, now order.Order, watched []table.Waiting) error {
	var over []table.WaitingRef
	for i := range now.Purchases {
		bought := &now.Purchases[i]
		for _, so := range bought.Orders {
			ref := table.RefOf(now.Key, order.Watch{Supplier: bought.Supplier, Account: bought.Account, Purchase: bought.ID, Order: so.ID})
			if !slices.ContainsFunc(watched, func(w table.Waiting) bool { return w.WaitingRef == ref }) {
				over = append(over, ref)
			}
		}
	}
	if len(over) == 0 {
		return nil
	}
	still, err := p.rows.WaitingOf(ctx, over)
	if err != nil {
		return fmt.Errorf("project %s: %w", now.Key, err)
	}
	refs := make([]table.WaitingRef, 0, len(still))
	for _, w := range still {
		refs = append(refs, w.WaitingRef)
	}
	if err := p.rows.DeleteWaiting(ctx, refs); err != nil {
		return fmt.Errorf("project %s: %w", now.Key, err)
	}
	return nil
}

// rewrite writes all rows of an order and removes those of every list that it is not in.
func (p *Projector) rewrite(ctx context.Context, now order.Order) error {
	everywhere := now
	everywhere.Portions = nil
	for _, state := range order.Tabs() {
		everywhere.Portions = append(everywhere.Portions, order.Portion{Units: 1, State: state})
	}
	everywhere.Attention = []order.Attention{{Code: order.AttentionParked}}
	everywhere.Archived = false
	// The empty image has none of the rows, so that none is taken to be there.
	images := []order.Order{everywhere, {Key: now.Key}}
	if err := p.rows.RefreshViews(ctx, images, now); err != nil {
		return fmt.Errorf("project %s: %w", now.Key, err)
	}
	return nil
}

// watch begins and ends the watching of suppliers' orders.
func (p *Projector) watch(ctx context.Context, before []order.Order, now order.Order) error {
	wanted := waiting(now)
	images := make([][]table.Waiting, 0, len(before))
	var known []table.Waiting
	for _, o := range before {
		images = append(images, waiting(o))
		known = append(known, images[len(images)-1]...)
	}
	// Only what every image had is taken to be there: those in between were never made rows of.
	begin := missing(wanted, images, same)
	if len(begin) > 0 {
		if err := p.rows.EnsureWaiting(ctx, begin); err != nil {
			return fmt.Errorf("project %s: %w", now.Key, err)
		}
	}
	if err := p.route(ctx, now, missing(wanted, images, sameRef)); err != nil {
		return err
	}
	var end []table.WaitingRef
	for _, w := range known {
		gone := !slices.ContainsFunc(wanted, func(x table.Waiting) bool { return x.WaitingRef == w.WaitingRef })
		if gone && !slices.Contains(end, w.WaitingRef) {
			end = append(end, w.WaitingRef)
		}
	}
	if len(end) > 0 {
		if err := p.rows.DeleteWaiting(ctx, end); err != nil {
			return fmt.Errorf("project %s: %w", now.Key, err)
		}
	}
	return nil
}

// route makes suppliers' order numbers lead back to the order, for push messages. A number that
// leads elsewhere already (entered twice by hand) stays there: polling does not need it.
func (p *Projector) route(ctx context.Context, now order.Order, begin []table.Waiting) error {
	for _, w := range begin {
		err := p.rows.ClaimRoute(ctx, table.Route{
			Kind: table.OrderRoute(w.Supplier), Outside: w.Order, Merchant: now.Key.Merchant, Store: now.Key.Store,
			Account: w.Account, Order: now.Key.ID, Purchase: w.Purchase,
		})
		if err != nil && !errors.Is(err, table.ErrTaken) {
			return fmt.Errorf("project %s: %w", now.Key, err)
		}
	}
	return nil
}

// missing is the rows that not every image had; without images all of them.
func missing(wanted []table.Waiting, images [][]table.Waiting, had func(a, b table.Waiting) bool) []table.Waiting {
	var out []table.Waiting
	for _, w := range wanted {
		lacks := func(rows []table.Waiting) bool {
			return !slices.ContainsFunc(rows, func(x table.Waiting) bool { return had(x, w) })
		}
		if len(images) == 0 || slices.ContainsFunc(images, lacks) {
			out = append(out, w)
		}
	}
	return out
}

func sameRef(a, b table.Waiting) bool { return a.WaitingRef == b.WaitingRef }

// same compares what a row is made of; the digest is the poll's own.
func same(a, b table.Waiting) bool {
	return a.WaitingRef == b.WaitingRef && a.Stage == b.Stage && a.Since.Equal(b.Since)
}

func waiting(o order.Order) []table.Waiting {
	watches := o.Watches()
	out := make([]table.Waiting, 0, len(watches))
	for _, w := range watches {
		out = append(out, table.Waiting{WaitingRef: table.RefOf(o.Key, w), Since: w.Since, Stage: w.Stage})
	}
	return out
}
