package plot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Cast is who takes part.
type Cast struct {
	Stores   map[string]Store
	Merchant Merchant
	Supplier Supplier
}

// Play is a performance of scenes.
type Play struct {
	Cast   Cast
	Scenes []Scene
	Pace   Pace
	// Together is how many scenes are played at the same time.
	Together int
	// Rest is how long nothing may change at the end before all is looked at once more.
	Rest time.Duration
	// Progress is told of every step; it may be nil and must be safe for concurrent use.
	Progress func(Progress)
	// Finished is told when a scene has come to its end, or has not.
	Finished func(Result)
}

// Result is how a scene ended.
type Result struct {
	Scene *Scene
	Order string
	Got   Facts
	// MailedTo is whom the store mailed.
	MailedTo string
	Wrong    []string
	Took     time.Duration
	// Purchases are the ids under which it was bought at suppliers.
	Purchases []string
	// In is the titles of the tabs in which it is, each once.
	In []string
}

// Perform plays all scenes, then waits until everything has come to rest, and looks at every order once more: a
// second fulfilment or purchase that comes late counts as well. The results are in the order of the scenes. They mean
// nothing when the context ends before.
func (p *Play) Perform(ctx context.Context) []Result {
	actors := make([]*Actor, len(p.Scenes))
	results := make([]Result, len(p.Scenes))
	slots := make(chan struct{}, max(p.Together, 1))
	var wg sync.WaitGroup
	for i := range p.Scenes {
		actors[i] = p.actor(&p.Scenes[i])
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() {
			defer func() { <-slots }()
			results[i] = p.scene(ctx, actors[i])
			if p.Finished != nil && ctx.Err() == nil {
				p.Finished(results[i])
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return results
	}
	p.rest(ctx, actors)
	p.each(actors, func(i int, a *Actor) { results[i] = p.lookAgain(ctx, a, results[i]) })
	return results
}

// each does something with every actor whose order is known, several at a time.
func (p *Play) each(actors []*Actor, do func(i int, a *Actor)) {
	var group errgroup.Group
	group.SetLimit(max(p.Together, 1))
	for i, a := range actors {
		if a.Order == "" || a.Store == nil {
			continue
		}
		group.Go(func() error { do(i, a); return nil })
	}
	_ = group.Wait() // no error is possible
}

func (p *Play) actor(s *Scene) *Actor {
	return &Actor{
		Scene: s, Store: p.Cast.Stores[s.Store], Merchant: p.Cast.Merchant, Supplier: p.Cast.Supplier, Pace: p.Pace,
		numbers: map[string]string{}, progress: p.Progress,
	}
}

func (p *Play) scene(ctx context.Context, a *Actor) Result {
	begun := time.Now()
	r := Result{Scene: a.Scene}
	if a.Store == nil {
		r.Wrong = []string{"there is no store " + a.Scene.Store}
		return r
	}
	for _, step := range a.Scene.Steps {
		a.Say(step.Says)
		if err := step.Do(ctx, a); err != nil {
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: %v", step.Says, err))
			break
		}
	}
	r.Order = a.Name
	if len(r.Wrong) == 0 {
		r.Got, r.Wrong = a.arrive(ctx)
	} else if got, err := a.Facts(ctx); err == nil {
		r.Got = got
	}
	r.Took, r.MailedTo = time.Since(begun), a.mailed
	return r
}

// arrive waits until the scene has come to its end.
func (a *Actor) arrive(ctx context.Context) (got Facts, wrong []string) {
	a.Say("waiting for its end")
	err := a.Wait(ctx, "the end", func() (bool, error) {
		f, err := a.Facts(ctx)
		if err != nil {
			return false, err
		}
		got, wrong = f, Diff(a.Scene.End, f)
		return len(wrong) == 0, nil
	})
	if err != nil && len(wrong) == 0 {
		wrong = []string{err.Error()}
	}
	return got, wrong
}

// rest waits until no order changes any more.
func (p *Play) rest(ctx context.Context, actors []*Actor) {
	quiet := time.Now()
	end := quiet.Add(p.Pace.Patience)
	for time.Since(quiet) < p.Rest && time.Now().Before(end) && ctx.Err() == nil {
		time.Sleep(min(p.Pace.Look, p.Rest))
		var moved atomic.Bool
		p.each(actors, func(_ int, a *Actor) {
			before := a.seen.Version
			if o, err := a.Look(ctx); err == nil && o.Version != before {
				moved.Store(true)
			}
		})
		if moved.Load() {
			quiet = time.Now()
		}
	}
}

func (p *Play) lookAgain(ctx context.Context, a *Actor, r Result) Result {
	got, err := a.Facts(ctx)
	if err != nil {
		r.Wrong = append(r.Wrong, "looking once more: "+err.Error())
		return r
	}
	r.Got, r.MailedTo, r.Purchases, r.In = got, a.mailed, nil, nil
	for _, purchase := range a.seen.Purchases {
		r.Purchases = append(r.Purchases, purchase.ID)
	}
	for _, portion := range a.seen.Portions {
		r.In = append(r.In, portion.Tab)
	}
	slices.Sort(r.In)
	r.In = slices.Compact(r.In)
	if late := Diff(a.Scene.End, got); len(late) > 0 && len(r.Wrong) == 0 {
		r.Wrong = append([]string{"it did not stay so:"}, late...)
	}
	return r
}
