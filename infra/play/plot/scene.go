// Package plot plays scenes: each is one order with what happens to it and where it must end. It knows how to wait,
// to compare and to tell of progress; what happens in which scene is data of package scenes.
package plot

import (
	"context"
)

// Scene is one order's story.
type Scene struct {
	// Name is unique and short.
	Name string
	// Store is the name of the store in which the customer buys.
	Store string
	// Polled scenes get no push message from the supplier: what happens there is found by polling.
	Polled bool
	// Shows names the lines of the founding article that this order shows, such as "Shopify 3".
	Shows []string
	Steps []Step
	End   End
}

// Step is something that happens, or is waited for.
type Step struct {
	// Says is for people: what happens.
	Says string
	Do   func(ctx context.Context, a *Actor) error
}

// End is what a scene must come to. Every list is compared whole, without regard to order.
type End struct {
	// Tabs is where the order's units are, such as "1 glasses: Fulfilled, told".
	Tabs []string
	// Status is the order's state in the store, in the store's own word.
	Status string
	// Told is the store's fulfilments: numbers with lines, such as "A: 1 glasses". Numbers are called by the names that
	// the scene gave them.
	Told []string
	// Mails is what the store sent the customer, such as "shipped A" or "changed B".
	Mails []string
	// Bought is what the supplier has for the order, a purchase each, such as "1 glasses + 2 clip".
	Bought []string
	// Asks is what asks for the merchant's attention.
	Asks []string
}

// Facts are what a scene came to, in the same words.
type Facts = End

// Diff says what differs, a line each; nothing when all is as it must be.
func Diff(want, got End) []string {
	var out []string
	if want.Status != got.Status {
		out = append(out, "the store says "+quoted(got.Status)+", not "+quoted(want.Status))
	}
	for _, part := range []struct {
		name      string
		want, got []string
	}{
		{"tab", want.Tabs, got.Tabs},
		{"told", want.Told, got.Told},
		{"mailed", want.Mails, got.Mails},
		{"bought", want.Bought, got.Bought},
		{"attention", want.Asks, got.Asks},
	} {
		lacking, surplus := part.want, part.got
		for _, w := range without(lacking, surplus) {
			out = append(out, part.name+" is missing: "+w)
		}
		for _, g := range without(surplus, lacking) {
			out = append(out, part.name+" is too much: "+g)
		}
	}
	return out
}

// without is a list less another, each entry counted.
func without(list, less []string) []string {
	left := map[string]int{}
	for _, l := range less {
		left[l]++
	}
	var out []string
	for _, l := range list {
		if left[l] > 0 {
			left[l]--
			continue
		}
		out = append(out, l)
	}
	return out
}

func quoted(s string) string {
	if s == "" {
		return "nothing"
	}
	return `"` + s + `"`
}
