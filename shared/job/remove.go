package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/table"
)

// Removable is everything of a merchant.
type Removable interface {
	Orders
	Connected
	Jobs(ctx context.Context, merchant, cursor string, limit int) (jobs []table.Job, next string, err error)
	DropJobParts(ctx context.Context, merchant, job string) error
	DropAnswers(ctx context.Context, merchant string) error
	DeleteOrder(ctx context.Context, o order.Order) error
	SetHold(ctx context.Context, scope table.HoldScope, hold *order.Hold) error
	DeleteMerchant(ctx context.Context, id string) error
}

// Connected is what a merchant has connected.
type Connected interface {
	Stores(ctx context.Context, merchant string) ([]table.Store, error)
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	DeleteStore(ctx context.Context, merchant, id string) error
	Accounts(ctx context.Context, merchant string) ([]table.Account, error)
	DeleteAccount(ctx context.Context, a table.Account) error
	DeleteRoute(ctx context.Context, r table.Route) error
}

// removing removes a merchant: first everything is stopped and cut off, then, when nobody can be writing any more,
// the orders go, then the rest, the job itself with it.
type removing struct {
	table  Removable
	search Search
	settle time.Duration
	now    func() time.Time
}

const phaseOrders = "orders"

// Piece implements [Worker].
func (w removing) Piece(ctx context.Context, j table.Job) (Piece, error) {
	phase, at, _ := strings.Cut(j.Cursor, " ")
	switch phase {
	case "":
		return w.close(ctx, j)
	case phaseSettle:
		if ms, err := strconv.ParseInt(at, 10, 64); err == nil && time.UnixMilli(ms).After(w.now()) {
			return Piece{Cursor: j.Cursor, Wait: time.UnixMilli(ms).Sub(w.now())}, nil
		}
		return Piece{Cursor: phaseOrders}, nil
	case phaseOrders:
		return w.orders(ctx, j, at)
	default:
		return w.rest(ctx, j)
	}
}

// close stops all that acts for the merchant, and ends the stores' connections.
func (w removing) close(ctx context.Context, j table.Job) (Piece, error) {
	now := w.now().UTC()
	hold := &order.Hold{By: j.By, Reason: "The merchant is being removed.", At: now}
	if err := w.table.SetHold(ctx, table.HoldScope{Merchant: j.Merchant}, hold); err != nil {
		return Piece{}, err
	}
	stores, err := w.table.Stores(ctx, j.Merchant)
	if err != nil {
		return Piece{}, err
	}
	for _, s := range stores {
		_, err := w.table.UpdateStore(ctx, s.Merchant, s.ID, func(s *table.Store) error {
			s.Sealed = nil
			if s.Disconnected.IsZero() {
				s.Disconnected = now
			}
			return nil
		})
		if err != nil {
			return Piece{}, err
		}
		route := table.Route{Kind: table.StoreRoute(s.Platform), Outside: s.Outside, Merchant: s.Merchant, Store: s.ID}
		if err := w.table.DeleteRoute(ctx, route); err != nil {
			return Piece{}, err
		}
	}
	return Piece{Cursor: phaseSettle + " " + strconv.FormatInt(now.Add(w.settle).UnixMilli(), 10), Wait: w.settle}, nil
}

// doomed is an order that is about to be removed, with what its row in the list of all says of it.
type doomed struct {
	Store   string    `json:"s"`
	ID      string    `json:"i"`
	Created time.Time `json:"c"`
	Version int64     `json:"v"`
}

// orders removes the next orders. An order's rows go before itself, so what is to be removed is written down first.
func (w removing) orders(ctx context.Context, j table.Job, at string) (Piece, error) {
	if at == "" {
		return w.list(ctx, j)
	}
	var next []doomed
	if err := json.Unmarshal([]byte(at), &next); err != nil {
		return Piece{}, outcome.Permanent(table.ErrCursor)
	}
	c := chosen{cursor: phaseOrders}
	rows := map[order.Key]doomed{}
	for _, d := range next {
		key := order.Key{Merchant: j.Merchant, Store: d.Store, ID: d.ID}
		rows[key] = d
		c.keys = append(c.keys, key)
	}
	return each(ctx, c, func(ctx context.Context, key order.Key) (string, string, error) {
		o, err := w.table.Load(ctx, key)
		if errors.Is(err, table.ErrNotFound) {
			o = order.Order{Key: key, Version: rows[key].Version} // rows may be left of it
			o.Store.ID, o.Store.CreatedAt = key.ID, rows[key].Created
		} else if err != nil {
			return "", "", err
		}
		return resultDone, "", w.table.DeleteOrder(ctx, o)
	})
}

func (w removing) list(ctx context.Context, j table.Job) (Piece, error) {
	page, err := w.table.ListTab(ctx, j.Merchant, table.TabQuery{Tab: table.TabAll, Limit: pieceOrders})
	if err != nil {
		return Piece{}, err
	}
	if len(page.Rows) == 0 {
		return Piece{Cursor: "rest"}, nil
	}
	next := make([]doomed, 0, len(page.Rows))
	for _, row := range page.Rows {
		next = append(next, doomed{Store: row.Key.Store, ID: row.Key.ID, Created: row.Created, Version: row.Version})
	}
	raw, err := json.Marshal(next)
	if err != nil {
		return Piece{}, fmt.Errorf("remove merchant: %w", err)
	}
	return Piece{Cursor: phaseOrders + " " + string(raw)}, nil
}

func (w removing) rest(ctx context.Context, j table.Job) (Piece, error) {
	stores, err := w.table.Stores(ctx, j.Merchant)
	if err != nil {
		return Piece{}, err
	}
	for _, s := range stores {
		if _, _, err := w.search.remove(ctx, j.Merchant, s.ID, nil); err != nil {
			return Piece{}, err
		}
		if err := w.table.DeleteStore(ctx, j.Merchant, s.ID); err != nil {
			return Piece{}, err
		}
	}
	accounts, err := w.table.Accounts(ctx, j.Merchant)
	if err != nil {
		return Piece{}, err
	}
	for _, a := range accounts {
		if err := w.table.DeleteAccount(ctx, a); err != nil {
			return Piece{}, err
		}
	}
	for cursor := ""; ; {
		jobs, next, err := w.table.Jobs(ctx, j.Merchant, cursor, maxJobs)
		if err != nil {
			return Piece{}, err
		}
		for _, other := range jobs {
			if err := w.table.DropJobParts(ctx, j.Merchant, other.ID); err != nil {
				return Piece{}, err
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if err := w.table.DropAnswers(ctx, j.Merchant); err != nil {
		return Piece{}, err
	}
	return Piece{Over: true}, w.table.DeleteMerchant(ctx, j.Merchant)
}
