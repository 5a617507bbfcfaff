// Reconcile reads stores again, puts subscriptions back, refreshes tokens and goes over what merchants are to be told.
package main

import (
	"context"
	"errors"
	"log"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/household"
	"onward/shared/notify"
	"onward/shared/reconcile"
	"onward/shared/shop"
)

// keepEvery is how often a store's webhook subscriptions are looked at, before the time scale of a demonstration.
const keepEvery = 6 * time.Hour

func main() {
	handler, err := boot.Renewing(context.Background(), setUp, time.Now)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(handler)
}

func setUp(ctx context.Context) (any, error) {
	b, err := boot.Start(ctx)
	if err != nil {
		return nil, err
	}
	outside, err := b.Outside(ctx)
	if err != nil {
		return nil, err
	}
	keeper := shop.Keeper{
		Table: b.Table(), PublicURL: b.Env.PublicURL, Pepper: outside.Secrets.TokenPepper,
		Every: time.Duration(float64(keepEvery) / max(b.Env.TimeScale, 1)), Now: b.Now,
	}
	stores := reconcile.New(reconcile.Deps{
		Table: b.Table(), Decider: b.Decider(), Shops: outside.Shops, Accounts: outside.Accounts, Keeper: keeper,
		Household: household.New(b.Table(), b.Sender(), b.Now), Now: b.Now, Log: b.Log,
	})
	rounds := notify.NewRounds(b.Table(), b.Sender(), b.Now, b.Log)
	return func(ctx context.Context) error { return errors.Join(rounds.Do(ctx), stores.Do(ctx)) }, nil
}
