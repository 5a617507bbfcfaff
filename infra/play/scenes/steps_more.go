package scenes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onward/infra/play/plot"
)

// sorted is a list by article, as the store and the supplier are described.
func sorted(list string) string {
	parts := strings.Split(list, " + ")
	slices.SortFunc(parts, func(a, b string) int {
		_, x, _ := strings.Cut(a, " ")
		_, y, _ := strings.Cut(b, " ")
		return strings.Compare(x, y)
	})
	return strings.Join(parts, " + ")
}

func inTwoPlaces(b *plot.Basket) { b.Places = map[string]int{"Shop location": 1, "Warehouse": 1} }

// longStreet is more than the supplier takes for the United States.
func longStreet(b *plot.Basket) {
	b.Street = "1600 Extraordinarily Long Boulevard of the Founders, Building 7"
}

func shortensStreet() plot.Step {
	return step("the merchant shortens the street", func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.ShipTo(ctx, a.Store.ID(), a.Order, func(to *plot.Address) { (*to)["line1"] = "1600 Long Boulevard, Bldg 7" })
	})
}

// knowsNumber waits until Onward knows a number, whatever the store is told of it.
func knowsNumber(name string) plot.Step {
	return step("number "+name+" is known here", func(ctx context.Context, a *plot.Actor) error {
		number := a.Number(name)
		return a.Until(ctx, "number "+name+" to be known", func(o plot.Order) bool { return slices.Contains(o.Numbers, number) })
	})
}

// notTold fails when the store has been told of anything.
func notTold() plot.Step {
	return step("the store knows nothing of it", func(_ context.Context, a *plot.Actor) error {
		held, err := a.Store.Holds(a.Order)
		if err != nil {
			return err
		}
		if n := len(held.Shipments); n > 0 {
			return fmt.Errorf("the store holds %d shipments", n)
		}
		return nil
	})
}

// asks waits until something asks for the merchant's attention.
func asks(code string) plot.Step {
	return step("it asks for attention: "+code, func(ctx context.Context, a *plot.Actor) error {
		return a.Until(ctx, "attention "+code, func(o plot.Order) bool { return slices.Contains(o.Attention, code) })
	})
}

// counts waits until the order has so many units.
func counts(units int) plot.Step {
	return step(fmt.Sprintf("it has %d units", units), func(ctx context.Context, a *plot.Actor) error {
		return a.Until(ctx, fmt.Sprintf("%d units", units), func(o plot.Order) bool {
			n := 0
			for _, p := range o.Portions {
				n += p.Units
			}
			return n == units
		})
	})
}

// settles has the merchant look at the supplier's page and say under which number the purchase is there.
func settles() plot.Step {
	return step("the merchant says under which number it is there", func(ctx context.Context, a *plot.Actor) error {
		for _, p := range a.Seen().Purchases {
			if p.State != "unknown" {
				continue
			}
			orders := a.Supplier.Bought(p.ID).Orders
			if len(orders) == 0 {
				return errors.New("the supplier has no such order")
			}
			if err := a.Merchant.Settle(ctx, a.Store.ID(), a.Order, p.ID, orders); err != nil {
				return err
			}
		}
		return a.Until(ctx, "the number to be taken", func(o plot.Order) bool { return len(o.SupplierOrders()) > 0 })
	})
}

// tracks has the merchant give the number of everything by hand.
func tracks(name string) plot.Step {
	return step("the merchant gives the number "+name, func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.Track(ctx, a.Store.ID(), a.Order, nil, a.Number(name))
	})
}

func rollsBack() plot.Step {
	return step("the merchant rolls it back", func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.RollBack(ctx, a.Store.ID(), a.Order, nil)
	})
}

// expires ends the access tokens of the merchant's n-th account at the supplier.
func expires(n int) plot.Step {
	return step("the account's token ends", func(_ context.Context, a *plot.Actor) error {
		a.Supplier.Expire(n)
		return nil
	})
}

func bans(method string, seconds int) plot.Step {
	return step("the supplier takes no calls for a while", func(_ context.Context, a *plot.Actor) error {
		return a.Supplier.Ban(method, seconds)
	})
}
