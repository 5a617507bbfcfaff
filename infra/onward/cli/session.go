package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"onward/infra/onward/deployed"
	"onward/shared/api/desk"
)

// session is one command's way to a running Onward.
type session struct {
	Streams

	file, stack, api, token, merchant string
	asJSON                            bool

	places *deployed.Places
	system *deployed.System
	// lent is the token that was made for this session alone.
	lent *desk.Token
}

func (s *session) register(fs *flag.FlagSet) {
	fs.StringVar(&s.stack, "stack", os.Getenv("ONWARD_STACK"), "CloudFormation `name` of the deployment on AWS; empty for the local stack (ONWARD_STACK)")
	fs.StringVar(&s.file, "local", cmp.Or(os.Getenv("ONWARD_LOCAL"), ".local/onward.json"), "`file` that the local stack writes (ONWARD_LOCAL)")
	fs.StringVar(&s.api, "api", os.Getenv("ONWARD_API"), "`address` of the API; the deployment's own if empty (ONWARD_API)")
	fs.StringVar(&s.merchant, "merchant", os.Getenv("ONWARD_MERCHANT"), "`id` of the merchant (ONWARD_MERCHANT)")
	fs.BoolVar(&s.asJSON, "json", false, "print JSON")
	s.token = os.Getenv("ONWARD_TOKEN")
}

// find finds the deployment.
func (s *session) find(ctx context.Context) (deployed.Places, error) {
	if s.places != nil {
		return *s.places, nil
	}
	var p deployed.Places
	var err error
	if s.stack != "" {
		p, err = deployed.FromStack(ctx, s.stack)
	} else {
		p, err = deployed.FromFile(s.file)
	}
	if err != nil {
		return p, err
	}
	s.places = &p
	return p, nil
}

// onward is the deployment in the operator's hands.
func (s *session) onward(ctx context.Context) (*deployed.System, error) {
	if s.system != nil {
		return s.system, nil
	}
	p, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	s.system, err = deployed.Open(ctx, p)
	return s.system, err
}

// owner is the merchant that a command is about.
func (s *session) owner() (string, error) {
	if s.merchant == "" {
		return "", usage("say whose, with -merchant")
	}
	return s.merchant, nil
}

var errNoToken = errors.New("there is no token: put the operator's into ONWARD_TOKEN (`onward keys operator` makes a new one)")

// operator is the API as the deployment's operator has it.
func (s *session) operator(ctx context.Context) (*client, error) {
	base, token := s.api, s.token
	if base == "" || token == "" {
		p, err := s.find(ctx)
		if err != nil {
			return nil, err
		}
		base, token = cmp.Or(base, p.PublicURL), cmp.Or(token, p.OperatorToken)
	}
	if token == "" {
		return nil, errNoToken
	}
	return newClient(base, token), nil
}

// owned is the API as the merchant has it. With the operator's token, a token of the merchant's is made for this
// command and revoked at its end; the timeline names it.
func (s *session) owned(ctx context.Context) (*client, error) {
	c, err := s.operator(ctx)
	if err != nil {
		return nil, err
	}
	if s.merchant == "" {
		return c, nil // the token is a merchant's own, or the API says what is missing
	}
	if s.lent == nil {
		var t desk.Token
		if err := c.post(ctx, "/v1/operator/merchants/"+s.merchant+"/tokens", desk.NewToken{
			Name: "operator's command line", Role: desk.Owner, Expires: time.Now().Add(lentFor).UTC(),
		}, &t); err != nil {
			return nil, err
		}
		s.lent = &t
	}
	return newClient(c.base, s.lent.Secret), nil
}

// lentFor ends a lent token, should this command be killed before it gives it back.
const lentFor = time.Hour

// close gives back what the session took.
func (s *session) close(ctx context.Context) {
	if s.lent == nil {
		return
	}
	c, err := s.operator(ctx)
	if err == nil {
		err = c.remove(ctx, "/v1/operator/merchants/"+s.merchant+"/tokens/"+s.lent.ID)
	}
	if err != nil {
		fmt.Fprintf(s.Err, "onward: token %s of this command could not be revoked: %s\n", s.lent.ID, err)
	}
}

// print shows a result: as JSON where that is asked for, else as the function does.
func (s *session) print(v any, human func()) error {
	if !s.asJSON {
		human()
		return nil
	}
	enc := json.NewEncoder(s.Out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// table prints rows in columns.
func (s *session) table(rows func(w *tabwriter.Writer)) {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	rows(w)
	_ = w.Flush()
}

func (s *session) sayf(format string, args ...any) { fmt.Fprintf(s.Out, format+"\n", args...) }
