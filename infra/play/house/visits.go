package house

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// visits are what makes WooCommerce's sites deliver their webhooks. They also let orders come between two visits, so that
// their webhooks go out in the same second of the sites' clock, however long that takes.
type visits struct {
	going sync.Mutex                // held during a visit, and while orders come that are to go out together
	still atomic.Pointer[time.Time] // where the sites' clock stands meanwhile

	mu   sync.Mutex
	open map[string]*company
}

// company is customers who wait for each other.
type company struct {
	acts []func()
	done chan struct{}
}

var errNobodyCame = errors.New("the other order of the same second did not come")

// now is the sites' clock.
func (v *visits) now() time.Time {
	if at := v.still.Load(); at != nil {
		return *at
	}
	return time.Now()
}

// visitEvery is how often somebody visits the sites.
const visitEvery = 250 * time.Millisecond

// run visits until the context ends.
func (v *visits) run(ctx context.Context, visit func(context.Context) int) {
	for sleep(ctx, visitEvery) == nil {
		v.once(ctx, visit)
	}
}

func (v *visits) once(ctx context.Context, visit func(context.Context) int) {
	v.going.Lock()
	defer v.going.Unlock()
	visit(ctx)
}

// together waits at a place until so many have come. The last to come acts for all of them, and visits in the same second.
func (v *visits) together(place string, size int, patience time.Duration, act func(), visit func(context.Context) int) error {
	here, complete := v.join(place, size, act)
	if complete {
		v.sameSecond(here.acts, visit)
		close(here.done)
	}
	select {
	case <-here.done:
		return nil
	case <-time.After(patience):
		return errNobodyCame
	}
}

func (v *visits) sameSecond(acts []func(), visit func(context.Context) int) {
	v.going.Lock()
	defer v.going.Unlock()
	at := time.Now()
	v.still.Store(&at)
	defer v.still.Store(nil)
	for _, act := range acts {
		act()
	}
	visit(context.Background())
}

func (v *visits) join(place string, size int, act func()) (here *company, complete bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.open == nil {
		v.open = map[string]*company{}
	}
	if v.open[place] == nil {
		v.open[place] = &company{done: make(chan struct{})}
	}
	here = v.open[place]
	here.acts = append(here.acts, act)
	if len(here.acts) < size {
		return here, false
	}
	delete(v.open, place)
	return here, true
}
