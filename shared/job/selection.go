package job

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/table"
)

// pieceOrders is how many orders one piece is about.
const pieceOrders = 25

// Lists reads the orders of tabs.
type Lists interface {
	ListTab(ctx context.Context, merchant string, q table.TabQuery) (table.Page, error)
}

var errParams = errors.New("the job's parameters can't be read")

func params[T any](j table.Job) (T, error) {
	var p T
	if len(j.Params) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(j.Params, &p); err != nil {
		return p, outcome.Permanent(errParams)
	}
	return p, nil
}

// chosen is the next orders of a selection.
type chosen struct {
	keys   []order.Key
	cursor string
	over   bool
	// total is how many there are, 0 when that is not known.
	total int
}

// next reads the next orders of a selection from a job's cursor on.
func (s Selection) next(ctx context.Context, lists Lists, merchant, cursor string) (chosen, error) {
	if s.Tab == "" {
		return named(merchant, s.Orders, cursor)
	}
	if s.Tab != table.TabAll && !slices.Contains(order.Tabs(), s.Tab) {
		return chosen{}, outcome.Permanent(errors.New("There is no tab " + strconv.Quote(string(s.Tab)) + "."))
	}
	return tab(ctx, lists, merchant, table.TabQuery{
		Tab: s.Tab, Store: s.Store, Supplier: s.Supplier, Country: s.Country, Cursor: cursor, Limit: pieceOrders,
	})
}

func named(merchant string, refs []Ref, cursor string) (chosen, error) {
	from := 0
	if cursor != "" {
		var err error
		if from, err = strconv.Atoi(cursor); err != nil {
			return chosen{}, outcome.Permanent(table.ErrCursor)
		}
	}
	from = min(from, len(refs))
	to := min(from+pieceOrders, len(refs))
	c := chosen{cursor: strconv.Itoa(to), over: to == len(refs), total: len(refs)}
	for _, ref := range refs[from:to] {
		c.keys = append(c.keys, order.Key{Merchant: merchant, Store: ref.Store, ID: ref.ID})
	}
	return c, nil
}

// tab reads on in a tab. It goes down by the orders' age, so that what leaves the tab, or enters it, disturbs nothing.
func tab(ctx context.Context, lists Lists, merchant string, q table.TabQuery) (chosen, error) {
	page, err := lists.ListTab(ctx, merchant, q)
	if errors.Is(err, table.ErrCursor) {
		return chosen{}, outcome.Permanent(err)
	}
	if err != nil {
		return chosen{}, err
	}
	c := chosen{cursor: page.Cursor, over: page.Cursor == ""}
	for _, row := range page.Rows {
		c.keys = append(c.keys, row.Key)
	}
	return c, nil
}
