// Place buys purchases at suppliers.
package main

import (
	"context"
	"log"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/place"
	"onward/shared/queue"
)

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
	stage := place.New(b.Decider(), outside.Accounts, b.Log)
	return queue.Consume(func(ctx context.Context, m queue.Message) error {
		return stage.Do(ctx, m.Key, m.Effect)
	}, b.Consumer(b.Env.PlaceQueue)), nil
}
