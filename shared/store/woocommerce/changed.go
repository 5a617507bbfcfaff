package woocommerce

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Cursor is a place in the list of changed orders. The caller keeps it between runs.
type Cursor struct {
	// After is exclusive: orders modified later than it are still to be read.
	After time.Time `json:"after"`
	// Offset and Trashed are beyond zero only where more orders than fit a page
	// share a second, in the list and in the trash.
	Offset  int `json:"offset,omitempty"`
	Trashed int `json:"trashed,omitempty"`
}

// Back gives the cursor for the next run: some minutes are read again, because
// the store's clock and its transactions are not in step with ours.
func (c Cursor) Back(overlap time.Duration) Cursor { return Cursor{After: c.After.Add(-overlap)} }

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

// Changed reads one page of orders changed since the cursor, those in the trash
// among them, which the store lists apart. Page numbers are not used: orders
// that change meanwhile would move others across the boundary, so each page
// starts again from the last time seen.
func (c *Client) Changed(ctx context.Context, from Cursor, size int) (ChangedPage, error) {
	size = min(max(size, 2), perPage)
	live, err := c.listed(ctx, "any", from.After, from.Offset, size)
	if err != nil {
		return ChangedPage{}, err
	}
	trash, err := c.listed(ctx, StatusTrash, from.After, from.Trashed, size)
	if err != nil {
		return ChangedPage{}, err
	}
	page := ChangedPage{More: live.more || trash.more, Unreadable: live.unreadable + trash.unreadable}
	page.Orders = slices.Concat(live.orders, trash.orders)
	slices.SortStableFunc(page.Orders, func(a, b Order) int { return a.Modified.Compare(b.Modified) })
	if !page.More {
		page.Next = Cursor{After: latest(from.After, page.Orders)}
		return page, nil
	}
	// What one list gave beyond the end of the other's page is read again later,
	// so that times only rise from page to page.
	end := live.last
	if !live.more || trash.more && trash.last.Before(end) {
		end = trash.last
	}
	page.Orders = slices.DeleteFunc(page.Orders, func(o Order) bool { return o.Modified.After(end) })
	page.Next = next(from, live, trash, end, size)
	return page, nil
}

// next moves the cursor to just before the last second seen, or, when a whole
// page lies within that second, further down by less than a page: orders that
// leave this second for a later one pull the rest up by their number.
func next(from Cursor, live, trash listing, end time.Time, size int) Cursor {
	if before := end.Add(-time.Second); before.After(from.After) {
		return Cursor{After: before}
	}
	step := size - size/4
	if live.more && !live.last.After(end) {
		from.Offset += step
	}
	if trash.more && !trash.last.After(end) {
		from.Trashed += step
	}
	return from
}

func latest(t time.Time, orders []Order) time.Time {
	for _, o := range orders {
		if o.Modified.After(t) {
			t = o.Modified
		}
	}
	return t
}

// listing is a page of one of the two lists.
type listing struct {
	orders     []Order
	last       time.Time
	more       bool
	unreadable int
}

func (c *Client) listed(ctx context.Context, status string, after time.Time, offset, size int) (listing, error) {
	const op = "list orders"
	a, err := c.read(ctx, op, "/wc/v3/orders", query(
		// Without dates_are_gmt the time would be read in the site's own zone.
		"modified_after", after.UTC().Format("2006-01-02T15:04:05"), "dates_are_gmt", "true",
		"orderby", "modified", "order", "asc", "status", status, "per_page", size, "offset", offset,
	))
	if err != nil {
		return listing{}, err
	}
	var raw flexList[json.RawMessage]
	if err := json.Unmarshal(a.body, &raw); err != nil {
		return listing{}, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
	}
	l := listing{more: len(raw) >= size}
	for _, r := range raw {
		o, err := DecodeOrder(r)
		if err != nil {
			l.unreadable++ // one broken order must not hide the others
			continue
		}
		l.orders = append(l.orders, o)
	}
	l.last = latest(after, l.orders)
	return l, nil
}

// ChangedSince reads pages until the end or the bound, and gives each order
// once. done is false when the bound was reached; at goes on from there.
func (c *Client) ChangedSince(ctx context.Context, from Cursor, size, pages int) (orders []Order, at Cursor, done bool, err error) {
	at = from
	for range pages {
		page, err := c.Changed(ctx, at, size)
		if err != nil {
			return orders, at, false, err
		}
		for _, o := range page.Orders {
			i := slices.IndexFunc(orders, func(x Order) bool { return x.ID == o.ID })
			if i >= 0 {
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
