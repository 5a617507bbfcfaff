package scenes

import (
	"context"
	"errors"
	"fmt"

	"onward/infra/play/plot"
)

// places has the merchant buy all that can be bought, and waits until the supplier's answer is known.
func places() plot.Step {
	return step("the merchant places it", func(ctx context.Context, a *plot.Actor) error {
		if err := a.Merchant.Place(ctx, a.Store.ID(), a.Order, nil); err != nil {
			return err
		}
		if err := a.Until(ctx, "the supplier's answer", answered); err != nil {
			return err
		}
		return silence(a)
	})
}

// answered reports whether every purchase has an outcome, and there is one.
func answered(o plot.Order) bool {
	for _, p := range o.Purchases {
		if p.State == "open" || p.State == "calling" {
			return false
		}
	}
	return len(o.Purchases) > 0
}

// silence stops the push messages of a scene that shows polling.
func silence(a *plot.Actor) error {
	if !a.Scene.Polled {
		return nil
	}
	for _, id := range a.Seen().SupplierOrders() {
		if err := a.Supplier.Silence(id); err != nil {
			return err
		}
	}
	return nil
}

// tries asks to place and expects to be refused.
func triesToPlace() plot.Step {
	return refused("placing it", func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.Place(ctx, a.Store.ID(), a.Order, nil)
	})
}

// pays has the merchant pay at the supplier what is not paid yet, and waits until that is seen.
func pays() plot.Step {
	return step("the merchant pays at the supplier", func(ctx context.Context, a *plot.Actor) error {
		if err := payAll(a); err != nil {
			return err
		}
		return a.Until(ctx, "the payment to be seen", func(o plot.Order) bool {
			for _, p := range o.Portions {
				if p.Tab == awaitingPayment {
					return false
				}
			}
			return true
		})
	})
}

func payAll(a *plot.Actor) error {
	orders := a.Seen().SupplierOrders()
	if len(orders) == 0 {
		return errors.New("there is no order at the supplier")
	}
	for _, id := range orders {
		// What is paid or closed already says so; the others must go through.
		if err := a.Supplier.Pay(id); err != nil && !errors.Is(err, plot.ErrSettled) {
			return err
		}
	}
	return nil
}

// ships sends a parcel of the n-th supplier order: the items, or all that is left.
func ships(n int, number, list string) plot.Step {
	return step("the supplier ships "+orAll(list)+" as "+number, func(_ context.Context, a *plot.Actor) error {
		id, err := supplierOrder(a, n)
		if err != nil {
			return err
		}
		return a.Supplier.Ship(id, a.Number(number), items(list))
	})
}

// renumbers gives the first parcel of the n-th supplier order another number.
func renumbers(n int, number string) plot.Step {
	return step("the parcel's number changes to "+number, func(_ context.Context, a *plot.Actor) error {
		id, err := supplierOrder(a, n)
		if err != nil {
			return err
		}
		return a.Supplier.Renumber(id, 0, a.Number(number))
	})
}

func supplierOrder(a *plot.Actor, n int) (string, error) {
	orders := a.Seen().SupplierOrders()
	if n >= len(orders) {
		return "", fmt.Errorf("there are %d orders at the supplier", len(orders))
	}
	return orders[n], nil
}

// supplierCancels closes the n-th supplier order.
func supplierCancels(n int, reason string) plot.Step {
	return step("the supplier closes the order ("+reason+")", func(_ context.Context, a *plot.Actor) error {
		id, err := supplierOrder(a, n)
		if err != nil {
			return err
		}
		return a.Supplier.Cancel(id, reason)
	})
}

func supplierCancelsItem(n int, part string) plot.Step {
	return step("the supplier cancels "+part, func(_ context.Context, a *plot.Actor) error {
		id, err := supplierOrder(a, n)
		if err != nil {
			return err
		}
		return a.Supplier.CancelItem(id, part)
	})
}

// syncs asks for a look at the supplier now.
func syncs() plot.Step {
	return step("the merchant asks for a sync", func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.Sync(ctx, a.Store.ID(), a.Order)
	})
}

func holdsHere(on bool) plot.Step {
	says := "the merchant puts it on hold"
	if !on {
		says = "the merchant releases it"
	}
	return step(says, func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.Hold(ctx, a.Store.ID(), a.Order, on)
	})
}

// maps chooses what an article is bought as: the parts of another one.
func maps(article, as string) plot.Step {
	return step("the merchant maps "+article, func(ctx context.Context, a *plot.Actor) error {
		return a.Merchant.Map(ctx, a.Store.ID(), article, as)
	})
}

// meets decides what the next calls to place this customer's purchases meet.
func meets(fates ...plot.Fate) plot.Step {
	return step(fmt.Sprintf("placing it will be: %v", fates), func(_ context.Context, a *plot.Actor) error {
		a.Supplier.Meet(a.Customer, fates...)
		return nil
	})
}

// bought is the whole way to the first parcel of an ordinary order.
func bought() []plot.Step {
	return story(stands(awaitingOrder), places(), stands(awaitingPayment), pays())
}
