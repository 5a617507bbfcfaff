package scenes

import (
	"context"
	"hash/fnv"
	"strings"

	"onward/infra/play/plot"
)

// buys has a customer order, and waits until Onward knows of it.
func buys(list string, changes ...func(*plot.Basket)) plot.Step {
	return step("a customer orders "+list, func(ctx context.Context, a *plot.Actor) error {
		b := plot.Basket{Items: items(list), Name: customer(a.Scene)}
		b.Email = strings.ToLower(strings.ReplaceAll(b.Name, " ", ".")) + "@example.com"
		for _, change := range changes {
			change(&b)
		}
		var err error
		a.Customer = b.Name
		if a.Order, a.Name, err = a.Store.Buy(b); err != nil {
			return err
		}
		a.Say("ordered")
		return a.Until(ctx, "Onward to know the order", func(plot.Order) bool { return true })
	})
}

// customer is a name for a scene's customer: letters only, the same in every run.
func customer(s *plot.Scene) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.Store + "/" + s.Name))
	sum := h.Sum64()
	first := []string{"Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jule", "Kai", "Lea", "Max", "Nora", "Otto", "Pia"}
	var name strings.Builder
	name.WriteString(first[sum%16] + " ")
	for i := range 6 {
		letter := "bdfgklmnprst"[sum>>(8+8*(i/2))%12]
		if i%2 == 1 {
			letter = "aeiou"[sum>>(10+8*(i/2))%5]
		}
		if i == 0 {
			letter -= 'a' - 'A'
		}
		name.WriteByte(letter)
		sum = sum*6364136223846793005 + 1442695040888963407
	}
	return name.String()
}

// Changes to a basket.

func unpaid(b *plot.Basket)     { b.Unpaid = true }
func authorized(b *plot.Basket) { b.Authorized = true }
func heldBack(b *plot.Basket)   { b.Held = true }
func unheard(b *plot.Basket)    { b.Lost = true }
func testOrder(b *plot.Basket)  { b.Test = true }

// deed has something done in the store.
func deed(says string, d plot.Deed, numbers ...string) plot.Step {
	return step(says, func(_ context.Context, a *plot.Actor) error {
		d := d
		d.Numbers = nil
		for _, name := range numbers {
			d.Numbers = append(d.Numbers, a.Number(name))
		}
		return a.Store.Act(a.Order, d)
	})
}

func customerPays() plot.Step { return deed("the customer pays", plot.Deed{Do: "pay"}) }

// refunds gives back the money of items, of everything when there are none.
func refunds(list string) plot.Step {
	return deed("the merchant refunds "+orAll(list), plot.Deed{Do: "refund", Items: items(list)})
}

func refundsMoney(amount string) plot.Step {
	return deed("the merchant refunds "+amount+" of the money", plot.Deed{Do: "refund", Amount: amount})
}

func cancelsInStore() plot.Step {
	return deed("the order is cancelled in the store", plot.Deed{Do: "cancel"})
}

func holdsInStore() plot.Step { return deed("the store holds it back", plot.Deed{Do: "hold"}) }

func releasesInStore() plot.Step { return deed("the store releases it", plot.Deed{Do: "release"}) }

func edits(list string) plot.Step {
	return deed("the merchant edits it to "+list, plot.Deed{Do: "edit", Items: items(list)})
}

// fulfilsByHand fulfils everything in the store's own pages.
func fulfilsByHand(mail bool, numbers ...string) plot.Step {
	says := "the merchant fulfils it by hand"
	if len(numbers) == 0 {
		says += ", without a number"
	}
	return deed(says, plot.Deed{Do: "fulfil", Mail: mail}, numbers...)
}

func orAll(list string) string {
	if list == "" {
		return "all of it"
	}
	return list
}

func unapproved(b *plot.Basket) { b.Unapproved = true }
func pickup(b *plot.Basket)     { b.Pickup = true }
