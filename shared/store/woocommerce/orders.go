package woocommerce

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Order reads one order with its refunds. The store answers for trashed orders too.
func (c *Client) Order(ctx context.Context, id string) (Order, error) {
	const op = "get order"
	a, err := c.read(ctx, op, orderPath(id), nil)
	if err != nil {
		return Order{}, err
	}
	o, err := DecodeOrder(a.body)
	if err != nil {
		return Order{}, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: err}
	}
	if err := c.withRefunds(ctx, &o); err != nil {
		return Order{}, err
	}
	return o, nil
}

// withRefunds reads which lines the refunds cover, if the order has any.
func (c *Client) withRefunds(ctx context.Context, o *Order) error {
	if !o.RefundsPending {
		return nil
	}
	refunds, err := c.Refunds(ctx, o.ID)
	if err != nil {
		return err
	}
	o.ApplyRefunds(refunds)
	return nil
}

// Cursor is a place in the list of changed orders. The caller keeps it between runs.
type Cursor struct {
	// After is exclusive: orders modified later than it are still to be read.
	After time.Time `json:"after"`
	// Offset is beyond zero only where more orders than fit a page share a second.
	Offset int `json:"offset,omitempty"`
	// Seen is the ids already given for the second that After ends before.
	Trash bool `json:"trash,omitempty"`
}

// Back gives the cursor for the next run: some minutes are read again, because
// the store's clock and its transactions are not in step with ours.
func (c Cursor) Back(overlap time.Duration) Cursor {
	return Cursor{After: c.After.Add(-overlap), Trash: c.Trash}
}

// ChangedPage is one page of changed orders, oldest change first.
type ChangedPage struct {
	// Orders may hold some that an earlier page held; they are applied by content.
	// Their refunds' lines are not read yet (Order.RefundsPending).
	Orders []Order
	Next   Cursor
	// More says that there is another page from Next on.
	More bool
	// Unreadable counts entries that are no orders; they are left out.
	Unreadable int
}

// Changed reads one page of orders changed since the cursor. Pages are not
// counted on: orders that change meanwhile would move others across the
// boundary, so each page starts again from the last time seen. The trash has
// its own cursor (Cursor.Trash), because the store leaves it out otherwise.
func (c *Client) Changed(ctx context.Context, from Cursor, size int) (ChangedPage, error) {
	const op = "list orders"
	size = min(max(size, 2), perPage)
	status := "any"
	if from.Trash {
		status = StatusTrash
	}
	a, err := c.read(ctx, op, "/wc/v3/orders", query(
		"modified_after", from.After.UTC().Format("2006-01-02T15:04:05"), "dates_are_gmt", "true",
		"orderby", "modified", "order", "asc", "status", status,
		"per_page", size, "offset", from.Offset,
	))
	if err != nil {
		return ChangedPage{}, err
	}
	var raw flexList[json.RawMessage]
	if err := json.Unmarshal(a.body, &raw); err != nil {
		return ChangedPage{}, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
	}
	page := ChangedPage{Next: from, More: len(raw) >= size}
	for _, r := range raw {
		o, err := DecodeOrder(r)
		if err != nil {
			page.Unreadable++ // one broken order must not hide the others
			continue
		}
		page.Orders = append(page.Orders, o)
	}
	page.Next = next(from, page, size)
	return page, nil
}

// next moves the cursor to just before the last second seen, or, when a whole
// page lies within that second, further down by less than a page.
func next(from Cursor, page ChangedPage, size int) Cursor {
	last := from.After
	for _, o := range page.Orders {
		if o.Modified.After(last) {
			last = o.Modified
		}
	}
	if !page.More {
		return Cursor{After: last, Trash: from.Trash}
	}
	if before := last.Add(-time.Second); before.After(from.After) {
		return Cursor{After: before, Trash: from.Trash}
	}
	// A quarter of the page is read again: orders that leave this second for a
	// later one pull the rest up by their number.
	from.Offset += size - size/4
	return from
}

// ChangedSince reads pages until the end or the bound, and gives each order
// once. done is false when the bound was reached; Next goes on from there.
func (c *Client) ChangedSince(ctx context.Context, from Cursor, size, pages int) (orders []Order, at Cursor, done bool, err error) {
	at = from
	for range pages {
		page, err := c.Changed(ctx, at, size)
		if err != nil {
			return orders, at, false, err
		}
		for _, o := range page.Orders {
			same := func(x Order) bool { return x.ID == o.ID }
			if i := slices.IndexFunc(orders, same); i >= 0 {
				orders[i] = o
				continue
			}
			orders = append(orders, o)
		}
		at = page.Next
		if !page.More {
			return orders, at, true, nil
		}
	}
	return orders, at, false, nil
}
