package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
	"golang.org/x/sync/errgroup"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// ImportTable is what an import is checked against, and where it is kept.
type ImportTable interface {
	Loader
	Lookup(ctx context.Context, merchant string, kind table.LookupKind, value string) ([]order.Key, error)
	Stores(ctx context.Context, merchant string) ([]table.Store, error)
	Accounts(ctx context.Context, merchant string) ([]table.Account, error)
	CreateJob(ctx context.Context, j table.Job) error
	PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error
}

// Policies finds the policy by which an order is judged.
type Policies interface {
	For(ctx context.Context, key order.Key, variants []string) (order.Policy, error)
}

// Importer checks merchants' lists against their orders and makes jobs of them.
type Importer struct {
	Table    ImportTable
	Policies Policies
	Sender   queue.Sender
	Now      func() time.Time
}

// Preview is what would come of a list.
type Preview struct {
	// Rows is how many rows the list has, Good how many of them can be taken in, Orders how many orders they change.
	Rows   int      `json:"rows"`
	Good   int      `json:"good"`
	Orders int      `json:"orders"`
	Bad    []BadRow `json:"bad"`
}

// Preview checks a list without changing anything: every change is decided as it would be. [*SheetError] for a list
// that can't be read at all.
func (im *Importer) Preview(ctx context.Context, merchant, kind, by string, sheet []byte) (Preview, error) {
	_, p, err := im.check(ctx, merchant, kind, by, sheet)
	return p, err
}

// errNothing: no row can be taken in.
var errNothing = &SheetError{"No row of the file can be taken in."}

// Start checks a list and makes a job of its good rows.
func (im *Importer) Start(ctx context.Context, merchant, kind, by string, sheet []byte) (table.Job, Preview, error) {
	steps, p, err := im.check(ctx, merchant, kind, by, sheet)
	if err != nil {
		return table.Job{}, p, err
	}
	if len(steps) == 0 {
		return table.Job{}, p, errNothing
	}
	now := im.Now().UTC()
	j := table.Job{
		Merchant: merchant, ID: ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String(), Kind: kind, By: by,
		State: table.JobWaiting, Total: p.Good, Created: now, Updated: now,
	}
	n := 0
	for part := range slices.Chunk(steps, pieceOrders) {
		body, err := json.Marshal(part)
		if err != nil {
			return j, p, fmt.Errorf("import: %w", err)
		}
		if err := im.Table.PutJobPart(ctx, merchant, j.ID, n, body, now); err != nil {
			return j, p, err
		}
		n++
	}
	if err := im.Table.CreateJob(ctx, j); err != nil {
		return j, p, err
	}
	return j, p, im.Sender.Send(ctx, queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: merchant, ID: j.ID}})
}

// change is what rows of a list ask of one order.
type change struct {
	rows []sheetRow
	key  order.Key
	// event makes the event for the order as it is; a problem when the rows don't fit it.
	event func(o order.Order) (order.Event, string)
}

// check reads a list and decides each of its changes on copies of the orders.
func (im *Importer) check(ctx context.Context, merchant, kind, by string, sheet []byte) ([]importStep, Preview, error) {
	rows, changes, bad, err := im.changes(ctx, merchant, kind, by, sheet)
	if err != nil {
		return nil, Preview{}, err
	}
	var byOrder [][]change
	for _, c := range changes {
		i := slices.IndexFunc(byOrder, func(list []change) bool { return list[0].key == c.key })
		if i < 0 {
			byOrder = append(byOrder, nil)
			i = len(byOrder) - 1
		}
		byOrder[i] = append(byOrder[i], c)
	}
	steps, problems := make([][]importStep, len(byOrder)), make([][]BadRow, len(byOrder))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(checkAtOnce)
	for i, list := range byOrder {
		group.Go(func() error {
			var err error
			steps[i], problems[i], err = im.order(gctx, list)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, Preview{}, err //nolint:wrapcheck // ours, passed through
	}
	all := slices.Concat(steps...)
	bad = append(bad, slices.Concat(problems...)...)
	slices.SortFunc(bad, func(a, b BadRow) int { return a.Row - b.Row })
	p := Preview{Rows: rows, Bad: bad}
	for i := range steps {
		if len(steps[i]) > 0 {
			p.Orders++
		}
	}
	p.Good = rows - len(bad)
	return all, p, nil
}

// checkAtOnce is how many orders are checked at the same time.
const checkAtOnce = 8

// order decides the changes of one order, one after the other.
func (im *Importer) order(ctx context.Context, list []change) (steps []importStep, bad []BadRow, err error) {
	refuse := func(c change, problem string) {
		for _, row := range c.rows {
			bad = append(bad, BadRow{Row: row.row, Order: row.cells[colOrder], Problem: problem})
		}
	}
	o, err := im.Table.Load(ctx, list[0].key)
	if err != nil {
		_, problem, err := judgeLoad(err)
		for _, c := range list {
			refuse(c, problem)
		}
		return nil, bad, err
	}
	for _, c := range list {
		event, problem := c.event(o)
		if problem != "" {
			refuse(c, problem)
			continue
		}
		if taken(o, event) {
			refuse(c, "The order has this already.")
			continue
		}
		policy, err := im.Policies.For(ctx, c.key, decider.Variants(o, event))
		if err != nil {
			return nil, nil, err
		}
		next, _, err := order.Decide(o, policy, event, im.Now())
		if _, problem, fault := judge(decider.Result{}, err); err != nil {
			if fault != nil {
				return nil, nil, fault
			}
			refuse(c, problem)
			continue
		}
		raw, err := order.MarshalEvent(event)
		if err != nil {
			return nil, nil, fmt.Errorf("import: %w", err)
		}
		step := importStep{Store: c.key.Store, ID: c.key.ID, Event: raw}
		for _, row := range c.rows {
			step.Rows = append(step.Rows, row.row)
		}
		steps, o = append(steps, step), next
	}
	return steps, bad, nil
}

var errKind = errors.New("this kind of job takes no list")

// find leads from what a row says to its order; a problem when that is none or several.
func (im *Importer) find(ctx context.Context, merchant string, stores []table.Store, r sheetRow) (order.Key, string, error) {
	name := r.cells[colOrder]
	if name == "" {
		return order.Key{}, "The order is missing.", nil
	}
	store := ""
	if want := r.cells[colStore]; want != "" {
		i := slices.IndexFunc(stores, func(s table.Store) bool { return s.ID == want || strings.EqualFold(s.Name, want) })
		if i < 0 {
			return order.Key{}, "There is no store " + want + ".", nil
		}
		store = stores[i].ID
	}
	keys, err := im.Table.Lookup(ctx, merchant, table.ByName, name)
	if err != nil {
		return order.Key{}, "", err
	}
	keys = slices.DeleteFunc(keys, func(k order.Key) bool { return store != "" && k.Store != store })
	switch {
	case len(keys) == 1:
		return keys[0], "", nil
	case len(keys) > 1:
		return order.Key{}, "Several orders are called " + name + ". Add a column \"store\".", nil
	case store != "" || len(stores) == 1:
		// It may be the store's id of the order.
		if store == "" {
			store = stores[0].ID
		}
		key := order.Key{Merchant: merchant, Store: store, ID: name}
		_, err := im.Table.Load(ctx, key)
		if err == nil {
			return key, "", nil
		}
		if !errors.Is(err, table.ErrNotFound) && !errors.Is(err, table.ErrNewerLayout) {
			return order.Key{}, "", err
		}
	}
	return order.Key{}, "There is no order " + name + ".", nil
}
