package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"onward/infra/play/adverse"
	"onward/infra/play/house"
	"onward/infra/play/knocks"
	"onward/infra/play/plot"
	"onward/infra/play/screen"
)

// round is one performance of everything.
type round struct {
	house  *house.House
	show   *screen.Screen
	scenes []plot.Scene
	flags  flags
}

// play performs the scenes, with whatever else comes to the doors meanwhile, prints how all of it ended, and answers with
// how much did not end as it must.
func (r round) play(ctx context.Context) (wrong int, err error) {
	trouble, err := adverse.Start(ctx, r.flags.adverse, r.house.Stack, r.house.Gates, r.flags.seed, r.show)
	if err != nil {
		return 0, err
	}
	defer trouble.Stop()
	if r.flags.adverse != adverse.None {
		r.show.Sayf("adverse: %s, seed %d", r.flags.adverse, r.flags.seed)
	}
	var others []knocks.Result
	var wg sync.WaitGroup
	if r.flags.only == "" && !r.flags.tour() {
		hall, err := r.house.Hall(r.flags.patience)
		if err != nil {
			return 0, err
		}
		wg.Go(func() { others = knocks.Play(ctx, hall, knocks.All(), r.knocked) })
	}
	p := plot.Play{
		Cast: r.house.Cast, Scenes: r.scenes, Together: r.flags.together, Rest: 6 * time.Second,
		Pace:     plot.Pace{Look: 400 * time.Millisecond, Patience: r.flags.patience},
		Progress: r.show.Progress, Finished: r.show.Finished,
	}
	r.show.Sayf("%d orders, %d at a time", len(r.scenes), r.flags.together)
	results := p.Perform(ctx)
	wg.Wait()
	trouble.Stop()
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	strays, err := r.house.Strays(ctx, results)
	if err != nil {
		return 0, err
	}
	unheard, told := r.house.Heard(ctx, results)
	strays = append(strays, unheard...)
	screen.Table(os.Stdout, results)
	if len(others) > 0 {
		wrong += screen.Knocks(os.Stdout, others)
	}
	screen.Article(os.Stdout, results)
	orders := screen.Wrong(os.Stdout, results)
	fmt.Println("\n" + told)
	for _, s := range strays {
		fmt.Println("\nWRONG:", s)
	}
	done, complete := trouble.Report()
	for _, line := range done {
		fmt.Println("adverse:", line)
	}
	if !complete {
		wrong++
		fmt.Println("WRONG: not all of the trouble came about")
	}
	fmt.Printf("\n%d of %d orders arrived where they should.\n", len(results)-orders, len(results))
	return wrong + orders + len(strays), r.keep(results, others)
}

// keep writes the table that rounds are compared by, if it is asked for.
func (r round) keep(results []plot.Result, others []knocks.Result) error {
	if r.flags.table == "" {
		return nil
	}
	var text bytes.Buffer
	if err := screen.Stable(&text, results, others); err != nil {
		return err
	}
	return os.WriteFile(r.flags.table, text.Bytes(), 0o644)
}

func (r round) knocked(k knocks.Result) {
	if len(k.Wrong) > 0 {
		r.show.Sayf("%s: WRONG: %v", k.Knock.Name, k.Wrong)
		return
	}
	r.show.Sayf("%s: answered %s", k.Knock.Name, k.Answer)
}
