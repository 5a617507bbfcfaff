// Dispatch follows the table's stream: it sends effects and keeps the rows made from orders.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/dispatch"
	"onward/shared/notify"
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
	sender := b.Sender()
	stage := dispatch.New(b.Table(), sender, project.New(b.Table()), b.Log,
		dispatch.Milestones{Table: b.Table()}, notify.NewHerald(b.Table(), sender, b.Now))
	return dispatch.Stream(b.Table(), stage, b.Log), nil
}
