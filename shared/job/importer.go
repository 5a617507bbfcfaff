package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

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
	UpdateJob(ctx context.Context, merchant, id string, do func(*table.Job) error) (table.Job, error)
	PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error
}

// Policies finds the policy by which an order is judged.
type Policies interface {
	For(ctx context.Context, key order.Key, variants []string) (order.Policy, error)
}

// Importer checks merchants' lists against their orders and takes in what was checked: what is done is what was shown,
// not a file that is sent once more.
type Importer struct {
	Table    ImportTable
	Policies Policies
	Sender   queue.Sender
	Now      func() time.Time
}

// List is a merchant's list: of tracking numbers ([KindImportTracking]) or of supplier orders ([KindImportOrders]).
type List struct {
	Merchant, Kind, By string
	// File is what the merchant calls the list.
	File string
	Raw  []byte
}

var (
	// ErrNothing refuses to begin an import of which no row can be taken in.
	ErrNothing = errors.New("no row of the list can be taken in")
	// ErrStale refuses to begin an import whose check is older than [StartWithin].
	ErrStale = errors.New("the list was checked too long ago")
	errKind  = errors.New("this kind of job takes no list")
)

// Check reads a list and decides each of its changes on copies of the orders, as it would be decided. It changes no
// order; what is to be done and what was noted is kept as a draft of a job. [*sheet.Error] for a list that can't be read.
func (im *Importer) Check(ctx context.Context, l List) (Import, error) {
	if columnsFor(l.Kind) == nil {
		return Import{}, errKind
	}
	a, err := im.read(ctx, l)
	if err != nil {
		return Import{}, err
	}
	d, err := im.decide(ctx, a.changes)
	if err != nil {
		return Import{}, err
	}
	noted := onePerRow(append(a.noted, d.noted...), d.already)
	sum := sha256.Sum256(l.Raw)
	out := Import{Noted: noted, Checked: Checked{
		File: cut(l.File, 2*longest), Sum: hex.EncodeToString(sum[:]), Rows: a.rows, Orders: d.orders, Already: len(d.already),
		AlreadyRows: ranges(d.already), Columns: a.shown, Samples: d.samples[:min(len(d.samples), mostSamples)], Noted: len(noted),
	}}
	for _, n := range noted {
		if n.Verdict == Bad {
			out.Checked.Bad++
		}
	}
	out.Checked.Good = out.Checked.Rows - out.Checked.Bad - out.Checked.Already
	return im.keep(ctx, l, out, d.steps)
}

// onePerRow leaves each row the worst that was said of it. What is there already needs no second look.
func onePerRow(noted []Noted, already []int) []Noted {
	slices.SortStableFunc(noted, func(a, b Noted) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return strings.Compare(string(a.Verdict), string(b.Verdict))
	})
	noted = slices.DeleteFunc(noted, func(n Noted) bool { return n.Verdict == Doubtful && slices.Contains(already, n.Row) })
	return slices.CompactFunc(noted, func(a, b Noted) bool { return a.Row == b.Row })
}

// decided is what came of a list's changes.
type decided struct {
	steps   []importStep
	noted   []Noted
	already []int
	samples []Sample
	orders  int
}

// decide decides all changes, order by order.
func (im *Importer) decide(ctx context.Context, changes []change) (decided, error) {
	var byOrder [][]change
	at := map[order.Key]int{}
	for _, c := range changes {
		i, known := at[c.key]
		if !known {
			i = len(byOrder)
			at[c.key] = i
			byOrder = append(byOrder, nil)
		}
		byOrder[i] = append(byOrder[i], c)
	}
	parts := make([]decided, len(byOrder))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(checkAtOnce)
	for i, list := range byOrder {
		group.Go(func() error {
			var err error
			parts[i], err = im.order(gctx, list)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return decided{}, err //nolint:wrapcheck // ours, passed through
	}
	var out decided
	for _, p := range parts {
		out.steps, out.noted = append(out.steps, p.steps...), append(out.noted, p.noted...)
		out.already, out.samples = append(out.already, p.already...), append(out.samples, p.samples...)
		if len(p.steps) > 0 {
			out.orders++
		}
	}
	return out, nil
}

// order decides the changes of one order, one after the other.
func (im *Importer) order(ctx context.Context, list []change) (out decided, err error) {
	refuse := func(c change, problem string) {
		for _, row := range c.rows {
			out.noted = append(out.noted, row.note(Bad, row.cells[colNumber]+row.cells[colBought], problem))
		}
	}
	o, err := im.Table.Load(ctx, list[0].key)
	if err != nil {
		_, problem, err := judgeLoad(err)
		for _, c := range list {
			refuse(c, problem)
		}
		return out, err
	}
	for _, c := range list {
		there, rest := c.there(o)
		for _, row := range there {
			out.already = append(out.already, row.row)
		}
		if c.rows = rest; len(rest) == 0 {
			continue
		}
		event, problem := c.event(o)
		if problem != "" {
			refuse(c, problem)
			continue
		}
		policy, err := im.Policies.For(ctx, c.key, decider.Variants(o, event))
		if err != nil {
			return decided{}, err
		}
		next, _, err := order.Decide(o, policy, event, im.Now())
		if _, problem, fault := judge(decider.Result{}, err); err != nil {
			if fault != nil {
				return decided{}, fault
			}
			refuse(c, problem)
			continue
		}
		step, err := stepOf(c, event)
		if err != nil {
			return decided{}, err
		}
		out.steps = append(out.steps, step)
		out.samples = append(out.samples, Sample{Row: c.rows[0].row, Order: orElse(o.Store.Name, o.Key.ID), Text: c.tells(o, event)})
		o = next
	}
	return out, nil
}

func stepOf(c change, event order.Event) (importStep, error) {
	raw, err := order.MarshalEvent(event)
	if err != nil {
		return importStep{}, fmt.Errorf("import: %w", err)
	}
	step := importStep{Store: c.key.Store, ID: c.key.ID, Event: raw}
	for _, row := range c.rows {
		step.Rows = append(step.Rows, row.row)
	}
	return step, nil
}

// tells says what a change will do.
func (c change) tells(o order.Order, event order.Event) string {
	switch e := event.(type) {
	case order.SetTracking:
		return given{c.rows}.tells(o, e)
	case order.RecordPurchase:
		return "bought as " + strings.Join(e.Orders, ", ") + ": " + linesText(o, e.Lines)
	case order.SettlePlaced:
		return "the purchase of unknown outcome was placed, as " + strings.Join(e.Orders, ", ")
	default:
		return event.Kind()
	}
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
