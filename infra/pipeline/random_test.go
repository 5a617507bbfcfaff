package pipeline_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/pipeline"
	"onward/shared/order"
	"onward/shared/queue/queuetest"
)

// seeds is how many plays there are; PIPELINE_SEEDS asks for more, PIPELINE_SEED for one alone.
func seeds(t *testing.T) (from, to uint64) {
	t.Helper()
	number := func(name string) uint64 {
		if os.Getenv(name) == "" {
			return 0
		}
		n, err := strconv.ParseUint(os.Getenv(name), 10, 64)
		require.NoError(t, err)
		return n
	}
	if one := number("PIPELINE_SEED"); one > 0 {
		return one, one
	}
	if racing {
		return 1, max(number("PIPELINE_SEEDS"), 2)
	}
	return 1, max(number("PIPELINE_SEEDS"), 16)
}

// cast is which store, and how wild, a seed is played with.
func cast(seed uint64) (pipeline.Options, pipeline.Wild) {
	names := []string{"shopify", "woocommerce fulfilments", "shopify", "wix", "shopify", "woocommerce tracking", "shopify", "woocommerce notes"}
	opts := stores()[names[seed%uint64(len(names))]]
	opts.Seed, opts.StreamOff = seed, seed%7 == 3
	if opts.Platform == order.Shopify && seed%4 == 0 {
		bulk := order.DefaultPolicy()
		bulk.AutoPlace, bulk.Mode, bulk.FallbackPhone, bulk.QuietWindow = true, order.ModeBulk, "2025550123", 10*time.Minute
		opts.Policy = &bulk
	}
	wild := pipeline.Wild{
		Struck: 0.15, Interrupted: 0.3, RollBack: seed%5 == 0,
		Queues: queuetest.Faults{Duplicate: 0.1, Delay: 0.2, MaxDelay: 5 * time.Minute, Reorder: 0.5, Redeliver: 0.05, FailSend: 0.03},
	}
	switch seed % 3 {
	case 0:
		wild.Hooks = pipeline.Bent{Drop: 3, Twice: 2, Reverse: true}
	case 1:
		wild.Hooks = pipeline.Bent{Drop: 5, Reverse: true}
	}
	return opts, wild
}

func play(seed uint64) (*pipeline.World, error) {
	opts, wild := cast(seed)
	if os.Getenv("PIPELINE_LOG") != "" {
		opts.Log = os.Stderr
	}
	w, err := pipeline.New(opts)
	if err != nil {
		return w, err
	}
	if err := w.Play(12, 500, wild); err != nil {
		return w, fmt.Errorf("while playing: %w", err)
	}
	return w, w.Finish()
}

func TestPlays(t *testing.T) {
	t.Parallel()
	from, to := seeds(t)
	for seed := from; seed <= to; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			w, err := play(seed)
			if err != nil {
				t.Errorf("PIPELINE_SEED=%d go test -run TestPlays ./infra/pipeline\n%v\n%s", seed, err, strings.Join(w.Story(120), "\n"))
			}
		})
	}
}

func TestASeedReproducesItsPlay(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 4; seed++ {
		a, _ := play(seed)
		b, _ := play(seed)
		require.Equal(t, a.Story(1<<20), b.Story(1<<20), "seed %d", seed)
	}
}
