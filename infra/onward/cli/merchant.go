package cli

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"

	"onward/shared/api/desk"
	"onward/shared/job"
)

func merchantCommands() []command {
	return []command{
		{name: "merchant create", args: "NAME", about: "Make a merchant with its first owner token", flags: merchantCreate},
		{name: "merchant list", about: "List the merchants' ids", flags: plain(merchantList)},
		{
			name: "merchant remove", args: "ID", about: "Remove a merchant with everything", flags: merchantRemove,
			more: "Everything is stopped and cut off at once; some minutes later, when nobody can be writing any more, orders,\nstores, accounts, tokens, mappings and settings are deleted. There is no way back.",
		},
	}
}

// plain is a command without flags of its own.
func plain(run action) func(*flag.FlagSet) action { return func(*flag.FlagSet) action { return run } }

func merchantCreate(fs *flag.FlagSet) action {
	n := desk.NewMerchant{}
	fs.StringVar(&n.ID, "id", "", "`id` for the merchant; made up if empty")
	fs.StringVar(&n.Mail, "mail", "", "the merchant's mail `address`")
	fs.StringVar(&n.Language, "language", "", "the merchant's language, such as `pt-BR`")
	fs.StringVar(&n.TimeZone, "zone", "", "the merchant's time zone, such as `America/Sao_Paulo`")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "NAME"); err != nil {
			return err
		}
		n.Name = args[0]
		c, err := s.operator(ctx)
		if err != nil {
			return err
		}
		var made struct {
			Merchant desk.Merchant `json:"merchant"`
			Token    desk.Token    `json:"token"`
		}
		if err := c.post(ctx, "/v1/operator/merchants", n, &made); err != nil {
			return err
		}
		return s.print(made, func() {
			s.sayf("merchant %s", made.Merchant.ID)
			s.sayf("token    %s", made.Token.Secret)
			s.sayf("The token is shown this once. It is the merchant's key to everything of theirs.")
		})
	}
}

func merchantList(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	c, err := s.operator(ctx)
	if err != nil {
		return err
	}
	type ref struct {
		ID string `json:"id"`
	}
	found, err := all[ref](ctx, c, "/v1/operator/merchants", nil)
	if err != nil {
		return err
	}
	return s.print(found, func() {
		for _, m := range found {
			s.sayf("%s", m.ID)
		}
	})
}

func merchantRemove(fs *flag.FlagSet) action {
	sure := fs.String("yes", "", "the merchant's `id` once more, to say that you are sure")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "ID"); err != nil {
			return err
		}
		if *sure != args[0] {
			return usage("this deletes everything of %s. Say it again: -yes %s", args[0], args[0])
		}
		sys, err := s.onward(ctx)
		if err != nil {
			return err
		}
		if _, err := sys.Boot.Table().Merchant(ctx, args[0]); err != nil {
			return err
		}
		return s.startJob(ctx, sys, newJob(args[0], "", job.KindRemoveMerchant, nil), true)
	}
}

func tokenCommands() []command {
	return []command{
		{
			name: "token create", args: "NAME", about: "Make a token for a merchant", flags: tokenCreate,
			more: "NAME is whose it is, or what it is for: timelines name it.",
		},
		{name: "token list", about: "List a merchant's tokens", flags: plain(tokenList)},
		{name: "token revoke", args: "ID", about: "End a token; it stops working within seconds", flags: plain(tokenRevoke)},
	}
}

// tokens is where a merchant's tokens are.
func (s *session) tokens() (string, error) {
	m, err := s.owner()
	return "/v1/operator/merchants/" + m + "/tokens", err
}

func tokenCreate(fs *flag.FlagSet) action {
	role := fs.String("role", string(desk.Owner), "owner, operator or read_only")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "NAME"); err != nil {
			return err
		}
		path, err := s.tokens()
		if err != nil {
			return err
		}
		c, err := s.operator(ctx)
		if err != nil {
			return err
		}
		var t desk.Token
		if err := c.post(ctx, path, desk.NewToken{Name: args[0], Role: desk.Role(*role)}, &t); err != nil {
			return err
		}
		return s.print(t, func() {
			s.sayf("id    %s", t.ID)
			s.sayf("token %s", t.Secret)
			s.sayf("It is shown this once.")
		})
	}
}

func tokenList(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	path, err := s.tokens()
	if err != nil {
		return err
	}
	c, err := s.operator(ctx)
	if err != nil {
		return err
	}
	found, err := all[desk.Token](ctx, c, path, nil)
	if err != nil {
		return err
	}
	return s.print(found, func() {
		s.table(func(w *tabwriter.Writer) {
			fmt.Fprintln(w, "ID\tNAME\tROLE\tMADE\tLAST USED\t")
			for _, t := range found {
				state := ""
				if !t.Revoked.IsZero() {
					state = "revoked " + day(t.Revoked)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, t.Role, day(t.Created), day(t.LastUsed), state)
			}
		})
	})
}

func tokenRevoke(ctx context.Context, s *session, args []string) error {
	if err := want(args, "ID"); err != nil {
		return err
	}
	path, err := s.tokens()
	if err != nil {
		return err
	}
	c, err := s.operator(ctx)
	if err != nil {
		return err
	}
	if err := c.remove(ctx, path+"/"+args[0]); err != nil {
		return err
	}
	s.sayf("revoked")
	return nil
}
