// Wake finds orders whose time has come.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/dispatch"
	"onward/shared/notify"
	"onward/shared/project"
	"onward/shared/wake"
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
	rows := project.New(b.Table(), dispatch.Milestones{Table: b.Table()}, notify.NewHerald(b.Table(), sender, b.Now))
	return wake.New(b.Table(), b.Decider(), sender, rows, b.Now, b.Log).Do, nil
}
