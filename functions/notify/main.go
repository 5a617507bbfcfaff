// Notify sends outgoing webhooks.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/notify"
	"onward/shared/queue"
	"onward/shared/safedial"
)

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
	stage := notify.New(notify.Deps{
		Log: b.Table(), Vault: b.Sealer(), HTTP: safedial.NewClient(safedial.Options{AllowLoopback: b.Env.AllowLoopback}),
		TimeScale: b.Env.TimeScale, Now: b.Now, Trace: b.Log,
	})
	return queue.Consume(func(ctx context.Context, m queue.Message) error { return stage.Do(ctx, *m.Notify) },
		b.Consumer(b.Env.NotifyQueue)), nil
}
