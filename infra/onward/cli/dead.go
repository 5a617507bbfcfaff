package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"onward/infra/onward/deployed"
	"onward/shared/job/letters"
	"onward/shared/queue"
)

func deadCommands() []command {
	queues := "QUEUE is one of " + strings.Join(deployed.Queues(), ", ") + "."
	return []command{
		{name: "dlq list", args: "[QUEUE]", about: "List dead letters with what was in them and why they died", flags: plain(deadList), more: queues + " Without it, all are listed."},
		{
			name: "dlq redrive", args: "QUEUE [ID ...]", about: "Send dead letters to their queue again", flags: plain(deadRedrive),
			more: queues + " Without IDs, all are sent. What is done already does no harm: orders know it.",
		},
		{name: "dlq drop", args: "QUEUE ID [ID ...]", about: "Remove dead letters for good", flags: plain(deadDrop), more: queues},
	}
}

// deadLetter is a dead letter as it is shown: what it is about, never what a store said.
type deadLetter struct {
	Queue    string    `json:"queue"`
	ID       string    `json:"id"`
	Sent     time.Time `json:"sent"`
	Receives int       `json:"receives"`
	Reason   string    `json:"reason"`
	About    string    `json:"about"`
}

func deadOf(name string, l letters.Letter) deadLetter {
	d := deadLetter{Queue: name, ID: l.ID, Sent: l.Sent, Receives: l.Receives, Reason: l.Reason, About: aboutOf(name, l.Body)}
	if d.Reason == "" {
		d.Reason = "received too often: each time it failed, or its function was killed"
	}
	return d
}

func aboutOf(name, body string) string {
	m, err := queue.Decode(body)
	switch {
	case err != nil && name == "dispatch":
		return "records of the table's stream"
	case err != nil:
		return "it can't be read"
	case m.Intake != nil:
		return strings.TrimSpace(fmt.Sprintf("%s %s of %s/%s %s", m.Intake.Source, m.Intake.Topic, m.Intake.Merchant, m.Intake.Owner, m.Intake.Order))
	case m.Poll != nil:
		return fmt.Sprintf("%d orders of %s/%s at %s", len(m.Poll.Rows), m.Poll.Merchant, m.Poll.Account, m.Poll.Supplier)
	case m.Job != nil:
		return "job " + m.Job.Merchant + "/" + m.Job.ID
	case m.Notify != nil:
		return fmt.Sprintf("%s for %s, %s", m.Notify.Event, m.Notify.Merchant, m.Notify.ID)
	default:
		return strings.TrimSpace(fmt.Sprintf("%s %s %s", m.Kind, m.Key, m.Effect))
	}
}

// mostDead is how many dead letters of a queue are looked at.
const mostDead = 5000

func deadList(ctx context.Context, s *session, args []string) error {
	if len(args) > 1 {
		return usage("%q is too much", args[1])
	}
	sys, err := s.onward(ctx)
	if err != nil {
		return err
	}
	names := args
	if len(names) == 0 {
		names = append(deployed.Queues(), "dispatch")
	}
	found := []deadLetter{}
	for _, name := range names {
		box, err := sys.Dead(name)
		if err != nil {
			return err
		}
		read, err := box.Each(ctx, mostDead, func(_ context.Context, l letters.Letter) (letters.Verdict, error) {
			found = append(found, deadOf(name, l))
			return letters.Keep, nil
		})
		if err != nil {
			return err
		}
		if read.More {
			fmt.Fprintf(s.Err, "%s has more than %d dead letters; the others are not shown\n", name, mostDead)
		}
	}
	return s.print(found, func() {
		if len(found) == 0 {
			s.sayf("none")
			return
		}
		s.table(func(w *tabwriter.Writer) {
			fmt.Fprintln(w, "QUEUE\tID\tSENT\tRECEIVED\tABOUT\tREASON")
			for _, d := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", d.Queue, d.ID, moment(d.Sent), d.Receives, d.About, d.Reason)
			}
		})
	})
}

var errStream = errors.New("records of the stream can't be sent again, and need not be: wake finds their orders")

// deadEach shows the chosen dead letters of a queue to a function that decides what becomes of them.
func deadEach(ctx context.Context, s *session, name string, ids []string, do func(*deployed.System, letters.Letter) error) (int, error) {
	sys, err := s.onward(ctx)
	if err != nil {
		return 0, err
	}
	box, err := sys.Dead(name)
	if err != nil {
		return 0, err
	}
	read, err := box.Each(ctx, mostDead, func(_ context.Context, l letters.Letter) (letters.Verdict, error) {
		if len(ids) > 0 && !slices.Contains(ids, l.ID) {
			return letters.Keep, nil
		}
		if err := do(sys, l); err != nil {
			return letters.Keep, err
		}
		d := deadOf(name, l)
		s.sayf("%s  %s (%s)", d.ID, d.About, d.Reason)
		return letters.Drop, nil
	})
	if err == nil && read.Dropped < len(ids) {
		err = fmt.Errorf("%d of %d were found", read.Dropped, len(ids))
	}
	return read.Dropped, err
}

func deadRedrive(ctx context.Context, s *session, args []string) error {
	if len(args) == 0 {
		return usage("QUEUE is missing")
	}
	if args[0] == "dispatch" {
		return errStream
	}
	n, err := deadEach(ctx, s, args[0], args[1:], func(sys *deployed.System, l letters.Letter) error {
		url := sys.Places.Queues[args[0]]
		in := &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &l.Body}
		if l.Group != "" {
			in.MessageGroupId = &l.Group
		}
		if _, err := sys.SQS().SendMessage(ctx, in); err != nil {
			return fmt.Errorf("send again: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.sayf("%d sent again", n)
	return nil
}

func deadDrop(ctx context.Context, s *session, args []string) error {
	if len(args) < 2 {
		return usage("QUEUE and ID are needed")
	}
	n, err := deadEach(ctx, s, args[0], args[1:], func(*deployed.System, letters.Letter) error { return nil })
	if err != nil {
		return err
	}
	s.sayf("%d removed", n)
	return nil
}
