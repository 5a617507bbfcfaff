package pages

import (
	"strconv"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// orderPage is one order.
type orderPage struct {
	desk.Order

	Names desk.Names
	Acts  bool
	Open  int
	// More says that there are older steps than those shown.
	More bool
	// Since is the version from which a sync that was begun just now is followed; 0 for none.
	Since int64
	// Titles names lines by their id.
	Titles map[string]string
}

// OldestStep is the version of the oldest step that is shown.
func (o orderPage) OldestStep() int64 {
	if len(o.Recent) == 0 {
		return 0
	}
	return o.Recent[len(o.Recent)-1].Version
}

// NoComponent is an empty component, for a form.
func (orderPage) NoComponent() desk.Component { return desk.Component{} }

// Path leads to the order.
func (o orderPage) Path() string { return pathOf(o.Store, o.ID) }

// Can reports which of the actions make sense, so that only those are offered.
func (o orderPage) Can(what string) bool {
	if !o.Acts {
		return false
	}
	for _, p := range o.Portions {
		switch {
		case what == "place" && (p.Why == order.WhyToPlace || p.Tab == order.Failed && p.Why == order.WhyRefused || p.Why == order.WhySupplierCancelled ||
			p.Tab == order.AwaitingOrder && placeableAnyway(p.Why)):
			return true
		case what == "cancel" && (p.Why == order.WhyPlacing || p.Why == order.WhyCoolingOff):
			return true
		case what == "rollback" && (p.Purchase != "" || p.Fulfilment != "") && p.Why != order.WhyPlacing && p.Why != order.WhyPlacedUnknown:
			return true
		case what == "track" && p.Tab != order.Fulfilled && p.Tab != order.Exempt && p.Fulfilment == "" && p.Tab != order.Pending && p.Tab != order.Canceled:
			return true
		case what == "record" && buyable(p):
			return true
		}
	}
	return false
}

// buyable reports whether a portion can be bought, by us or by hand: it is not being bought just now.
func buyable(p desk.Portion) bool {
	switch p.Why {
	case order.WhyPlacing, order.WhyCoolingOff, order.WhyPlacedUnknown:
		return false
	case order.WhySupplierCancelled:
		return true
	default:
		return p.Tab == order.AwaitingOrder || p.Tab == order.Failed
	}
}

// placeableAnyway is what is not bought by itself but may be when the merchant says so.
func placeableAnyway(w order.Why) bool {
	switch w {
	case order.WhyImported, order.WhyTooOld, order.WhyCountry, order.WhyCurrency, order.WhyPickup, order.WhyMeasured, order.WhyRisk:
		return true
	default:
		return false
	}
}

func (p *pages) order(v *visit) error {
	out, err := p.readOrder(v)
	if err != nil {
		return err
	}
	out.Since, _ = strconv.ParseInt(v.r.URL.Query().Get("since"), 10, 64)
	return p.show(v, "order", "Order "+out.Name, out)
}

func (p *pages) readOrder(v *visit) (orderPage, error) {
	ctx, r := v.r.Context(), v.r
	o, err := p.Desk.Order(ctx, v.actor, r.PathValue("store"), r.PathValue("order"))
	if err != nil {
		return orderPage{}, err
	}
	names, err := p.Desk.Names(ctx, v.actor)
	if err != nil {
		return orderPage{}, err
	}
	out := orderPage{Order: o, Names: names, Acts: v.actor.Role.Allows(desk.Operator), Titles: map[string]string{}}
	for _, l := range o.Lines {
		out.Titles[l.ID] = l.Title
		if l.Title == "" {
			out.Titles[l.ID] = "Line " + l.ID
		}
	}
	for _, at := range o.Attention {
		if !at.Seen {
			out.Open++
		}
	}
	out.More = len(o.Recent) > 0 && o.Recent[len(o.Recent)-1].Version > 1
	return out, nil
}

// fresh says what a sync brought since a version; it is asked again until something did, or for a while.
func (p *pages) fresh(v *visit) error {
	q := v.r.URL.Query()
	seen, _ := strconv.ParseInt(q.Get("version"), 10, 64)
	tries, _ := strconv.Atoi(q.Get("tries"))
	store, id := v.r.PathValue("store"), v.r.PathValue("order")
	n, err := p.Desk.News(v.r.Context(), v.actor, store, id, seen)
	if err != nil {
		return err
	}
	return p.part(v, "order", "fresh", map[string]any{
		"News": n.Steps, "Waiting": tries < 15 && (n.Busy || len(n.Steps) == 0), "Version": seen, "Tries": tries + 1, "Path": pathOf(store, id),
	})
}

// stepsPage is older steps of an order.
type stepsPage struct {
	Path  string
	Steps []desk.Step
	Next  string
}

// steps is one page of an order's older steps; it loads when asked for.
func (p *pages) steps(v *visit) error {
	store, id := v.r.PathValue("store"), v.r.PathValue("order")
	steps, next, err := p.Desk.Timeline(v.r.Context(), v.actor, store, id, v.r.URL.Query().Get("cursor"), 25)
	if err != nil {
		return err
	}
	return p.part(v, "order", "steps", stepsPage{Path: pathOf(store, id), Steps: steps, Next: next})
}

func (p *pages) editPage(v *visit) error {
	out, err := p.readOrder(v)
	if err != nil {
		return err
	}
	return p.show(v, "edit", "Edit order "+out.Name, out)
}
