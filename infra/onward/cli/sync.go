package cli

import (
	"context"
	"flag"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
)

func syncCommands() []command {
	return []command{
		{
			name: "sync", args: "[ORDER]", about: "Look at orders now, at their suppliers and in their stores", flags: syncOrders,
			more: "One ORDER (STORE/ID, or what it is found by), or with -tab all of a tab, limited by -store and -account.",
		},
		{
			name: "hold", args: "on|off", about: "Stop everything that acts outside, or let it go on", flags: hold,
			more: "For one merchant with -merchant, one store with -store, one supplier account with -account; for all merchants with\n-everything. Orders are still taken in and watched.",
		},
	}
}

func syncOrders(fs *flag.FlagSet) action {
	sel := desk.Selection{}
	fs.Func("tab", "a `tab`, such as awaiting_shipment, or all", func(t string) error { sel.Tab = order.State(t); return nil })
	fs.StringVar(&sel.Store, "store", "", "only of this store (`id`)")
	fs.StringVar(&sel.Account, "account", "", "only what is bought at this supplier account (`id`)")
	return func(ctx context.Context, s *session, args []string) error {
		c, err := s.owned(ctx)
		if err != nil {
			return err
		}
		if sel.Tab == "" {
			if err := want(args, "ORDER (or -tab)"); err != nil {
				return err
			}
			return s.syncOne(ctx, c, args[0])
		}
		if err := want(args); err != nil {
			return err
		}
		var j desk.Job
		if err := c.post(ctx, "/v1/jobs", desk.NewJob{Kind: job.KindSync, Selection: sel}, &j); err != nil {
			return err
		}
		return s.watch(ctx, func(ctx context.Context) (now desk.Job, err error) {
			return now, c.get(ctx, "/v1/jobs/"+j.ID, nil, &now)
		})
	}
}

func (s *session) syncOne(ctx context.Context, c *client, what string) error {
	o, err := s.order(ctx, c, what)
	if err != nil {
		return err
	}
	var synced desk.Synced
	if err := c.post(ctx, orderPath(o.Store, o.ID)+"/sync", struct{}{}, &synced); err != nil {
		return err
	}
	return s.print(synced, func() {
		switch {
		case !synced.Started:
			s.sayf("It was asked for just before; again from %s on.", moment(synced.Again))
		case !synced.Paused.IsZero():
			s.sayf("The supplier takes no calls from the account until %s; the store is read now.", moment(synced.Paused))
		default:
			s.sayf("Asked: %d supplier orders, and the store. Version %d now; a higher one means news.", synced.Checks, synced.Version)
		}
	})
}

func hold(fs *flag.FlagSet) action {
	reason := fs.String("reason", "", "why, for people")
	store := fs.String("store", "", "`id` of a store")
	account := fs.String("account", "", "`id` of a supplier account")
	everything := fs.Bool("everything", false, "all merchants")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "on or off"); err != nil {
			return err
		}
		if args[0] != "on" && args[0] != "off" {
			return usage("say on or off")
		}
		state := desk.Switch{On: args[0] == "on", Reason: *reason}
		path, open := "/v1/hold", s.owned
		switch {
		case *everything:
			path, open = "/v1/operator/hold", s.operator
		case *store != "":
			path = "/v1/stores/" + *store + "/hold"
		case *account != "":
			path = "/v1/accounts/" + *account + "/hold"
		}
		c, err := open(ctx)
		if err != nil {
			return err
		}
		if err := c.put(ctx, path, state, nil); err != nil {
			return err
		}
		s.sayf("hold is %s; it works within seconds", args[0])
		return nil
	}
}
