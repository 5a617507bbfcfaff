// Job does work on many orders, imports and erasure.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/boot"
	"onward/shared/dispatch"
	"onward/shared/job"
	"onward/shared/notify"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/store/woocommerce"
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
	hooks := b.Hooks(boot.AppSecrets{}) // what is read here was proven when it came
	hooks[order.WooCommerce] = woocommerce.Hooks{}
	herald := notify.NewHerald(b.Table(), b.Sender(), b.Now)
	work := job.Work{
		Table: b.Table(), Decider: b.Decider(), Projector: project.New(b.Table(), dispatch.Milestones{Table: b.Table()}, herald), Sender: b.Sender(),
		Search: job.Search{Boxes: []job.Box{b.Letters(b.Env.IntakeQueue), b.Letters(b.Env.IntakeDeadQueue)}, Hooks: hooks},
		Settle: 3 * b.Env.ClaimLease, Now: b.Now,
	}
	stage := job.New(job.Deps{
		Jobs: b.Table(), Workers: job.Workers(work), Herald: herald,
		Lease: b.Env.ClaimLease, Owner: boot.Owner, Now: b.Now, Log: b.Log,
	})
	options := b.Consumer(b.Env.JobQueue)
	options.MaxReceives = boot.MaxReceives
	return queue.Consume(func(ctx context.Context, m queue.Message) error { return stage.Do(ctx, *m.Job) }, options), nil
}
