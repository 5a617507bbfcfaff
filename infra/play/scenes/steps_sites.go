package scenes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onward/infra/play/plot"
)

// inCompany: another order comes in the same second.
func inCompany(b *plot.Basket) { b.Company = 2 }

// sharesDelivery expects that the order's webhook had the same delivery id as another order's, and that both were taken.
func sharesDelivery() plot.Step {
	return step("another order's webhook had the same delivery id", func(ctx context.Context, a *plot.Actor) error {
		return a.Wait(ctx, "two webhooks with one delivery id", func() (bool, error) {
			err := a.Store.Act(a.Order, plot.Deed{Do: "same delivery"})
			return err == nil, err
		})
	})
}

// hooksBack waits until the store's webhooks are all on.
func hooksBack() plot.Step {
	return step("the webhooks are put back", func(ctx context.Context, a *plot.Actor) error {
		return a.Wait(ctx, "the webhooks to be put back", func() (bool, error) {
			err := a.Store.Act(a.Order, plot.Deed{Do: "hooks are on"})
			return err == nil, err
		})
	})
}

// paysAndSyncs pays at the supplier, asks for a sync at once, and waits until the payment is seen.
func paysAndSyncs() plot.Step {
	return step("the merchant pays, and asks for a sync", func(ctx context.Context, a *plot.Actor) error {
		if err := payAll(a); err != nil {
			return err
		}
		if err := a.Merchant.Sync(ctx, a.Store.ID(), a.Order); err != nil {
			return err
		}
		return a.Until(ctx, awaitingShipment, func(o plot.Order) bool { return standsIn(o, awaitingShipment) })
	})
}

func anonymises() plot.Step {
	return deed("the customer asks the store to be forgotten", plot.Deed{Do: "anonymise"})
}

// forgets waits until Onward knows no name and no street any more.
func forgets() plot.Step {
	return step("the customer is forgotten here as well", func(ctx context.Context, a *plot.Actor) error {
		err := a.Until(ctx, "the customer to be forgotten", func(o plot.Order) bool {
			return !strings.Contains(fmt.Sprint(o.ShipTo), a.Customer) && !strings.Contains(fmt.Sprint(o.ShipTo), "Long Boulevard")
		})
		if err != nil {
			return fmt.Errorf("%w; the address is still %v", err, a.Seen().ShipTo)
		}
		return nil
	})
}

// shipsBy sends all of the first supplier order by a carrier, as the supplier names it.
func shipsBy(carrier, number string) plot.Step {
	return step("the supplier ships it by "+carrier, func(_ context.Context, a *plot.Actor) error {
		id, err := supplierOrder(a, 0)
		if err != nil {
			return err
		}
		return a.Supplier.ShipBy(id, carrier, a.Number(number), nil)
	})
}

// carried waits until the store names the carrier and leads to its page.
func carried(name, carrier, page string) plot.Step {
	return step("the customer reads "+carrier+" and follows a link to "+page, func(ctx context.Context, a *plot.Actor) error {
		number := a.Number(name)
		var seen plot.Shipment
		err := a.Wait(ctx, "the carrier in the store", func() (bool, error) {
			if _, err := a.Look(ctx); err != nil {
				return false, err
			}
			held, err := a.Store.Holds(a.Order)
			if err != nil {
				return false, err
			}
			i := slices.IndexFunc(held.Shipments, func(s plot.Shipment) bool { return slices.Contains(s.Numbers, number) })
			if i < 0 {
				return false, errors.New("the store has not got the number")
			}
			seen = held.Shipments[i]
			return seen.Carrier == carrier && strings.Contains(seen.Link, page) && strings.Contains(seen.Link, number), nil
		})
		if err != nil {
			return fmt.Errorf("%w: it says %q and %q", err, seen.Carrier, seen.Link)
		}
		return nil
	})
}
