package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"onward/shared/job"
	"onward/shared/sheet"
	"onward/shared/table"
)

// importTable is where lists are kept that were checked.
type importTable interface {
	PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error
	JobPart(ctx context.Context, merchant, job string, n int) (json.RawMessage, error)
}

const (
	// MostImportRows is how many rows a list can have.
	MostImportRows = job.MaxRows
	// MostImportBytes is how large its file can be.
	MostImportBytes = 1000 << 10
)

// Import is a list that was checked. Nothing of it is done before it is started; then exactly what was checked is done.
type Import struct {
	ID   string `json:"id" doc:"Also the id of its job."`
	Kind string `json:"kind" enum:"import_tracking,import_supplier_orders"`
	File string `json:"file,omitempty"`
	// Sum names the content that was checked, and will be taken in.
	Sum         string          `json:"sha256"`
	State       table.JobState  `json:"state" enum:"draft,waiting,running,done,failed,cancelled" doc:"A draft was checked and not started."`
	By          string          `json:"by,omitempty"`
	Created     time.Time       `json:"created"`
	Until       time.Time       `json:"until,omitzero" doc:"Until when a draft can be started."`
	Rows        int             `json:"rows"`
	Good        int             `json:"good" doc:"Rows that are taken in."`
	Orders      int             `json:"orders" doc:"Orders that they change."`
	Already     int             `json:"already" doc:"Rows whose content the orders have; nothing is done for them."`
	AlreadyRows string          `json:"already_rows,omitempty" example:"2-8, 11"`
	Bad         int             `json:"bad" doc:"Rows that are not taken in."`
	Columns     []ImportColumn  `json:"columns" doc:"What each heading was taken for."`
	Samples     []ImportSample  `json:"samples" doc:"What the first good rows will do."`
	Noted       []ImportProblem `json:"noted" doc:"Every bad row, and every good one that should be looked at before, by row."`
}

// ImportColumn is what a heading was taken for.
type ImportColumn struct {
	Heading string `json:"heading"`
	As      string `json:"as,omitempty" doc:"Left out when the column is passed over."`
}

// ImportSample is what a row will do.
type ImportSample struct {
	Row   int    `json:"row"`
	Order string `json:"order"`
	Text  string `json:"text"`
}

// ImportProblem is what is wrong with a row, and what to do.
type ImportProblem struct {
	Row     int         `json:"row" doc:"As the spreadsheet counts; the headings are row 1."`
	Order   string      `json:"order,omitempty"`
	Value   string      `json:"value,omitempty"`
	Verdict job.Verdict `json:"verdict" enum:"bad,doubtful" doc:"Doubtful rows are taken in."`
	Problem string      `json:"problem"`
}

func importKinds() []string { return []string{job.KindImportTracking, job.KindImportOrders} }

// CheckImport checks a list of tracking numbers or of supplier orders, and keeps what would be done. It changes no order.
func (d *Desk) CheckImport(ctx context.Context, a Actor, kind, file string, raw []byte) (Import, error) {
	if err := a.need(Operator); err != nil {
		return Import{}, err
	}
	switch {
	case !slices.Contains(importKinds(), kind):
		return Import{}, invalid("query.kind", "A list has tracking numbers ("+job.KindImportTracking+") or supplier orders ("+job.KindImportOrders+").")
	case len(raw) > MostImportBytes:
		return Import{}, invalid("body", "The file is larger than "+strconv.Itoa(MostImportBytes>>10)+" kB. Split it, and upload one part after the other.")
	}
	checked, err := d.importer().Check(ctx, job.List{Merchant: a.Merchant, Kind: kind, By: a.By(), File: file, Raw: raw})
	if bad, ok := errors.AsType[*sheet.Error](err); ok {
		return Import{}, invalid("body", bad.Problem)
	}
	if err != nil {
		return Import{}, fmt.Errorf("check import: %w", err)
	}
	return importOf(checked), nil
}

// Import reads what a list came to.
func (d *Desk) Import(ctx context.Context, a Actor, id string) (Import, error) {
	if err := a.need(ReadOnly); err != nil {
		return Import{}, err
	}
	j, err := d.Table.Job(ctx, a.Merchant, id)
	if err != nil {
		return Import{}, missing(err, "import")
	}
	kept, err := job.ReadImport(ctx, d.Table, j)
	if err != nil {
		return Import{}, missing(err, "import")
	}
	return importOf(kept), nil
}

// StartImport takes in what was checked, as a job. Pressed twice, it is done once.
func (d *Desk) StartImport(ctx context.Context, a Actor, id string) (Job, error) {
	if err := a.need(Operator); err != nil {
		return Job{}, err
	}
	j, err := d.importer().Start(ctx, a.Merchant, id, a.By())
	switch {
	case errors.Is(err, job.ErrNothing):
		return Job{}, refuse(Conflict, "nothing_to_import", "No row can be taken in. Mend the file as its rows say, and upload it again.")
	case errors.Is(err, job.ErrStale):
		return Job{}, refuse(Conflict, "import_stale", "This was checked more than a day ago, and orders change. Upload the file again.")
	case err != nil:
		return Job{}, missing(err, "import")
	}
	return jobOf(j), nil
}

// ImportTemplate is an empty list with all the headings that a kind can have.
func (d *Desk) ImportTemplate(a Actor, kind string) ([]byte, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	if !slices.Contains(importKinds(), kind) {
		return nil, invalid("query.kind", "There are templates for "+job.KindImportTracking+" and "+job.KindImportOrders+".")
	}
	var out bytes.Buffer
	err := sheet.Write(&out, [][]string{job.Columns(kind)})
	return out.Bytes(), err
}

func (d *Desk) importer() *job.Importer {
	return &job.Importer{Table: d.Table, Policies: d.Policies, Sender: d.Sender, Now: d.Now}
}

func importOf(i job.Import) Import {
	c := i.Checked
	out := Import{
		ID: i.Job.ID, Kind: i.Job.Kind, File: c.File, Sum: c.Sum, State: i.Job.State, By: i.Job.By, Created: i.Job.Created,
		Rows: c.Rows, Good: c.Good, Orders: c.Orders, Already: c.Already, AlreadyRows: c.AlreadyRows, Bad: c.Bad,
		Columns: make([]ImportColumn, 0, len(c.Columns)), Samples: make([]ImportSample, 0, len(c.Samples)), Noted: make([]ImportProblem, 0, len(i.Noted)),
	}
	if i.Job.State == table.JobDraft {
		out.Until = i.Job.Created.Add(job.StartWithin)
	}
	for _, h := range c.Columns {
		out.Columns = append(out.Columns, ImportColumn(h))
	}
	for _, s := range c.Samples {
		out.Samples = append(out.Samples, ImportSample(s))
	}
	for _, n := range i.Noted {
		out.Noted = append(out.Noted, ImportProblem(n))
	}
	return out
}
