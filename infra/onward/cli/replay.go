package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strings"

	"onward/infra/onward/deployed"
	"onward/infra/onward/replay"
	"onward/shared/decider"
	"onward/shared/order"
)

// key reads STORE/ID of the session's merchant.
func (s *session) key(what string) (order.Key, error) {
	merchant, err := s.owner()
	if err != nil {
		return order.Key{}, err
	}
	store, id, ok := strings.Cut(what, "/")
	if !ok || store == "" || id == "" {
		return order.Key{}, usage("%q is not STORE/ID", what)
	}
	return order.Key{Merchant: merchant, Store: store, ID: id}, nil
}

func orderReplay(ctx context.Context, s *session, args []string) error {
	if err := want(args, "STORE/ID"); err != nil {
		return err
	}
	key, err := s.key(args[0])
	if err != nil {
		return err
	}
	sys, err := s.onward(ctx)
	if err != nil {
		return err
	}
	r, err := replay.Run(ctx, sys.Boot.Table(), timing(sys), key)
	if err != nil && len(r.Steps) == 0 {
		return err
	}
	same := err == nil && r.Same
	if e := s.print(r, func() {
		for _, step := range r.Steps {
			mark := "  "
			if step.Problem != "" {
				mark, same = "! ", false
			}
			s.sayf("%s%4d  %s  %s, settings %d%s", mark, step.Entry.Version, moment(step.Entry.At), step.Entry.Kind, step.Entry.Policy, after(": ", step.Problem))
			if step.Problem == "" {
				continue
			}
			s.sayf("        was %s", outcome(step.Entry.Moves, step.Entry.Opened, step.Entry.Raised))
			s.sayf("        now %s", outcome(step.Moves, step.Opened, step.Raised))
		}
	}); e != nil {
		return e
	}
	if err != nil {
		return err
	}
	if !same {
		s.sayf("The order comes out otherwise.")
		return errTrouble
	}
	s.sayf("%d decisions come out as they were.", len(r.Steps))
	return nil
}

// timing is the waits by which the deployment decides.
func timing(sys *deployed.System) order.Timing {
	t := order.DefaultTiming().Scaled(sys.Boot.Env.TimeScale)
	if lease := sys.Boot.Env.ClaimLease; lease > 0 {
		t.Lease = lease
	}
	return t
}

func outcome(moves []order.Move, opened []string, raised []order.AttentionCode) string {
	var parts []string
	for _, m := range moves {
		parts = append(parts, fmt.Sprintf("%d x %s: %s -> %s", m.Units, or(m.Line), or(string(m.From)), m.To))
	}
	for _, e := range opened {
		parts = append(parts, "opens "+e)
	}
	for _, a := range raised {
		parts = append(parts, "raises "+string(a))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, "; ")
}

// event reads an event by its name or as JSON.
func event(text, by string) (order.Event, error) {
	switch text {
	case "place":
		return order.Place{By: by}, nil
	case "cancel-placing":
		return order.CancelPlacing{By: by}, nil
	case "roll-back":
		return order.RollBack{By: by}, nil
	case "hold":
		return order.SetHold{By: by, On: true}, nil
	case "release":
		return order.SetHold{By: by}, nil
	case "time-passed":
		return order.TimePassed{}, nil
	}
	e, err := order.UnmarshalEvent(json.RawMessage(text))
	if err != nil {
		return nil, usage("%q is neither an event's name nor an event as JSON", text)
	}
	return e, nil
}

func orderTry(fs *flag.FlagSet) action {
	later := fs.Duration("in", 0, "as if so much `time` had passed, such as 168h")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "STORE/ID", "EVENT"); err != nil {
			return err
		}
		key, err := s.key(args[0])
		if err != nil {
			return err
		}
		e, err := event(args[1], "operator")
		if err != nil {
			return err
		}
		sys, err := s.onward(ctx)
		if err != nil {
			return err
		}
		o, err := sys.Boot.Table().Load(ctx, key)
		if err != nil {
			return err
		}
		policy, err := sys.Boot.Policies().For(ctx, key, decider.Variants(o, e))
		if err != nil {
			return err
		}
		next, _, err := order.Decide(o, policy, e, sys.Boot.Now().Add(*later))
		if rejected, ok := errors.AsType[*order.RejectedError](err); ok {
			s.sayf("It would be refused (%s): %s", rejected.Code, rejected.Message)
			return nil
		}
		if err != nil {
			return err
		}
		return s.print(next, func() { s.tried(o, next) })
	}
}

func (s *session) tried(o, next order.Order) {
	if next.Version == o.Version {
		s.sayf("It would change nothing.")
		return
	}
	step := next.Tail[len(next.Tail)-1]
	s.sayf("It would make version %d of it: %s", next.Version, outcome(step.Moves, step.Opened, step.Raised))
	for _, p := range next.Portions {
		why := next.Explain(p)
		s.sayf("  %d x %s: %s. %s Next: %s", p.Units, p.Line, p.State.Title(), why.Here, why.Next)
	}
	s.sayf("Nothing was changed.")
}
