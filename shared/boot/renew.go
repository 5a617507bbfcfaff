package boot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/vault"
)

// SetUp makes what a function does of its environment and the deployment's secrets.
type SetUp func(ctx context.Context) (handler any, err error)

// Renewing is a function that is set up at once, and anew at the first event after its secrets have grown as old as those
// of stores and accounts may: a key that was changed is taken up within that time by functions that run on and on. Where
// that fails it goes on with the old ones, which mostly still hold, and tries at the next event again.
func Renewing(ctx context.Context, setUp SetUp, now func() time.Time) (lambda.Handler, error) {
	r := &renewing{setUp: setUp, now: now}
	if err := r.renew(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

type renewing struct {
	setUp SetUp
	now   func() time.Time

	mu      sync.Mutex
	handler lambda.Handler
	since   time.Time
}

// Invoke implements [lambda.Handler].
func (r *renewing) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	return r.current(ctx).Invoke(ctx, event) //nolint:wrapcheck // it passes on what the function answers
}

func (r *renewing) current(ctx context.Context) lambda.Handler {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now().Sub(r.since) >= vault.Lifetime {
		if err := r.renew(ctx); err != nil {
			slog.WarnContext(ctx, "boot.not_renewed", "err", err.Error())
		}
	}
	return r.handler
}

func (r *renewing) renew(ctx context.Context) error {
	handler, err := r.setUp(ctx)
	if err != nil {
		return err
	}
	r.handler, r.since = lambda.NewHandler(handler), r.now()
	return nil
}
