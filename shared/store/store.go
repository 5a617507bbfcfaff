// Package store is the seam to the merchants' shops. Every platform's adapter
// (shopify, woocommerce, wix) implements [Client]; storetest holds the suite that each passes.
package store

import (
	"context"
	"time"

	"onward/shared/order"
)

// Client is one connected store. Its methods are safe for concurrent use.
// Every error is, or wraps, an [*Error] whose Kind the caller decides on.
type Client interface {
	// Order reads one order. A missing order is [NotFound].
	Order(ctx context.Context, id string) (order.Snapshot, error)
	// Changed reads orders that changed since the moment, oldest change first, one page a call.
	Changed(ctx context.Context, since time.Time, cursor string) (Page, error)
	// Holdings reads what the store holds of an order just now. It is called before every push.
	Holdings(ctx context.Context, id string) (order.Holdings, error)
	// Fulfil makes a fulfilment and answers with the store's ids of it (several where locations split it).
	// On [Unclear] it may have happened: look at Holdings before trying again.
	Fulfil(ctx context.Context, f Fulfilment) ([]string, error)
	// Retrack replaces the tracking of a fulfilment that the store has.
	Retrack(ctx context.Context, r Retrack) error
	// Complete has the store complete the order. Platforms without such a step do nothing.
	Complete(ctx context.Context, id string) error
}

// Page is one page of [Client.Changed].
type Page struct {
	Orders []order.Snapshot
	// Next is the cursor of the next page; empty on the last.
	Next string
}

// Tracking is a number in the spelling of the store at hand.
type Tracking struct {
	Number  string
	Company string
	URL     string
}

// Fulfilment is what a store is told.
type Fulfilment struct {
	Order    string
	Lines    []order.LineUnits
	Tracking []Tracking
	// Notify asks the store to mail the customer, as far as the platform can.
	Notify bool
	// ShippedAt is the day of shipping that some plugins want.
	ShippedAt time.Time
	// Known is the ids of what the store was seen to hold when this was decided: none of it is this. What it holds
	// beyond that with these numbers is an attempt at this that went through after all.
	Known []string
}

// Retrack changes the tracking of fulfilments that the store has.
type Retrack struct {
	Order string
	IDs   []string
	// Was is the numbers that the store holds so far, for platforms that know parcels by number only.
	Was      []string
	Lines    []order.LineUnits
	Tracking []Tracking
	Notify   bool
}
