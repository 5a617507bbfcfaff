// Sweep finds the purchases whose next look is due.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/sweep"
)

// catchUp bounds what one run sends after an outage.
const catchUp = 20000

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
	return sweep.New(b.Table(), b.Sender(), b.Plans(), b.Env.SweepSlots, catchUp, b.Now, b.Log).Do, nil
}
