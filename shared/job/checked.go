package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"onward/shared/table"
)

// Verdict is what a row of a list is noted for.
type Verdict string

// The verdicts. Doubtful rows are taken in.
const (
	Bad      Verdict = "bad"
	Doubtful Verdict = "doubtful"
)

// Noted is a row that is not taken in, or that should be looked at before, and why.
type Noted struct {
	// Row counts as the spreadsheet does, the heading being row 1.
	Row     int     `json:"row"`
	Order   string  `json:"order,omitempty"`
	Value   string  `json:"value,omitempty"`
	Verdict Verdict `json:"verdict"`
	Problem string  `json:"problem"`
}

// Checked is what a list came to when it was checked. It is kept as the parameters of the import's job.
type Checked struct {
	File string `json:"file,omitempty"`
	// Sum is the SHA-256 of the file, in hex.
	Sum string `json:"sum"`
	// Of Rows, Good are taken in, and change so many Orders; Already are in the orders, so that nothing is done; Bad are not taken in.
	Rows    int `json:"rows"`
	Good    int `json:"good"`
	Orders  int `json:"orders"`
	Already int `json:"already"`
	Bad     int `json:"bad"`
	// AlreadyRows names those rows, such as "2-8, 11".
	AlreadyRows string    `json:"already_rows,omitempty"`
	Columns     []Heading `json:"columns"`
	// Samples is what the first good rows will do.
	Samples []Sample `json:"samples,omitempty"`
	// Noted is how many notes there are; they are kept beside the job.
	Noted int `json:"noted"`
}

// Sample is what rows of a list will do.
type Sample struct {
	Row   int    `json:"row"`
	Order string `json:"order"`
	Text  string `json:"text"`
}

const (
	// mostSamples is how many samples are kept.
	mostSamples = 10
	// notesFrom is the number of the first part of notes; the steps' parts are below.
	notesFrom = 900000
	// notesPart is how many notes a part has.
	notesPart = 1000
)

// Import is a list that was checked, with its notes. It is begun by [Importer.Start].
type Import struct {
	Job     table.Job
	Checked Checked
	Noted   []Noted
}

// Notes reads an import's notes, by row.
type Notes interface {
	JobPart(ctx context.Context, merchant, job string, n int) (json.RawMessage, error)
}

// ReadImport reads what a list came to. [table.ErrNotFound] when the job is no import.
func ReadImport(ctx context.Context, t Notes, j table.Job) (Import, error) {
	if columnsFor(j.Kind) == nil {
		return Import{}, fmt.Errorf("read import: %w", table.ErrNotFound)
	}
	out := Import{Job: j}
	if err := json.Unmarshal(j.Params, &out.Checked); err != nil {
		return Import{}, fmt.Errorf("read import: %w", table.ErrNotFound)
	}
	for n := 0; n*notesPart < out.Checked.Noted; n++ {
		raw, err := t.JobPart(ctx, j.Merchant, j.ID, notesFrom+n)
		if errors.Is(err, table.ErrNotFound) {
			break // they went before the job
		}
		if err != nil {
			return Import{}, err
		}
		var part []Noted
		if err := json.Unmarshal(raw, &part); err != nil {
			return Import{}, fmt.Errorf("read import: %w", err)
		}
		out.Noted = append(out.Noted, part...)
	}
	return out, nil
}

// ranges names rows in a few words; so many that it gets long are not all named.
func ranges(rows []int) string {
	slices.Sort(rows)
	var parts []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		part := strconv.Itoa(rows[i])
		if j > i {
			part += "-" + strconv.Itoa(rows[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	const most = 40
	if len(parts) > most {
		parts = append(parts[:most], "…")
	}
	return strings.Join(parts, ", ")
}

// StartWithin is how long after its check a list can be taken in: what it was checked against changes.
const StartWithin = 24 * time.Hour
