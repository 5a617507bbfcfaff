package pipeline

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/account"
	"onward/shared/decider"
	"onward/shared/dispatch"
	"onward/shared/household"
	"onward/shared/intake"
	"onward/shared/order"
	"onward/shared/place"
	"onward/shared/plan"
	"onward/shared/poll"
	"onward/shared/project"
	"onward/shared/push"
	"onward/shared/queue"
	"onward/shared/reconcile"
	"onward/shared/settings"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/store/woocommerce"
	"onward/shared/sweep"
	"onward/shared/table"
	"onward/shared/vault"
	"onward/shared/wake"
	"onward/shared/webhook"
)

const (
	// maxReceives and visibility are the queues' in template.yaml; claimLease outlasts every function.
	maxReceives = 5
	visibility  = 180 * time.Second
	claimLease  = 150 * time.Second
	// every slot is swept in each run: a world's steps are longer than a minute.
	slotsPerSweep = table.Slots
	catchUp       = 20000
	keepEvery     = 6 * time.Hour
	pepper        = "pepper"
)

type (
	consumer   func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	dispatcher func(context.Context, events.DynamoDBEvent) error
)

// instance is one warm process of each function: what it remembers (tokens, settings, unsealed credentials) is its own.
type instance struct {
	shops     *shop.Opener
	accounts  *account.Opener
	decider   *decider.Decider
	hooks     http.Handler
	consumers map[queue.Kind]consumer
	dispatch  dispatcher
	wake      *wake.Stage
	shards    *oneShard
	sweep     *sweep.Stage
	reconcile *reconcile.Stage
	rows      *project.Projector
}

// sealer is the vault as the openers know it.
type sealer struct{ vault *vault.Vault }

func (s sealer) Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	return s.vault.Seal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, plain)
}

func (s sealer) Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error) {
	secret, err := s.vault.Unseal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, sealed)
	if err != nil {
		return nil, err
	}
	return secret.Reveal(), nil
}

// assemble wires the stages as the functions' mains do.
func (w *World) assemble(c connection, calls *http.Client) (*instance, error) {
	now := w.clock.Now
	platform, err := c.made(calls)
	if err != nil {
		return nil, err
	}
	supplier, err := w.market.platform(calls)
	if err != nil {
		return nil, err
	}
	seals := sealer{vault.New(w.keys, now)}
	policies := settings.New(w.table, settings.Options{TimeScale: 1, Lease: claimLease, Keep: 3 * time.Second, Now: now})
	in := &instance{
		shops:    shop.New(w.table, seals, map[order.Platform]shop.Platform{c.platform: platform}, w.owner, now, w.log),
		accounts: account.New(w.table, seals, map[order.Supplier]account.Platform{order.AliExpress: supplier}, w.owner, now),
		decider:  decider.New(w.table, policies, now),
		shards:   &oneShard{Table: w.table},
		rows:     project.New(w.table),
	}
	var followers []dispatch.Follower
	if w.opts.Bare { // their pages show figures
		followers = append(followers, dispatch.Milestones{Table: w.table})
	}
	in.dispatch = dispatch.Stream(w.table, dispatch.New(w.table, w.sender, in.rows, w.log, followers...), w.log)
	in.wake = wake.New(in.shards, in.decider, w.sender, in.rows, now, w.log)
	plans := map[order.Supplier]plan.Plan{order.AliExpress: plan.AliExpress(1)}
	in.sweep = sweep.New(w.table, w.sender, plans, slotsPerSweep, catchUp, now, w.log)
	in.reconcile = reconcile.New(reconcile.Deps{
		Table: w.table, Decider: in.decider, Shops: in.shops, Accounts: in.accounts,
		Keeper: shop.Keeper{Table: w.table, PublicURL: onwardURL, Pepper: pepper, Every: keepEvery, Now: now}, Now: now, Log: w.log,
		Household: household.New(w.table, w.sender, now),
	})
	w.consume(c, in)
	apps := map[order.Platform]store.Hooks{}
	if c.app != nil {
		apps[c.platform] = c.app
	}
	in.hooks = webhook.New(webhook.Deps{
		Routes: w.table, Sender: w.sender, Apps: apps, Now: now, Log: w.log,
		PerStore: func(s table.Store) (store.Hooks, error) {
			return woocommerce.Hooks{Address: s.Address, Secret: shop.HookSecret(pepper, s.Merchant, s.ID)}, nil
		},
		Pushes: map[order.Supplier]webhook.Pushes{order.AliExpress: w.market.pushes()},
	})
	return in, nil
}

// consume makes the functions behind the queues.
func (w *World) consume(c connection, at *instance) {
	hooks := map[order.Platform]store.Hooks{c.platform: c.app}
	if c.app == nil {
		hooks[c.platform] = woocommerce.Hooks{}
	}
	house := household.New(w.table, w.sender, w.clock.Now)
	in := intake.New(at.decider, at.shops, house, hooks, w.log)
	buy := place.New(at.decider, at.accounts, w.log)
	tell := push.New(at.decider, at.shops, w.log)
	ask := poll.New(at.decider, at.accounts, w.table, claimLease, w.owner, w.clock.Now, w.log).Waiting(
		func(_ context.Context, d time.Duration) error {
			w.Pass(d)
			return nil
		})
	handlers := map[queue.Kind]queue.Handler{
		queue.KindIntake: func(ctx context.Context, m queue.Message) error { return in.Do(ctx, *m.Intake) },
		queue.KindReread: func(ctx context.Context, m queue.Message) error { return in.Reread(ctx, m.Key) },
		queue.KindPlace:  func(ctx context.Context, m queue.Message) error { return buy.Do(ctx, m.Key, m.Effect) },
		queue.KindPush:   func(ctx context.Context, m queue.Message) error { return tell.Do(ctx, m.Key, m.Effect) },
		queue.KindPoll:   func(ctx context.Context, m queue.Message) error { return ask.Do(ctx, *m.Poll) },
	}
	at.consumers = map[queue.Kind]consumer{}
	for kind, handle := range handlers {
		at.consumers[kind] = queue.Consume(handle, queue.Options{
			Source: source{inner: w.net.Source(kind), runs: w.runs}, Log: w.log, Now: w.clock.Now, Concurrency: 1, MaxReceives: maxReceives,
		})
	}
}
