package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"onward/shared/api/desk"
	"onward/shared/order"
)

func connectCommands() []command {
	const secrets = "Credentials are read as JSON from a file or, with -, from standard input, so that they stand in no list of processes.\n"
	return []command{
		{
			name: "store connect", args: "PLATFORM SHOP", about: "Connect a merchant's store", flags: storeConnect,
			more: "PLATFORM is shopify, woocommerce or wix. SHOP is name.myshopify.com, the site's https address, or the instance id.\n" + secrets +
				`Shopify: {"access": "shpat_..."}. WooCommerce: {"key": "ck_...", "secret": "cs_..."}. Wix needs none: you vouch that the site is the merchant's.`,
		},
		{name: "store list", about: "List a merchant's stores with their health", flags: plain(storeList)},
		{
			name: "account connect", args: "SUPPLIER", about: "Connect a merchant's supplier account", flags: accountConnect,
			more: "SUPPLIER is aliexpress or cj.\n" + secrets + `{"access": "...", "refresh": "...", "access_until": "2027-01-02T15:04:05Z"}, or {"code": "..."} from the consent page.`,
		},
		{name: "account list", about: "List a merchant's supplier accounts with their health", flags: plain(accountList)},
	}
}

// secret reads JSON from a file, or from standard input.
func (s *session) secret(path string, into any) error {
	if path == "" {
		return nil
	}
	in := s.In
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("credentials: %w", err)
		}
		defer f.Close()
		in = f
	}
	dec := json.NewDecoder(io.LimitReader(in, 1<<20))
	dec.DisallowUnknownFields()
	if dec.Decode(into) != nil {
		return usage("the credentials are not JSON with the fields that the help names")
	}
	return nil
}

func storeConnect(fs *flag.FlagSet) action {
	name := fs.String("name", "", "what the merchant calls it; the shop's id if empty")
	from := fs.String("credentials", "", "`file` with the credentials, or - for standard input")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "PLATFORM", "SHOP"); err != nil {
			return err
		}
		n := desk.NewStore{Platform: order.Platform(args[0]), Shop: args[1], Name: *name}
		if err := s.secret(*from, &n.Credentials); err != nil {
			return err
		}
		made, err := s.connectStore(ctx, n)
		if err != nil {
			return err
		}
		return s.print(made, func() {
			s.sayf("store %s: %s %s", made.ID, made.Platform, made.Shop)
			s.sayf("See with `onward doctor store %s` whether all is well.", made.ID)
		})
	}
}

// connectStore connects a store with its credentials, or a Wix site by the operator's word.
func (s *session) connectStore(ctx context.Context, n desk.NewStore) (made desk.Store, err error) {
	if n.Platform == order.Wix && n.Credentials.Instance == "" && s.merchant != "" {
		c, err := s.operator(ctx)
		if err != nil {
			return made, err
		}
		err = c.post(ctx, "/v1/operator/merchants/"+s.merchant+"/stores", desk.Vouched{Platform: n.Platform, Shop: n.Shop, Name: n.Name}, &made)
		return made, err
	}
	c, err := s.owned(ctx)
	if err != nil {
		return made, err
	}
	err = c.post(ctx, "/v1/stores", n, &made)
	return made, err
}

func storeList(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	c, err := s.owned(ctx)
	if err != nil {
		return err
	}
	found, err := all[desk.Store](ctx, c, "/v1/stores", nil)
	if err != nil {
		return err
	}
	return s.print(found, func() {
		s.table(func(w *tabwriter.Writer) {
			fmt.Fprintln(w, "ID\tPLATFORM\tNAME\tSHOP\tREAD UNTIL\tHEALTH")
			for _, st := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", st.ID, st.Platform, st.Name, st.Shop, moment(st.Seen), healthOf(st.Health))
			}
		})
	})
}

func accountConnect(fs *flag.FlagSet) action {
	n := desk.NewAccount{}
	fs.StringVar(&n.Name, "name", "", "what the merchant calls it")
	from := fs.String("credentials", "-", "`file` with the tokens, or - for standard input")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "SUPPLIER"); err != nil {
			return err
		}
		n.Supplier = order.Supplier(args[0])
		if err := s.secret(*from, &n.Tokens); err != nil {
			return err
		}
		c, err := s.owned(ctx)
		if err != nil {
			return err
		}
		var made desk.Account
		if err := c.post(ctx, "/v1/accounts", n, &made); err != nil {
			return err
		}
		return s.print(made, func() {
			s.sayf("account %s at %s", made.ID, made.Supplier)
			s.sayf("See with `onward doctor account %s` whether all is well.", made.ID)
		})
	}
}

func accountList(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	c, err := s.owned(ctx)
	if err != nil {
		return err
	}
	found, err := all[desk.Account](ctx, c, "/v1/accounts", nil)
	if err != nil {
		return err
	}
	return s.print(found, func() {
		s.table(func(w *tabwriter.Writer) {
			fmt.Fprintln(w, "ID\tSUPPLIER\tNAME\tCONSENT UNTIL\tHEALTH")
			for _, a := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.ID, a.Supplier, a.Name, day(a.ConsentUntil), healthOf(a.Health))
			}
		})
	})
}

func healthOf(h desk.Health) string {
	if h.Well() {
		return "well"
	}
	return h.Code + " since " + moment(h.Since) + ": " + h.ToDo
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

func or(s string) string { return cmp.Or(s, "-") }
