package cli

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"strings"

	"onward/shared/api/desk"
)

func orderCommands() []command {
	const ref = "ORDER is STORE/ID with the store's own id of the order, or what it is found by: its name, a tracking number, a supplier's\norder number, or the customer's mail address."
	return []command{
		{name: "order show", args: "ORDER", about: "Show where an order is, why, what moves it next, and what happened", flags: orderShow, more: ref},
		{
			name: "order replay", args: "STORE/ID", about: "Run an order's decisions again and compare", flags: plain(orderReplay),
			more: "Each step is decided anew from its event, its settings and mappings of then, and its moment. What comes out otherwise\nis marked: by a newer version of Onward it may well.",
		},
		{
			name: "order try", args: "STORE/ID EVENT", about: "Show what an event would change, without changing it", flags: orderTry,
			more: "EVENT is place, cancel-placing, roll-back, hold, release, time-passed, or JSON as the timeline keeps it:\n" +
				`{"kind":"set_tracking","data":{"tracking":[{"number":"LP00000001CN"}]}}`,
		},
	}
}

// order is one order of the API, by what an operator calls it.
func (s *session) order(ctx context.Context, c *client, what string) (desk.Order, error) {
	var o desk.Order
	if store, id, ok := strings.Cut(what, "/"); ok {
		return o, c.get(ctx, orderPath(store, id), nil, &o)
	}
	var found struct {
		Items []desk.Row `json:"items"`
		More  bool       `json:"more"`
	}
	if err := c.get(ctx, "/v1/orders/search", url.Values{"q": {what}}, &found); err != nil {
		return o, err
	}
	switch len(found.Items) {
	case 0:
		return o, fmt.Errorf("no order is found by %q", what)
	case 1:
		return o, c.get(ctx, orderPath(found.Items[0].Store, found.Items[0].ID), nil, &o)
	default:
		var names []string
		for _, r := range found.Items {
			names = append(names, r.Name+" ("+r.Store+"/"+r.ID+")")
		}
		return o, fmt.Errorf("several orders are found by %q: %s", what, strings.Join(names, ", "))
	}
}

func orderPath(store, id string) string {
	return "/v1/orders/" + url.PathEscape(store) + "/" + url.PathEscape(id)
}

func orderShow(fs *flag.FlagSet) action {
	person := fs.Bool("person", false, "show the customer's address and mail as well")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args, "ORDER"); err != nil {
			return err
		}
		c, err := s.owned(ctx)
		if err != nil {
			return err
		}
		o, err := s.order(ctx, c, args[0])
		if err != nil {
			return err
		}
		steps, err := all[desk.Step](ctx, c, orderPath(o.Store, o.ID)+"/timeline", nil)
		if err != nil {
			return err
		}
		if !*person {
			o.ShipTo, o.Email = desk.Address{Country: o.ShipTo.Country}, ""
		}
		return s.print(map[string]any{"order": o, "timeline": steps}, func() { s.show(o, steps) })
	}
}

func (s *session) show(o desk.Order, steps []desk.Step) {
	s.sayf("%s  %s/%s  %s  version %d", o.Name, o.Store, o.ID, o.Platform, o.Version)
	s.sayf("made %s, changed %s, %s, %s, to %s", moment(o.Created), moment(o.Updated), o.Payment, o.Total, or(o.ShipTo.Country))
	if o.Email != "" {
		s.sayf("%s, %s", o.ShipTo.Name, o.Email)
	}
	for _, note := range []struct {
		on   bool
		text string
	}{
		{len(o.Flags) > 0, strings.Join(o.Flags, ", ")},
		{o.Hold != nil, "on hold"},
		{o.Archived, "archived"},
		{o.Erased, "the customer's data was erased"},
		{o.Parked != "", "parked: " + o.Parked},
	} {
		if note.on {
			s.sayf("! %s", note.text)
		}
	}
	titles := map[string]string{}
	for _, l := range o.Lines {
		titles[l.ID] = strings.TrimSpace(fmt.Sprintf("%s %s", l.Title, l.SKU))
	}
	s.sayf("\nPortions")
	for _, p := range o.Portions {
		s.sayf("  %d x %s: %s (%s)", p.Units, or(titles[p.Line]), p.Title, or(string(p.Why)))
		s.sayf("      %s", p.Here)
		s.sayf("      Next: %s", p.Next)
	}
	s.showBought(o)
	if len(o.Effects) > 0 {
		s.sayf("\nTo be done outside")
		for _, e := range o.Effects {
			s.sayf("  %s: attempt %d, again at %s%s", e.ID, e.Attempt, moment(e.Next), after(" waits: ", e.Waits))
		}
	}
	if len(o.Attention) > 0 {
		s.sayf("\nAsks for a person")
		for _, a := range o.Attention {
			s.sayf("  %s%s%s: %s", a.Code, after(" ", a.Subject), map[bool]string{true: " (seen)"}[a.Seen], a.Text)
		}
	}
	s.sayf("\nTimeline, newest first")
	for _, t := range steps {
		s.sayf("  %4d  %s  %s%s", t.Version, moment(t.At), t.Text, after(" by ", t.By))
		for _, m := range t.Moves {
			s.sayf("        %d x %s: %s -> %s", m.Units, or(titles[m.Line]), or(string(m.From)), m.To)
		}
	}
}

func (s *session) showBought(o desk.Order) {
	for _, p := range o.Purchases {
		s.sayf("\nPurchase %s at %s, account %s: %s%s", p.ID, p.Supplier, p.Account, p.State, after(", ", p.Message))
		if p.Fix != "" {
			s.sayf("  To mend: %s", p.Fix)
		}
		for _, so := range p.Orders {
			s.sayf("  order %s: %s (%s)", so.ID, so.Stage, or(so.Status))
			if c := so.Checks; c != nil {
				s.sayf("    checked %s, next %s%s", moment(c.Last), moment(c.Next), after(": ", c.Note))
			}
			for _, parcel := range so.Parcels {
				s.sayf("    parcel %d: %s %s, known since %s", parcel.Ordinal, parcel.Number, parcel.Carrier, moment(parcel.FirstSeen))
			}
		}
	}
	for _, f := range o.Fulfilments {
		s.sayf("\nFulfilment %s: %s%s", f.ID, f.State, after(", ", f.Reason))
		if len(f.Told) > 0 {
			s.sayf("  told %s at %s", strings.Join(f.Told, ", "), moment(f.ToldAt))
		}
	}
}

// after puts a text behind a prefix, unless it is empty.
func after(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
