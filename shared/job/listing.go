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

// Listing is the parameters of [KindListOrders]: which orders are written down.
type Listing struct {
	Tab       order.State    `json:"tab"`
	Store     string         `json:"store,omitempty"`
	Supplier  order.Supplier `json:"supplier,omitempty"`
	Country   string         `json:"country,omitempty"`
	OlderThan time.Time      `json:"older_than,omitzero"`
}

const (
	// listedRows is how many rows a part has at most, and listedRequests how many pages are read for it.
	listedRows     = 1000
	listedPage     = 250
	listedRequests = 8
)

// Listable is what a listing reads, and where it is kept.
type Listable interface {
	Lists
	PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error
}

// listing writes a list of orders down as it is, a part at a time. It goes down by the orders' age: what moves to
// another tab meanwhile is in it or is not, and nothing is in it twice.
type listing struct {
	table Listable
	now   func() time.Time
}

// Piece implements [Worker]. The cursor is the number of the next part and from where it goes on.
func (w listing) Piece(ctx context.Context, j table.Job) (Piece, error) {
	p, err := params[Listing](j)
	if err != nil {
		return Piece{}, err
	}
	number, cursor, _ := strings.Cut(j.Cursor, " ")
	part := 0
	if number != "" {
		if part, err = strconv.Atoi(number); err != nil {
			return Piece{}, outcome.Permanent(table.ErrCursor)
		}
	}
	rows, next, err := w.read(ctx, j.Merchant, p, cursor)
	if errors.Is(err, table.ErrCursor) {
		return Piece{}, outcome.Permanent(err)
	}
	if err != nil {
		return Piece{}, err
	}
	if len(rows) > 0 {
		body, err := json.Marshal(listedOf(rows))
		if err != nil {
			return Piece{}, fmt.Errorf("list orders: %w", err)
		}
		if err := w.table.PutJobPart(ctx, j.Merchant, j.ID, part, body, w.now()); err != nil {
			return Piece{}, err
		}
		part++
	}
	return Piece{
		Cursor: strconv.Itoa(part) + " " + next, Done: len(rows), Over: next == "", Results: map[string]int{resultListed: len(rows)},
	}, nil
}

const resultListed = "listed"

// read reads the rows of one part.
func (w listing) read(ctx context.Context, merchant string, p Listing, cursor string) ([]table.Row, string, error) {
	var rows []table.Row
	for range listedRequests {
		page, err := w.table.ListTab(ctx, merchant, table.TabQuery{
			Tab: p.Tab, Store: p.Store, Supplier: p.Supplier, Country: p.Country, OlderThan: p.OlderThan,
			Cursor: cursor, Limit: min(listedPage, listedRows-len(rows)),
		})
		if err != nil {
			return nil, "", err
		}
		rows, cursor = append(rows, page.Rows...), page.Cursor
		if cursor == "" || len(rows) >= listedRows {
			break
		}
	}
	return rows, cursor, nil
}

// fileParts is how many parts a file of a listing has at most: more than 6 MB no function can answer with.
const fileParts = 20

// parted is how many parts a listing has by now.
func parted(j table.Job) int {
	number, _, _ := strings.Cut(j.Cursor, " ")
	n, _ := strconv.Atoi(number) // none before the first piece
	return n
}

// Files is how many files a listing comes in: one, but for very long ones.
func Files(j table.Job) int {
	return max((parted(j)+fileParts-1)/fileParts, 1)
}

// ReadListing reads the rows of a file of a listing, counted from 1, with what was listed. [ErrNotReady] when it is not
// done, [table.ErrNotFound] when the job is no listing or has no such file.
func ReadListing(ctx context.Context, t Parts, merchant, id string, file int) ([]table.Row, Listing, error) {
	j, err := t.Job(ctx, merchant, id)
	if err != nil {
		return nil, Listing{}, fmt.Errorf("read listing: %w", err)
	}
	switch {
	case j.Kind != KindListOrders || file < 1 || file > Files(j):
		return nil, Listing{}, fmt.Errorf("read listing: %w", table.ErrNotFound)
	case j.State != table.JobDone:
		return nil, Listing{}, ErrNotReady
	}
	p, err := params[Listing](j)
	if err != nil {
		return nil, Listing{}, err
	}
	var rows []table.Row
	for n := (file - 1) * fileParts; n < min(file*fileParts, parted(j)); n++ {
		raw, err := t.JobPart(ctx, merchant, id, n)
		if err != nil {
			return nil, Listing{}, fmt.Errorf("read listing: %w", err)
		}
		var part []listed
		if err := json.Unmarshal(raw, &part); err != nil {
			return nil, Listing{}, fmt.Errorf("read listing: %w", err)
		}
		for _, l := range part {
			rows = append(rows, l.row(merchant))
		}
	}
	return rows, p, nil
}
