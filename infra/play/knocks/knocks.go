// Package knocks plays what comes to the doors besides the orders of the scenes: the recorded deliveries, byte for byte and
// properly signed, each with its stated outcome, and bad input of every kind, which must affect no order.
package knocks

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"onward/infra/play/plot"
)

// Knock is one thing that comes to a door.
type Knock struct {
	Name string
	// Do delivers it and answers with what was said at the door, such as "401".
	Do func(ctx context.Context, h *Hall) (answer string, err error)
	// Answer is what must be said.
	Answer string
	// Then is what must come of it, in words, and Became what has; Became is asked until it gives Then, or time is up.
	Then   string
	Became func(ctx context.Context, h *Hall) (string, error)
	// Slow: the next one comes without waiting for what becomes of it.
	Slow bool
}

// Hall is where the doors are.
type Hall struct {
	PublicURL string
	// Queues and DeadLetters are the queues' addresses by name.
	Queues, DeadLetters map[string]string
	Letters             *Letters
	Merchant            Merchant
	// Shop is the domain of the recorded store, Store its id at Onward.
	Shop, Store                     string
	ShopifySecret                   string
	AliExpressKey, AliExpressSecret string
	Patience, Look                  time.Duration
	// Big makes an order in the store whose webhook did not come, and answers with its id.
	Big func() (id string, err error)
}

// Merchant is the merchant's way to look at what became of things.
type Merchant interface {
	Order(ctx context.Context, store, id string) (plot.Order, error)
	// StoreHealth is what is wrong with a store, JobState how far a store's newest job of a kind has come; empty when there is none.
	StoreHealth(ctx context.Context, store string) (string, error)
	JobState(ctx context.Context, store, kind string) (string, error)
}

// Result is what came of a knock.
type Result struct {
	Knock          *Knock
	Answer, Became string
	Wrong          []string
}

// All is every knock, in the order in which they come.
func All() []Knock {
	var out []Knock
	for _, list := range [][]Knock{forgeries(), poison(), recorded()} {
		out = append(out, list...)
	}
	return out
}

// Play delivers one knock after another. What it answers means nothing when the context ends before. It may tell of
// several that finished at the same time.
func Play(ctx context.Context, h *Hall, list []Knock, finished func(Result)) []Result {
	out := make([]Result, len(list))
	var slow sync.WaitGroup
	defer slow.Wait()
	for i := range list {
		out[i] = deliver(ctx, h, &list[i])
		end := func() {
			out[i] = await(ctx, h, out[i])
			if ctx.Err() == nil {
				finished(out[i])
			}
		}
		if list[i].Slow {
			slow.Go(end)
		} else {
			end()
		}
		if ctx.Err() != nil {
			break
		}
	}
	return out
}

// pause waits a moment before the next look.
func (h *Hall) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(h.Look):
	}
}

func deliver(ctx context.Context, h *Hall, k *Knock) Result {
	r := Result{Knock: k}
	var err error
	for end := time.Now().Add(h.Patience); ; {
		if r.Answer, err = k.Do(ctx, h); err != nil {
			r.Wrong = append(r.Wrong, err.Error())
			return r
		}
		// Who sends a webhook sends it again when the door was shut.
		if !strings.HasPrefix(r.Answer, "5") || time.Now().After(end) || ctx.Err() != nil {
			break
		}
		h.pause(ctx)
	}
	if r.Answer != k.Answer {
		r.Wrong = append(r.Wrong, fmt.Sprintf("it was answered %s, not %s", r.Answer, k.Answer))
	}
	return r
}

// await waits until what must come of a knock has come, or for as long as patience lasts.
func await(ctx context.Context, h *Hall, r Result) Result {
	k := r.Knock
	if k.Became == nil || r.Answer == "" {
		return r
	}
	var err error
	patience := h.Patience
	if k.Slow {
		patience *= 2 // a job whose run was killed goes on only when its message can be seen again
	}
	for end := time.Now().Add(patience); ; {
		r.Became, err = k.Became(ctx, h)
		if err == nil && r.Became == k.Then {
			return r
		}
		if time.Now().After(end) || ctx.Err() != nil {
			break
		}
		h.pause(ctx)
	}
	if err != nil {
		r.Wrong = append(r.Wrong, err.Error())
		return r
	}
	r.Wrong = append(r.Wrong, fmt.Sprintf("it became %q, not %q", r.Became, k.Then))
	return r
}
