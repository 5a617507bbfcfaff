package house

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"onward/infra/play/plot"
	"onward/shared/order"
)

// listener is a program of the merchant's that is told of every step of an order, by Onward's own webhooks.
type listener struct {
	mu     sync.Mutex
	secret *standardwebhooks.Webhook
	// newest is the last step of each order that it was told of, by store and name.
	newest map[[2]string]heard
	// calls counts deliveries by their id: the same may come again.
	calls  map[string]int
	forged int
}

// heard is what a step left an order as.
type heard struct {
	Version int64
	Tabs    []order.State
}

// listen starts the program and has Onward tell it of every step.
func (h *House) listen(ctx, life context.Context) error {
	h.heard = &listener{newest: map[[2]string]heard{}, calls: map[string]int{}}
	url, err := h.serve(life, h.heard)
	if err != nil {
		return err
	}
	secret, err := h.Merchant.Endpoint(ctx, "Shop system", url+"/onward", "order.moved")
	if err != nil {
		return err
	}
	h.heard.mu.Lock()
	defer h.heard.mu.Unlock()
	h.heard.secret, err = standardwebhooks.NewWebhook(secret)
	return err
}

// ServeHTTP takes a delivery.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var in struct {
		Type string `json:"type"`
		Data struct {
			Store   string        `json:"store"`
			Name    string        `json:"name"`
			Version int64         `json:"version"`
			Tabs    []order.State `json:"tabs"`
		} `json:"data"`
	}
	if l.secret == nil || l.secret.Verify(body, r.Header) != nil || json.Unmarshal(body, &in) != nil {
		l.forged++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	l.calls[r.Header.Get("Webhook-Id")]++
	key := [2]string{in.Data.Store, in.Data.Name}
	if in.Type == "order.moved" && in.Data.Version > l.newest[key].Version {
		l.newest[key] = heard{in.Data.Version, in.Data.Tabs}
	}
	w.WriteHeader(http.StatusNoContent)
}

// Heard compares what the merchant's program was told last of each order with where the order is, for as long as patience
// lasts. It says what differs, and how much was told.
func (h *House) Heard(ctx context.Context, results []plot.Result) (wrong []string, summary string) {
	for end := time.Now().Add(h.opts.Patience); ; {
		wrong, summary = h.heard.compare(h.Cast.Stores, results)
		if len(wrong) == 0 || time.Now().After(end) || ctx.Err() != nil {
			return wrong, summary
		}
		_ = sleep(ctx, 500*time.Millisecond)
	}
}

func (l *listener) compare(stores map[string]plot.Store, results []plot.Result) (wrong []string, summary string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.forged > 0 {
		wrong = append(wrong, fmt.Sprintf("%d calls of a webhook to the merchant's program were not signed as they must be", l.forged))
	}
	for i := range results {
		r := &results[i]
		is := slices.DeleteFunc(slices.Clone(r.In), func(tab string) bool { return tab == order.Exempt.Title() }) // which is no tab
		if len(is) == 0 {
			continue
		}
		var told []string
		for _, s := range l.newest[[2]string{stores[r.Scene.Store].ID(), r.Order}].Tabs {
			told = append(told, s.Title())
		}
		slices.Sort(told)
		if !slices.Equal(is, told) {
			wrong = append(wrong, fmt.Sprintf("the merchant's program was told that %s %s is in %v, and it is in %v", r.Scene.Store, r.Order, told, is))
		}
	}
	again := 0
	for _, n := range l.calls {
		again += n - 1
	}
	return wrong, fmt.Sprintf("A program of the merchant's was told of %d steps by signed webhooks, of %d more than once.", len(l.calls), again)
}
