package pipeline

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
)

// Bent is how webhooks and push messages go astray: every nth is lost though it was taken, every nth is sent twice, those
// that wait together come in reverse order.
type Bent struct {
	Drop, Twice int
	Reverse     bool
}

// post is between the outside and Onward's address. While it is straight a sender gets Onward's own answer, and sends
// again what was not taken. While it is bent it takes everything and loses, doubles and turns over.
type post struct {
	world *World
	// plan is for the next that comes in.
	plan  Plan
	bent  Bent
	count int
	bag   []letter
	taken int
}

// letter is a webhook as it was sent.
type letter struct {
	request *http.Request
	body    []byte
}

// ServeHTTP takes one webhook. A function that was killed answers nothing.
func (p *post) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	p.taken++
	if p.bent == (Bent{}) {
		p.open(out, letter{r, body}) //nolint:contextcheck // a function's invocation is not the sender's
		return
	}
	p.count++
	if p.bent.Drop > 0 && p.count%p.bent.Drop == 0 {
		return
	}
	p.bag = append(p.bag, letter{r, body})
	if p.bent.Twice > 0 && p.count%p.bent.Twice == 0 {
		p.bag = append(p.bag, letter{r, body})
	}
}

// open has Onward's function take a webhook.
func (p *post) open(out http.ResponseWriter, l letter) {
	plan := p.plan
	p.plan = Plan{}
	killed := p.world.run("webhook", plan, func(context.Context) error {
		resp, err := serve(p.world.one.hooks, l.request, l.body)
		if err != nil {
			return err
		}
		out.WriteHeader(resp.StatusCode)
		if resp.StatusCode != http.StatusOK {
			p.world.notef("webhook %s answered %d", l.request.URL.Path, resp.StatusCode)
		}
		return resp.Body.Close()
	})
	if killed {
		panic(http.ErrAbortHandler)
	}
}

// empty hands on what waits in the bag. What fails now is lost.
func (p *post) empty() {
	bag := p.bag
	p.bag = nil
	if p.bent.Reverse {
		slices.Reverse(bag)
	}
	for _, l := range bag {
		func() {
			defer func() { _ = recover() }() // a killed function answers nothing
			p.open(httptest.NewRecorder(), l)
		}()
	}
}

// Bend has webhooks and push messages go astray from now on; the zero Bent is straight.
func (w *World) Bend(b Bent) {
	w.post.empty()
	w.post.bent, w.post.count = b, 0
}

// Hooks has the store send its webhooks, and says how many came.
func (w *World) Hooks(plan Plan) int {
	w.post.plan, w.post.taken = plan, 0
	w.shop.Deliver(context.Background())
	w.post.empty()
	return w.post.taken
}

// Pushes has the supplier send its push messages, and says how many came.
func (w *World) Pushes(plan Plan) int {
	w.post.plan, w.post.taken = plan, 0
	w.market.Deliver(context.Background())
	w.post.empty()
	return w.post.taken
}
