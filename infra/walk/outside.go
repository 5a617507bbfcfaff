package walk

import (
	"fmt"
	"time"

	"onward/infra/pipeline"
	"onward/infra/sim/aliexpress"
	"onward/infra/sim/shopify"
	"onward/shared/queue"
)

// happens has something happen in the world, with nobody's request under way.
func (h *House) happens(do func(w *pipeline.World)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do(h.world)
}

// Orders has customers order in the store.
func (h *House) Orders(specs ...shopify.OrderSpec) error {
	var err error
	h.happens(func(w *pipeline.World) {
		for _, spec := range specs {
			if _, e := w.ShopifySim().CreateOrder(pipeline.Domain, spec); e != nil && err == nil {
				err = fmt.Errorf("order: %w", e)
			}
		}
		w.Drain()
	})
	return err
}

// Settle lets everything that is due now happen.
func (h *House) Settle() { h.happens((*pipeline.World).Drain) }

// Work does the jobs that were begun, and nothing else.
func (h *House) Work() {
	h.happens(func(w *pipeline.World) {
		for w.Deliver(queue.KindJob, pipeline.Plan{}) > 0 {
		}
	})
}

// Pass lets time go by in steps, with the schedules running.
func (h *House) Pass(while time.Duration) {
	h.happens(func(w *pipeline.World) {
		for end := w.Now().Add(while); w.Now().Before(end); {
			w.Pass(min(20*time.Minute, end.Sub(w.Now())))
			w.Drain()
			w.Wake(pipeline.Plan{})
			w.Sweep(pipeline.Plan{})
			w.Drain()
		}
	})
}

// Pay has the merchant pay all that waits at the supplier. Only what asks for it sees that.
func (h *House) Pay() { h.happens((*pipeline.World).PayAll) }

// Ship has the supplier ship all that is paid.
func (h *House) Ship() { h.happens((*pipeline.World).ShipAll) }

// Refuse has the supplier refuse the next purchase for its address.
func (h *House) Refuse(code, message string) error {
	var err error
	h.happens(func(w *pipeline.World) {
		_, err = w.Market().AddRule(aliexpress.Rule{Kind: aliexpress.RuleFailCreate, Code: code, Message: message})
	})
	return err
}

// Shipments is what the store holds as fulfilments of an order, by its name.
func (h *House) Shipments(name string) []pipeline.Shipment {
	var out []pipeline.Shipment
	h.happens(func(w *pipeline.World) {
		for _, o := range w.Shop().Orders() {
			if o.Name == name {
				out = o.Shipments
			}
		}
	})
	return out
}

// Mails is how often the store mailed customers about shipments.
func (h *House) Mails() int {
	n := 0
	h.happens(func(w *pipeline.World) { n = len(w.Shop().Mails()) })
	return n
}

// Bring has so many customers order one lamp each.
func (h *House) Bring(orders int) error {
	var specs []shopify.OrderSpec
	for n := range orders {
		specs = append(specs, basket(n, map[int]int{0: 1}))
	}
	return h.Orders(specs...)
}

// BringMixed has customers order what they order on the nth day, from 0: some orders of one or two articles, and nine on
// the last day, the 20th.
func (h *House) BringMixed(day int) error {
	var specs []shopify.OrderSpec
	orders := 1 + (day*7)%4
	if day == 20 {
		orders = 9
	}
	for n := range orders {
		pieces := map[int]int{(day + n) % 3: 1 + n%2}
		if (day+n)%5 == 0 {
			pieces[(day+n+1)%3]++
		}
		if day == 20 && n == 4 {
			pieces = map[int]int{3: 1} // nothing is mapped to it yet
		}
		specs = append(specs, basket(day*4+n, pieces))
	}
	return h.Orders(specs...)
}
