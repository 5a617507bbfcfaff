package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/oklog/ulid/v2"

	"onward/infra/onward/deployed"
	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

func jobCommands() []command {
	return []command{
		{name: "job list", about: "List a merchant's jobs, newest first", flags: plain(jobList)},
		{name: "job show", args: "ID", about: "Show a job's progress, and wait for its end with -wait", flags: jobShow},
	}
}

func privacyCommands() []command {
	const who = "The orders are named by their store's ids, or found by the customer's mail address."
	return []command{
		{
			name: "erase", args: "STORE [ORDER ...]", about: "Erase a customer: from orders, timelines, look-ups, queues and dead letters", flags: erase,
			more: who + "\nFigures and states stay. It takes some minutes: it looks again when nobody can be writing any more.",
		},
		{
			name: "export", args: "STORE [ORDER ...]", about: "Write all that is known of a customer into a file", flags: export,
			more: who + "\nThe document is kept for the merchant for thirty days, or until the customer is erased.",
		},
	}
}

// newJob is a job in the operator's name.
func newJob(merchant, store, kind string, p any) table.Job {
	now := time.Now().UTC()
	j := table.Job{
		Merchant: merchant, ID: ulid.Make().String(), Kind: kind, Store: store, By: "operator", State: table.JobWaiting, Created: now, Updated: now,
	}
	if p != nil {
		j.Params, _ = json.Marshal(p) //nolint:errchkjson // names and ids can't fail
	}
	return j
}

// startJob keeps and queues a job, and shows it until it is over. A job may end with its merchant.
func (s *session) startJob(ctx context.Context, sys *deployed.System, j table.Job, last bool) error {
	t := sys.Boot.Table()
	if err := t.CreateJob(ctx, j); err != nil {
		return err
	}
	if err := sys.Boot.Sender().Send(ctx, queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: j.Merchant, ID: j.ID}}); err != nil {
		return err
	}
	fmt.Fprintf(s.Err, "job %s; it goes on when you interrupt this\n", j.ID)
	return s.watch(ctx, func(ctx context.Context) (desk.Job, error) {
		j, err := t.Job(ctx, j.Merchant, j.ID)
		if last && errors.Is(err, table.ErrNotFound) {
			j.State, err = table.JobDone, nil
		}
		return desk.Job{ID: j.ID, Kind: j.Kind, State: j.State, Done: j.Done, Total: j.Total, Results: j.Results, Problems: j.Problems}, err
	})
}

// watch shows a job until it is over.
func (s *session) watch(ctx context.Context, read func(context.Context) (desk.Job, error)) error {
	shown := ""
	for {
		j, err := read(ctx)
		if err != nil {
			return err
		}
		if line := progress(j); line != shown {
			fmt.Fprintln(s.Err, line)
			shown = line
		}
		if j.State.Over() {
			return s.over(j)
		}
		timer := time.NewTimer(time.Second)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

func progress(j desk.Job) string {
	of := ""
	if j.Total > 0 {
		of = fmt.Sprintf(" of %d", j.Total)
	}
	return fmt.Sprintf("%s: %d%s", j.State, j.Done, of)
}

func (s *session) over(j desk.Job) error {
	err := s.print(j, func() {
		for _, p := range j.Problems {
			s.sayf("! %s%s", after("", p.Subject), after(map[bool]string{true: ": "}[p.Subject != ""], p.Problem))
		}
		var parts []string
		for result, n := range j.Results {
			parts = append(parts, fmt.Sprintf("%s %d", strings.ReplaceAll(result, "_", " "), n))
		}
		slices.Sort(parts)
		s.sayf("%s%s", j.State, after(": ", strings.Join(parts, ", ")))
	})
	if err == nil && j.State != table.JobDone {
		return errTrouble
	}
	return err
}

func jobList(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	c, err := s.owned(ctx)
	if err != nil {
		return err
	}
	found, err := all[desk.Job](ctx, c, "/v1/jobs", nil)
	if err != nil {
		return err
	}
	return s.print(found, func() {
		s.table(func(w *tabwriter.Writer) {
			fmt.Fprintln(w, "ID\tKIND\tBY\tMADE\tSTATE\tPROBLEMS")
			for _, j := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\n", j.ID, j.Kind, j.By, moment(j.Created), progress(j), len(j.Problems))
			}
		})
	})
}

func jobShow(fs *flag.FlagSet) action {
	wait := fs.Bool("wait", false, "wait for its end")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "ID"); err != nil {
			return err
		}
		c, err := s.owned(ctx)
		if err != nil {
			return err
		}
		read := func(ctx context.Context) (j desk.Job, err error) { return j, c.get(ctx, "/v1/jobs/"+args[0], nil, &j) }
		if *wait {
			return s.watch(ctx, read)
		}
		j, err := read(ctx)
		if err != nil {
			return err
		}
		return s.print(j, func() {
			s.sayf("%s", progress(j))
			_ = s.over(j) // what is not over is no trouble here
		})
	}
}

// concerned is the orders of a customer in a store, as they are named or by mail address.
func (s *session) concerned(ctx context.Context, sys *deployed.System, store, mail string, named []string) (string, []string, error) {
	merchant, err := s.owner()
	if err != nil {
		return "", nil, err
	}
	if (mail == "") == (len(named) == 0) {
		return "", nil, usage("name orders, or the customer's mail address with -mail")
	}
	if _, err := sys.Boot.Table().Store(ctx, merchant, store); err != nil {
		return "", nil, err
	}
	if mail == "" {
		return merchant, named, nil
	}
	keys, err := sys.Boot.Table().Lookup(ctx, merchant, table.ByMail, mail)
	if err != nil {
		return "", nil, err
	}
	keys = slices.DeleteFunc(keys, func(k order.Key) bool { return k.Store != store })
	for _, k := range keys {
		named = append(named, k.ID)
	}
	if len(named) == 0 {
		return "", nil, errors.New("no order of this store has that mail address")
	}
	return merchant, named, nil
}

func erase(fs *flag.FlagSet) action {
	mail := fs.String("mail", "", "the customer's mail `address`")
	sure := fs.Bool("yes", false, "do it; without, the orders are only listed")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) == 0 {
			return usage("STORE is missing")
		}
		sys, err := s.onward(ctx)
		if err != nil {
			return err
		}
		merchant, ids, err := s.concerned(ctx, sys, args[0], *mail, args[1:])
		if err != nil {
			return err
		}
		if !*sure {
			s.sayf("These orders' customer would be erased: %s. There is no way back; say -yes.", strings.Join(ids, ", "))
			return nil
		}
		return s.startJob(ctx, sys, newJob(merchant, args[0], job.KindEraseCustomer, job.Privacy{Orders: ids}), false)
	}
}

func export(fs *flag.FlagSet) action {
	mail := fs.String("mail", "", "the customer's mail `address`")
	to := fs.String("o", "", "`file` to write; standard output if empty")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) == 0 {
			return usage("STORE is missing")
		}
		sys, err := s.onward(ctx)
		if err != nil {
			return err
		}
		merchant, ids, err := s.concerned(ctx, sys, args[0], *mail, args[1:])
		if err != nil {
			return err
		}
		j := newJob(merchant, args[0], job.KindExport, job.Privacy{Orders: ids})
		quiet := *s
		quiet.Out = s.Err
		if err := quiet.startJob(ctx, sys, j, false); err != nil {
			return err
		}
		e, err := job.ReadExport(ctx, sys.Boot.Table(), merchant, j.ID)
		if err != nil {
			return err
		}
		raw, err := json.MarshalIndent(e, "", "  ")
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		raw = append(raw, '\n')
		if *to == "" {
			_, err = s.Out.Write(raw)
			return err
		}
		return os.WriteFile(*to, raw, 0o600)
	}
}
