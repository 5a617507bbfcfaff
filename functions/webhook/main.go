// Webhook takes what stores and suppliers send, proves it, queues it and answers.
package main

import (
	"context"
	"log"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/lambdahttp"
	"onward/shared/webhook"
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
	secrets, err := b.Secrets(ctx)
	if err != nil {
		return nil, err
	}
	return lambdahttp.Handle(webhook.New(webhook.Deps{
		Routes: b.Table(), Sender: b.Sender(), Apps: b.Hooks(secrets), PerStore: boot.StoreHooks(secrets),
		Pushes: b.Pushes(secrets), Now: b.Now, Log: b.Log,
	})), nil
}
