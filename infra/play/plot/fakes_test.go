package plot_test

import (
	"context"
	"sync"
	"time"

	"onward/infra/play/plot"
)

// world is a store, a supplier and an Onward in one, that do what the test says.
type world struct {
	plot.Supplier
	plot.Merchant

	mu    sync.Mutex
	order plot.Order
	known bool
	held  plot.Held
	made  int
	// looked is told of each look at the order.
	looked func(n int)
	looks  int
}

func (w *world) Order(context.Context, string, string) (plot.Order, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looks++
	if w.looked != nil {
		w.looked(w.looks)
	}
	if !w.known {
		return plot.Order{}, plot.ErrUnknown
	}
	return w.order, nil
}

func (w *world) Bought(string) plot.Bought {
	if w.made == 0 {
		return plot.Bought{}
	}
	return plot.Bought{Orders: []string{"8001"}, Items: []plot.Item{{Article: "glasses", Units: 1}}, Made: w.made, Contents: 1}
}

// store is the world's store.
type store struct{ *world }

func (store) ID() string { return "s1" }

func (s store) Buy(plot.Basket) (id, name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = true
	return "5001", "#1001", nil
}

func (store) Act(string, plot.Deed) error { return nil }

func (s store) Holds(string) (plot.Held, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held, nil
}

func (store) Lines(string) (map[string]string, error) { return map[string]string{"1": "glasses"}, nil }

// told is the world when all went well: one unit, told once under the number that the scene calls A.
func (w *world) told(number string) {
	w.order = plot.Order{
		Version: 3, Portions: []plot.Portion{{Line: "1", Units: 1, Tab: "Fulfilled", Why: "told"}},
		Purchases: []plot.Purchase{{ID: "p1", State: "placed", Orders: []string{"8001"}}}, Attention: []string{"number_silent"},
	}
	w.held = plot.Held{
		Status: "FULFILLED", Shipments: []plot.Shipment{{Numbers: []string{number}, Items: []plot.Item{{Article: "glasses", Units: 1}}}},
		Mails: []plot.Mail{{About: "shipped", Numbers: []string{number}}},
	}
	w.made = 1
}

func play(w *world, steps ...plot.Step) *plot.Play {
	return &plot.Play{
		Cast: plot.Cast{Stores: map[string]plot.Store{"shop": store{w}}, Merchant: w, Supplier: w},
		Scenes: []plot.Scene{{Name: "one line", Store: "shop", Steps: steps, End: plot.End{
			Tabs: []string{"1 glasses: Fulfilled, told"}, Status: "FULFILLED", Told: []string{"A: 1 glasses"}, Mails: []string{"shipped A"},
			Bought: []string{"1 glasses"},
		}}},
		Pace: plot.Pace{Look: time.Millisecond, Patience: 50 * time.Millisecond}, Together: 2, Rest: 5 * time.Millisecond,
	}
}

// buys is a step in which the order comes, and is told at once.
func buys(w *world) plot.Step {
	return plot.Step{Says: "a customer orders", Do: func(_ context.Context, a *plot.Actor) error {
		var err error
		a.Order, a.Name, err = a.Store.Buy(plot.Basket{})
		w.mu.Lock()
		defer w.mu.Unlock()
		w.told(a.Number("A"))
		return err
	}}
}
