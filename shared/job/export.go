package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Exportable is what an export reads, and where it is kept.
type Exportable interface {
	Loader
	Timeline(ctx context.Context, key order.Key, cursor string, limit int) (table.TimelinePage, error)
	PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error
}

// ExportedOrder is what is known of a customer by one order.
type ExportedOrder struct {
	Order string `json:"order"`
	Name  string `json:"name,omitempty"`
	// Mail and Addresses are the customer's: where the store says to send to, the merchant's correction, and what
	// suppliers were given.
	Mail      string          `json:"mail,omitempty"`
	Addresses []order.Address `json:"addresses,omitempty"`
	// Record is all that is kept of the order, Timeline what happened with it, newest first.
	Record   order.Order   `json:"record"`
	Timeline []order.Entry `json:"timeline,omitempty"`
}

// exporting collects what is known of a customer, an order a piece. The document stays with the job.
type exporting struct {
	table Exportable
	now   func() time.Time
}

// timelinePage is how many entries are read at once.
const timelinePage = 100

// Piece implements [Worker].
func (w exporting) Piece(ctx context.Context, j table.Job) (Piece, error) {
	p, err := params[Privacy](j)
	if err != nil {
		return Piece{}, err
	}
	n := j.Done
	piece := Piece{Cursor: strconv.Itoa(n + 1), Done: 1, Total: len(p.Orders), Over: n+1 >= len(p.Orders)}
	if n >= len(p.Orders) {
		return Piece{Over: true}, nil
	}
	exported, err := w.export(ctx, order.Key{Merchant: j.Merchant, Store: j.Store, ID: p.Orders[n]})
	if err != nil {
		result, problem, fault := judgeLoad(err)
		if problem != "" && result != resultGone {
			piece.Problems = []table.JobProblem{{Subject: j.Store + "/" + p.Orders[n], Problem: problem}}
		}
		piece.Results = map[string]int{result: 1}
		return piece, fault
	}
	body, err := json.Marshal(exported)
	if err != nil {
		return Piece{}, fmt.Errorf("export: %w", err)
	}
	piece.Results = map[string]int{resultDone: 1}
	return piece, w.table.PutJobPart(ctx, j.Merchant, j.ID, n, body, w.now())
}

func (w exporting) export(ctx context.Context, key order.Key) (ExportedOrder, error) {
	o, err := w.table.Load(ctx, key)
	if err != nil {
		return ExportedOrder{}, err
	}
	e := ExportedOrder{Order: key.ID, Name: o.Store.Name, Mail: o.Store.Email, Record: o}
	add := func(a *order.Address) {
		if a != nil && !a.IsZero() && !slices.Contains(e.Addresses, *a) {
			e.Addresses = append(e.Addresses, *a)
		}
	}
	add(&o.Store.ShipTo)
	add(o.ShipTo)
	for i := range o.Purchases {
		add(o.Purchases[i].ShipTo)
	}
	for cursor := ""; ; {
		page, err := w.table.Timeline(ctx, key, cursor, timelinePage)
		if err != nil {
			return ExportedOrder{}, err
		}
		e.Timeline = append(e.Timeline, page.Entries...)
		if cursor = page.Cursor; cursor == "" {
			return e, nil
		}
	}
}

// Export is what the merchant hands over to a customer.
type Export struct {
	Merchant string            `json:"merchant"`
	Store    string            `json:"store"`
	Made     time.Time         `json:"made"`
	Orders   []json.RawMessage `json:"orders"`
}

// Parts reads a job and its parts.
type Parts interface {
	Job(ctx context.Context, merchant, id string) (table.Job, error)
	JobPart(ctx context.Context, merchant, job string, n int) (json.RawMessage, error)
}

// ErrNotReady says that the job is not an export, or not done yet.
var ErrNotReady = errors.New("there is no finished export under this id")

// ReadExport puts an export together. What was erased since is left out.
func ReadExport(ctx context.Context, t Parts, merchant, id string) (Export, error) {
	j, err := t.Job(ctx, merchant, id)
	if err != nil {
		return Export{}, fmt.Errorf("read export: %w", err)
	}
	if j.Kind != KindExport || j.State != table.JobDone {
		return Export{}, ErrNotReady
	}
	e := Export{Merchant: merchant, Store: j.Store, Made: j.Finished, Orders: []json.RawMessage{}}
	for n := range j.Done {
		part, err := t.JobPart(ctx, merchant, id, n)
		if errors.Is(err, table.ErrNotFound) {
			continue
		}
		if err != nil {
			return Export{}, fmt.Errorf("read export: %w", err)
		}
		e.Orders = append(e.Orders, part)
	}
	return e, nil
}
