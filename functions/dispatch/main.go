// Dispatch follows the table's stream: it sends effects and keeps the rows made from orders.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/dispatch"
	"onward/shared/project"
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
	stage := dispatch.New(b.Table(), b.Sender(), project.New(b.Table()), b.Log)
	return dispatch.Stream(b.Table(), stage, b.Log), nil
}
