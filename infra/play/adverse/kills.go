package adverse

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"onward/infra/stack"
)

// killer kills a process of each function until one was hit while it was handling something. Whether it was, the stack's
// log says: a process that is killed while idle leaves no trace there.
type killer struct {
	stack *stack.Stack
	seed  uint64

	mu   sync.Mutex
	hit  map[string]time.Duration // after how long
	shot map[string]int
}

// seldom are functions that work on orders seldom or never; they are hit when they happen to be at work.
var seldom = []string{"job"}

func startKills(ctx context.Context, s *stack.Stack, seed uint64) Trouble {
	k := &killer{stack: s, seed: seed, hit: map[string]time.Duration{}, shot: map[string]int{}}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for i, function := range slices.Sorted(maps.Keys(s.Functions)) {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		wg.Go(func() { k.hunt(ctx, function, random) })
	}
	return Trouble{Stop: func() { cancel(); wg.Wait() }, Report: k.report}
}

// hunt kills the function's processes, at moments that chance chooses, until one was at work.
func (k *killer) hunt(ctx context.Context, function string, random *rand.Rand) {
	begun := time.Now()
	for {
		wait := 100*time.Millisecond + time.Duration(random.IntN(400))*time.Millisecond
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		pids, err := processes(ctx, k.stack.Endpoint, k.stack.Functions[function])
		if err != nil || len(pids) == 0 {
			continue
		}
		before := k.broken(function)
		pid := pids[random.IntN(len(pids))]
		if syscall.Kill(pid, syscall.SIGKILL) != nil {
			continue
		}
		k.mu.Lock()
		k.shot[function]++
		k.mu.Unlock()
		if k.waitBroken(ctx, function, before) {
			k.mu.Lock()
			k.hit[function] = time.Since(begun)
			k.mu.Unlock()
			return
		}
	}
}

// waitBroken waits a moment for the stack to notice that a run broke off.
func (k *killer) waitBroken(ctx context.Context, function string, before int) bool {
	for range 5 {
		if k.broken(function) > before {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(60 * time.Millisecond):
		}
	}
	return false
}

// broken counts the function's runs that ended with their process.
func (k *killer) broken(function string) int {
	text, err := os.ReadFile(k.stack.Log)
	if err != nil {
		return 0
	}
	return strings.Count(string(text), "Lambda "+k.stack.Functions[function]+": Runtime exited before returning a response")
}

func (k *killer) report() (lines []string, complete bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	complete = true
	lines = append(lines, fmt.Sprintf("seed %d", k.seed))
	for _, function := range slices.Sorted(maps.Keys(k.stack.Functions)) {
		after, hit := k.hit[function]
		switch {
		case hit:
			lines = append(lines, fmt.Sprintf("%s was killed while at work, after %s and %d shots", function, after.Round(time.Second), k.shot[function]))
		case slices.Contains(seldom, function):
			lines = append(lines, fmt.Sprintf("%s was seldom at work and never hit, in %d shots", function, k.shot[function]))
		default:
			complete = false
			lines = append(lines, fmt.Sprintf("%s was NOT hit while at work, in %d shots", function, k.shot[function]))
		}
	}
	return lines, complete
}
