package wix

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// PageSize is the most that Wix gives at once.
const PageSize = 100

// OrderPage is a part of a search's result.
type OrderPage struct {
	Orders []Order
	// Unread are the ids of orders whose content was not understood: one odd
	// order must not hide the others.
	Unread []string
	// Next is the cursor of the next page, empty at the end.
	Next string
}

// ChangedOrders are the orders changed at or after since, oldest change first.
// With a cursor it goes on where the page before ended, and since is not used.
// The search is an index which may lag some seconds: overlap the windows, and
// read an order by its id for the truth.
func (s *Site) ChangedOrders(ctx context.Context, since time.Time, cursor string) (OrderPage, error) {
	search := map[string]any{"cursorPaging": map[string]any{"limit": PageSize}}
	if cursor != "" {
		search["cursorPaging"] = map[string]any{"limit": PageSize, "cursor": cursor}
	} else {
		const stamp = "2006-01-02T15:04:05.000Z"
		search["filter"] = map[string]any{"updatedDate": map[string]any{"$gte": since.UTC().Format(stamp)}}
		search["sort"] = []any{map[string]any{"fieldName": "updatedDate", "order": "ASC"}}
	}
	var out struct {
		Orders   []json.RawMessage `json:"orders"`
		Metadata struct {
			Cursors struct {
				Next string `json:"next"`
			} `json:"cursors"`
			HasNext bool `json:"hasNext"`
		} `json:"metadata"`
	}
	op := operation{name: "search orders", method: http.MethodPost, path: "/ecom/v1/orders/search"}
	if err := s.call(ctx, op, map[string]any{"search": search}, &out); err != nil {
		return OrderPage{}, err
	}
	page := OrderPage{}
	if out.Metadata.HasNext {
		page.Next = out.Metadata.Cursors.Next
	}
	for _, raw := range out.Orders {
		var o Order
		if err := json.Unmarshal(raw, &o); err != nil || o.ID == "" {
			page.Unread = append(page.Unread, idOf(raw))
			continue
		}
		page.Orders = append(page.Orders, o)
	}
	return page, nil
}

func idOf(raw json.RawMessage) string {
	var only struct {
		ID Text `json:"id"`
	}
	_ = json.Unmarshal(raw, &only) // an order without a readable id is reported as ""
	return string(only.ID)
}

// Order reads one order as it is now.
func (s *Site) Order(ctx context.Context, id string) (Order, error) {
	var out struct {
		Order Order `json:"order"`
	}
	op := operation{name: "get order", method: http.MethodGet, path: "/ecom/v1/orders/" + url.PathEscape(id)}
	if err := s.call(ctx, op, nil, &out); err != nil {
		return Order{}, err
	}
	if out.Order.ID == "" {
		return Order{}, &Error{Failure: Temporary, Operation: op.name, Status: http.StatusOK}
	}
	return out.Order, nil
}
