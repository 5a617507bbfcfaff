package desk

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

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

type jobTable interface {
	CreateJob(ctx context.Context, j table.Job) error
	Job(ctx context.Context, merchant, id string) (table.Job, error)
	UpdateJob(ctx context.Context, merchant, id string, do func(*table.Job) error) (table.Job, error)
	Jobs(ctx context.Context, merchant, cursor string, limit int) (jobs []table.Job, next string, err error)
}

// Job is work on many orders.
type Job struct {
	ID       string             `json:"id"`
	Kind     string             `json:"kind"`
	Store    string             `json:"store,omitempty"`
	By       string             `json:"by,omitempty"`
	State    table.JobState     `json:"state" enum:"draft,waiting,running,done,failed,cancelled"`
	Done     int                `json:"done"`
	Total    int                `json:"total,omitempty" doc:"Left out when it is not known beforehand."`
	Results  map[string]int     `json:"results" doc:"How many orders came to what: done, unchanged, or the code of the refusal."`
	Problems []table.JobProblem `json:"problems" doc:"The first hundred orders that were refused, with what to do."`
	Created  time.Time          `json:"created"`
	Updated  time.Time          `json:"updated"`
	Finished time.Time          `json:"finished,omitzero"`
	Files    int                `json:"files,omitempty" doc:"Of a list of orders that was written down: in how many files it can be had."`
}

// Ref names an order.
type Ref struct {
	Store string `json:"store" minLength:"1" maxLength:"60"`
	ID    string `json:"id" minLength:"1" maxLength:"120"`
}

// Selection is the orders that a job works on: either named one by one, or all of a tab with its filters.
type Selection struct {
	Orders   []Ref          `json:"orders,omitempty" maxItems:"1000"`
	Tab      order.State    `json:"tab,omitempty" maxLength:"30"`
	Store    string         `json:"store,omitempty" maxLength:"60"`
	Supplier order.Supplier `json:"supplier,omitempty" maxLength:"30"`
	Country  string         `json:"country,omitempty" maxLength:"2"`
	Account  string         `json:"account,omitempty" maxLength:"60" doc:"For a sync: only what is bought at this account."`
}

// NewJob is what a job is made from.
type NewJob struct {
	Kind      string    `json:"kind" enum:"place,sync,tell_again,hold,release,archive,unarchive"`
	Selection Selection `json:"selection"`
	Reason    string    `json:"reason,omitempty" maxLength:"300" doc:"For a hold."`
}

// kinds is what a merchant can start on a selection.
func kinds() []string {
	return []string{job.KindPlace, job.KindSync, job.KindTellAgain, job.KindHold, job.KindRelease, job.KindArchive, job.KindUnarchive}
}

// picked is the selection in the words of the jobs.
func (s Selection) picked() job.Selection {
	out := job.Selection{Tab: s.Tab, Store: s.Store, Supplier: s.Supplier, Country: s.Country, Account: s.Account}
	for _, r := range s.Orders {
		out.Orders = append(out.Orders, job.Ref(r))
	}
	return out
}

// StartJob begins work on many orders.
func (d *Desk) StartJob(ctx context.Context, a Actor, n NewJob) (Job, error) {
	if err := a.need(Operator); err != nil {
		return Job{}, err
	}
	s := n.Selection
	switch {
	case !slices.Contains(kinds(), n.Kind):
		return Job{}, invalid("body.kind", "The kind is one of "+strings.Join(kinds(), ", ")+".")
	case len(s.Orders) == 0 && s.Tab == "":
		return Job{}, invalid("body.selection", "Name orders, or a tab.")
	case len(s.Orders) > 0 && (s.Tab != "" || s.Store != "" || s.Account != ""):
		return Job{}, invalid("body.selection", "Name either orders, or a tab with its filters.")
	case s.Tab != "" && s.Tab != TabAll && !slices.Contains(order.Tabs(), s.Tab):
		return Job{}, invalid("body.selection.tab", "There is no such tab.")
	}
	if err := d.selectable(ctx, a, s); err != nil {
		return Job{}, err
	}
	total := len(s.Orders)
	if s.Tab != "" && s.Store == "" && s.Supplier == "" && s.Country == "" && s.Account == "" {
		n, more, err := d.Table.CountTab(ctx, a.Merchant, s.Tab, mostCounted)
		if err != nil {
			return Job{}, err
		}
		if !more {
			total = n
		}
	}
	return d.startOnce(ctx, a, table.Job{Kind: n.Kind, Store: s.Store, Total: total}, job.Bulk{Selection: s.picked(), Reason: n.Reason})
}

// selectable refuses a selection by a store or an account that there is not.
func (d *Desk) selectable(ctx context.Context, a Actor, s Selection) error {
	if s.Store != "" {
		if _, err := d.Table.Store(ctx, a.Merchant, s.Store); err != nil {
			return missing(err, "store")
		}
	}
	if s.Account != "" {
		if _, err := d.Table.Account(ctx, a.Merchant, s.Account); err != nil {
			return missing(err, "account")
		}
	}
	return nil
}

// startOnce starts a job, or answers with the same one that was started just before and still goes on: pressing twice
// does not work twice.
func (d *Desk) startOnce(ctx context.Context, a Actor, j table.Job, params job.Bulk) (Job, error) {
	if j.Kind != job.KindPlace && j.Kind != job.KindSync && j.Kind != job.KindTellAgain {
		started, err := d.startJob(ctx, a, j, params)
		return jobOf(started), err
	}
	raw, err := json.Marshal(params)
	if err != nil {
		return Job{}, fmt.Errorf("start job: %w", err)
	}
	sum := sha256.Sum256(raw)
	same := hex.EncodeToString(sum[:8])
	now := d.Now().UTC()
	j.ID = table.NewJobID(now)
	err = d.Table.AcquireLease(ctx, a.Merchant, "start:"+j.Kind, j.ID+" "+same, now, now.Add(startedLately))
	if held, ok := errors.AsType[*table.HeldError](err); ok {
		id, what, _ := strings.Cut(held.Lease.Owner, " ")
		before, err := d.Table.Job(ctx, a.Merchant, id)
		if err == nil && what == same && !before.State.Over() {
			return jobOf(before), nil
		}
	} else if err != nil {
		return Job{}, err
	}
	started, err := d.startJob(ctx, a, j, params)
	return jobOf(started), err
}

// startedLately is for how long the same work is taken to be asked for by the same press.
const startedLately = 10 * time.Second

// startJob keeps a job and queues it. Its id sorts by time.
func (d *Desk) startJob(ctx context.Context, a Actor, j table.Job, params any) (table.Job, error) {
	raw, err := json.Marshal(params)
	if err != nil {
		return table.Job{}, fmt.Errorf("start job: %w", err)
	}
	now := d.Now().UTC()
	j.Merchant, j.By, j.State, j.Params, j.Created, j.Updated = a.Merchant, a.By(), table.JobWaiting, raw, now, now
	if j.ID == "" {
		j.ID = table.NewJobID(now)
	}
	if err := d.Table.CreateJob(ctx, j); err != nil {
		return table.Job{}, err
	}
	return j, d.Sender.Send(ctx, queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: j.Merchant, ID: j.ID}})
}

// Job reads a job as of now.
func (d *Desk) Job(ctx context.Context, a Actor, id string) (Job, error) {
	if err := a.need(ReadOnly); err != nil {
		return Job{}, err
	}
	j, err := d.Table.Job(ctx, a.Merchant, id)
	if err != nil {
		return Job{}, missing(err, "job")
	}
	return jobOf(j), nil
}

// Jobs lists jobs, newest first.
func (d *Desk) Jobs(ctx context.Context, a Actor, cursor string, limit int) (jobs []Job, next string, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, "", err
	}
	after, err := openCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	kept, next, err := d.Table.Jobs(ctx, a.Merchant, after, min(limit, maxPage))
	if err != nil {
		return nil, "", err
	}
	jobs = make([]Job, 0, len(kept))
	for _, j := range kept {
		jobs = append(jobs, jobOf(j))
	}
	return jobs, sealCursor(next), nil
}

// CancelJob ends a job at its next step. What it did stays done.
func (d *Desk) CancelJob(ctx context.Context, a Actor, id string) (Job, error) {
	if err := a.need(Operator); err != nil {
		return Job{}, err
	}
	now := d.Now().UTC()
	j, err := d.Table.UpdateJob(ctx, a.Merchant, id, func(j *table.Job) error {
		if j.State.Over() {
			return refuse(Conflict, "job_over", "The job is over already.")
		}
		j.State, j.Updated, j.Finished = table.JobCancelled, now, now
		return nil
	})
	if err != nil {
		return Job{}, missing(err, "job")
	}
	return jobOf(j), nil
}

func jobOf(j table.Job) Job {
	out := Job{
		ID: j.ID, Kind: j.Kind, Store: j.Store, By: j.By, State: j.State, Done: j.Done, Total: j.Total,
		Results: j.Results, Problems: j.Problems, Created: j.Created, Updated: j.Updated, Finished: j.Finished,
	}
	if j.Kind == job.KindListOrders && j.State == table.JobDone {
		out.Files = job.Files(j)
	}
	if out.Results == nil {
		out.Results = map[string]int{}
	}
	if out.Problems == nil {
		out.Problems = []table.JobProblem{}
	}
	return out
}
