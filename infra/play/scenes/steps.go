// Package scenes is what is played: one file a theme, each scene data made of the steps in this file and its neighbours.
package scenes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onward/infra/play/plot"
)

// The tabs' titles, and what scenes say about them.
const (
	pending             = "Pending"
	awaitingOrder       = "Awaiting order"
	awaitingPayment     = "Awaiting payment"
	awaitingShipment    = "Awaiting shipment"
	awaitingFulfillment = "Awaiting fulfillment"
	fulfilled           = "Fulfilled"
	canceled            = "Canceled"
	failed              = "Failed"
	nothingToShip       = "Nothing to ship"
)

// items reads "1 glasses + 2 clip". The texts are this package's own; a wrong one is a defect.
func items(text string) []plot.Item {
	if text == "" {
		return nil
	}
	var out []plot.Item
	for part := range strings.SplitSeq(text, " + ") {
		units, article, ok := strings.Cut(part, " ")
		n, err := strconv.Atoi(units)
		if !ok || err != nil {
			panic("scenes: " + text + " is no list of items")
		}
		out = append(out, plot.Item{Article: article, Units: n})
	}
	return out
}

// told says that all of it is Fulfilled because the store confirmed a number.
func told(list string) []string { return in(list, fulfilled+", told") }

// in puts every item of a list into one tab.
func in(list, tab string) []string {
	var out []string
	for _, i := range items(list) {
		out = append(out, fmt.Sprintf("%d %s: %s", i.Units, i.Article, tab))
	}
	return out
}

// all joins lists.
func all(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// one is a list of one, or of none.
func one(entries ...string) []string { return entries }

func step(says string, do func(ctx context.Context, a *plot.Actor) error) plot.Step {
	return plot.Step{Says: says, Do: do}
}

// story joins steps and lists of steps.
func story(parts ...any) []plot.Step {
	var out []plot.Step
	for _, p := range parts {
		switch p := p.(type) {
		case plot.Step:
			out = append(out, p)
		case []plot.Step:
			out = append(out, p...)
		default:
			panic(fmt.Sprintf("scenes: a story has no %T", p))
		}
	}
	return out
}

// stands waits until everything that is not settled is in one tab.
func stands(tab string) plot.Step {
	return step("is in "+tab, func(ctx context.Context, a *plot.Actor) error {
		return a.Until(ctx, tab, func(o plot.Order) bool { return standsIn(o, tab) })
	})
}

func standsIn(o plot.Order, tab string) bool {
	found := false
	for _, p := range o.Portions {
		switch p.Tab {
		case tab:
			found = true
		case fulfilled, canceled, nothingToShip:
		default:
			return false
		}
	}
	return found
}

// hasIn waits until something is in a tab for a reason.
func hasIn(tab, why string) plot.Step {
	says := "has something in " + tab
	if why != "" {
		says += " (" + why + ")"
	}
	return step(says, func(ctx context.Context, a *plot.Actor) error {
		return a.Until(ctx, tab+", "+why, func(o plot.Order) bool {
			for _, p := range o.Portions {
				if p.Tab == tab && (why == "" || p.Why == why) {
					return true
				}
			}
			return false
		})
	})
}

// storeHas waits until the store holds a number, or a shipment without one when the name is empty.
func storeHas(name string) plot.Step {
	return step("the store has number "+name, func(ctx context.Context, a *plot.Actor) error {
		number := a.Number(name)
		return a.Wait(ctx, "the store to have number "+name, func() (bool, error) {
			if _, err := a.Look(ctx); err != nil {
				return false, err
			}
			held, err := a.Store.Holds(a.Order)
			if err != nil {
				return false, err
			}
			for _, s := range held.Shipments {
				if slices.Contains(s.Numbers, number) {
					return true, nil
				}
			}
			return false, nil
		})
	})
}

// refused expects the API to refuse an action.
func refused(what string, do func(ctx context.Context, a *plot.Actor) error) plot.Step {
	return step(what+" is refused", func(ctx context.Context, a *plot.Actor) error {
		err := do(ctx, a)
		var r interface{ Refused() bool }
		if errors.As(err, &r) && r.Refused() {
			return nil
		}
		if err == nil {
			return errors.New("it was done")
		}
		return err
	})
}
