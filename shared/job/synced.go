package job

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/table"
)

const (
	// lookEvery is how often it is seen what came of asking.
	lookEvery = 3 * time.Second
	// answered is after how long an order without news is taken to have none: a supplier's answer without news
	// writes nothing. slow is for how long a store's answer is waited for.
	answered = 20 * time.Second
	slow     = 60 * time.Second

	resultMoved  = "moved"
	resultNews   = "other_news"
	resultNoNews = "nothing_new"
	resultSilent = "no_answer_yet"
)

// look counts what came of the orders of one piece. Nobody's "asked" stays once its outcome is known.
func (w syncing) look(ctx context.Context, j table.Job, n int, of string) (Piece, error) {
	pieces, err := strconv.Atoi(of)
	if err != nil {
		return Piece{}, outcome.Permanent(table.ErrCursor)
	}
	raw, err := w.parts.JobPart(ctx, j.Merchant, j.ID, n)
	if err != nil {
		return Piece{}, fmt.Errorf("look at piece %d: %w", n, err)
	}
	var part askedPart
	if err := json.Unmarshal(raw, &part); err != nil {
		return Piece{}, outcome.Permanent(errParams)
	}
	keys := make([]order.Key, 0, len(part.Orders))
	versions := make(map[order.Key]int64, len(part.Orders))
	for _, a := range part.Orders {
		key := order.Key{Merchant: j.Merchant, Store: a.Store, ID: a.ID}
		keys = append(keys, key)
		versions[key] = a.Version
	}
	orders, err := w.orders.LoadMany(ctx, keys)
	if err != nil {
		return Piece{}, err
	}
	waited := w.now().Sub(part.At)
	results := map[string]int{resultAsked: -len(keys), resultGone: len(keys) - len(orders)}
	for i := range orders {
		came, known := cameOf(&orders[i], versions[orders[i].Key], waited)
		if !known {
			return Piece{Cursor: j.Cursor, Wait: lookEvery}, nil
		}
		results[came]++
	}
	return Piece{Cursor: joinSync(stepLook, n+1, of), Over: n+1 >= pieces, Results: results}, nil
}

// cameOf says what came of asking about an order, or that it is to be seen later.
func cameOf(o *order.Order, since int64, waited time.Duration) (result string, known bool) {
	news := o.News(since)
	for _, e := range news {
		if len(e.Moves) > 0 {
			return resultMoved, !o.Rereading() || waited >= answered
		}
	}
	switch {
	case o.Rereading() && waited < slow:
		return "", false
	case len(news) > 0:
		return resultNews, true
	case waited < answered:
		return "", false
	case o.Rereading():
		return resultSilent, true
	default:
		return resultNoNews, true
	}
}
