package plot

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"
)

// Actor plays one scene.
type Actor struct {
	Scene    *Scene
	Store    Store
	Merchant Merchant
	Supplier Supplier
	Pace     Pace

	// Order is the order's id in the store, Name what people call it, Customer who bought.
	Order, Name, Customer string

	numbers  map[string]string // by the scene's names
	seen     Order
	mailed   string // whom the store mailed
	progress func(Progress)
}

// Pace is how long to wait for something, and how often to look.
type Pace struct {
	Look     time.Duration
	Patience time.Duration
}

// Progress is how far a scene has come.
type Progress struct {
	Scene *Scene
	Order string
	// Tabs are the titles of the tabs in which the order is.
	Tabs []string
	// Note is what happens just now.
	Note string
}

// Say tells of progress.
func (a *Actor) Say(note string) {
	if a.progress == nil {
		return
	}
	a.progress(Progress{Scene: a.Scene, Order: a.Name, Tabs: tabsOf(a.seen), Note: note})
}

func tabsOf(o Order) []string {
	var out []string
	have := map[string]bool{}
	for _, p := range o.Portions {
		if !have[p.Tab] {
			have[p.Tab] = true
			out = append(out, p.Tab)
		}
	}
	return out
}

// Look reads the order as the merchant sees it.
func (a *Actor) Look(ctx context.Context) (Order, error) {
	o, err := a.Merchant.Order(ctx, a.Store.ID(), a.Order)
	if err != nil {
		return Order{}, err
	}
	changed := o.Version != a.seen.Version
	a.seen = o
	if changed {
		a.Say("")
	}
	return o, nil
}

// Seen is the order as it was looked at last.
func (a *Actor) Seen() Order { return a.seen }

// Until waits until the order is as it should be. what names it, for when it never comes.
func (a *Actor) Until(ctx context.Context, what string, done func(Order) bool) error {
	return a.Wait(ctx, what, func() (bool, error) {
		o, err := a.Look(ctx)
		if err != nil {
			return false, err
		}
		return done(o), nil
	})
}

// Wait looks again and again until done, but no longer than the patience. An error of looking counts as not yet.
func (a *Actor) Wait(ctx context.Context, what string, done func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, a.Pace.Patience)
	defer cancel()
	look := a.Pace.Look
	var last error
	for {
		ok, err := done()
		if err == nil && ok {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return a.never(what, last)
		case <-time.After(look):
			look = min(look*3/2, 4*a.Pace.Look)
		}
	}
}

func (a *Actor) never(what string, last error) error {
	if last != nil && !errors.Is(last, ErrUnknown) {
		return fmt.Errorf("waited %s for %s in vain: %w", a.Pace.Patience, what, last)
	}
	var where []string
	for _, p := range a.seen.Portions {
		where = append(where, fmt.Sprintf("%d in %s (%s)", p.Units, p.Tab, p.Why))
	}
	if len(where) == 0 {
		where = []string{"Onward does not know the order"}
	}
	return fmt.Errorf("waited %s for %s in vain: %s", a.Pace.Patience, what, strings.Join(where, ", "))
}

// Number is the tracking number that the scene calls by a name: letters, digits and length as the postal union has them.
// A name that begins with = is itself the number, which several orders can share.
func (a *Actor) Number(name string) string {
	if number, ok := strings.CutPrefix(name, "="); ok {
		a.numbers[number] = name
		return number
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(a.Scene.Store + "/" + a.Scene.Name + "/" + name))
	number := postal(h.Sum64())
	a.numbers[number] = name
	return number
}

// postal makes an S10 item number with its check digit.
func postal(seed uint64) string {
	digits := fmt.Sprintf("%08d", seed%100_000_000)
	sum := 0
	for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += int(digits[i]-'0') * weight
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return fmt.Sprintf("L%c%s%dCN", 'A'+byte(seed>>40%26), digits, check)
}

// called is a number's name in the scene, or the number.
func (a *Actor) called(number string) string {
	if name, ok := a.numbers[number]; ok {
		return name
	}
	return number
}

// SupplierOrders are the order numbers of all purchases, oldest first.
func (o Order) SupplierOrders() []string {
	var out []string
	for _, p := range o.Purchases {
		out = append(out, p.Orders...)
	}
	return out
}
