package boot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/oklog/ulid/v2"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/plan"
	"onward/shared/queue"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/dynamo"
)

// Boot is a starting function.
type Boot struct {
	Env Env
	Log *slog.Logger
	Now func() time.Time

	aws   aws.Config
	table *table.Table
}

// Start reads the environment and prepares the AWS configuration. It calls nothing outside.
func Start(ctx context.Context) (*Boot, error) {
	e, err := readEnv()
	if err != nil {
		return nil, err
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("aws configuration: %w", err)
	}
	log := lambdacontext.NewLogger()
	slog.SetDefault(log)
	b := &Boot{Env: e, Log: log, Now: time.Now, aws: cfg}
	b.table = table.New(dynamo.New(dynamodb.NewFromConfig(cfg), e.TableName, nil))
	return b, nil
}

// Table is the persistence.
func (b *Boot) Table() *table.Table { return b.table }

// Policies finds what merchants chose.
func (b *Boot) Policies() *settings.Policies {
	return settings.New(b.table, settings.Options{
		HoldAll: b.Env.HoldAll, TimeScale: b.Env.TimeScale, Lease: b.Env.ClaimLease, Keep: keepSettings, Now: b.Now,
	})
}

// Plans is how often suppliers' orders are looked at.
func (b *Boot) Plans() map[order.Supplier]plan.Plan {
	return map[order.Supplier]plan.Plan{order.AliExpress: plan.AliExpress(b.Env.TimeScale)}
}

// Decider applies events to orders.
func (b *Boot) Decider() *decider.Decider { return decider.New(b.table, b.Policies(), b.Now) }

// keepSettings is after how long a changed setting or hold switch works at the latest.
const keepSettings = 3 * time.Second

// Sender sends to the queues whose addresses the function has.
func (b *Boot) Sender() *queue.SQS {
	urls := map[queue.Kind]string{}
	for kind, url := range map[queue.Kind]string{
		queue.KindPlace: b.Env.PlaceQueue, queue.KindPush: b.Env.PushQueue, queue.KindReread: b.Env.IntakeQueue,
		queue.KindPoll: b.Env.PollQueue, queue.KindIntake: b.Env.IntakeQueue, queue.KindJob: b.Env.JobQueue,
		queue.KindNotify: b.Env.NotifyQueue,
	} {
		if url != "" {
			urls[kind] = url
		}
	}
	return queue.NewSQS(sqs.NewFromConfig(b.aws), urls)
}

// Consumer is what a queue's function works with.
func (b *Boot) Consumer(url string) queue.Options {
	return queue.Options{
		Source: queue.NewSQSSource(sqs.NewFromConfig(b.aws), url, b.Env.DeadQueue), Log: b.Log, Now: b.Now, MaxReceives: maxReceives,
	}
}

// maxReceives is the queues' maxReceiveCount in template.yaml.
const maxReceives = 5

// Owner names a run that takes a lease, differently each time.
func Owner() string { return ulid.Make().String() }

// callTimeout ends a call to a store or supplier; a claim's lease outlasts it with the calls around it.
const callTimeout = 20 * time.Second

// outside is the client for calls to stores and suppliers whose addresses the operator chose.
func outside() *http.Client {
	return &http.Client{
		Timeout: callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a token must not travel with a redirect
		},
	}
}
