// Reconcile reads stores again, puts subscriptions back and refreshes tokens.
package main

import (
	"context"
	"log"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/reconcile"
	"onward/shared/shop"
)

// keepEvery is how often a store's webhook subscriptions are looked at.
const keepEvery = 6 * time.Hour

func main() {
	handler, err := setUp(context.Background())
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
		Table: b.Table(), PublicURL: b.Env.PublicURL, Pepper: outside.Secrets.TokenPepper, Every: keepEvery, Now: b.Now,
	}
	return reconcile.New(reconcile.Deps{
		Table: b.Table(), Decider: b.Decider(), Shops: outside.Shops, Accounts: outside.Accounts, Keeper: keeper,
		Now: b.Now, Log: b.Log,
	}).Do, nil
}
