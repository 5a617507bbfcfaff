// Intake makes orders of what stores said.
package main

import (
	"context"
	"log"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/household"
	"onward/shared/intake"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/store/woocommerce"
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
	hooks := b.Hooks(outside.Secrets)
	hooks[order.WooCommerce] = woocommerce.Hooks{}
	house := household.New(b.Table(), b.Sender(), b.Now)
	stage := intake.New(b.Decider(), outside.Shops, house, hooks, b.Log)
	return queue.Consume(func(ctx context.Context, m queue.Message) error {
		if m.Kind == queue.KindReread {
			return stage.Reread(ctx, m.Key)
		}
		return stage.Do(ctx, *m.Intake)
	}, b.Consumer(b.Env.IntakeQueue)), nil
}
