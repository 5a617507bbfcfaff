package doctor

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"onward/shared/table"
)

// Deployment examines the deployment itself.
type Deployment struct {
	PublicURL string
	HTTP      *http.Client
	SQS       interface {
		GetQueueAttributes(ctx context.Context, in *sqs.GetQueueAttributesInput, opts ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
	}
	// Queues and Dead are addresses by name.
	Queues, Dead map[string]string
	Table        interface {
		OldestDue(ctx context.Context, now time.Time) (oldest table.DueOrder, ok bool, err error)
	}
	// AppSecrets is which of the app's secrets are filled in.
	AppSecrets map[string]bool
	Now        func() time.Time
}

const (
	// lateAfter is how late the latest order may be.
	lateAfter = 15 * time.Minute
	// crowded is how many messages may wait in a queue.
	crowded = 1000
)

// Examine examines the deployment.
func (d Deployment) Examine(ctx context.Context) []Check {
	checks := []Check{d.api(ctx), clock(ctx, "clock of the API", d.PublicURL+"/health", d.HTTP, d.Now), d.late(ctx)}
	for _, name := range slices.Sorted(maps.Keys(d.Queues)) {
		if n, err := d.waiting(ctx, d.Queues[name]); err != nil {
			checks = append(checks, unknown("queue "+name, "can't be read"))
		} else if n > crowded {
			checks = append(checks, warn("queue "+name, strconv.Itoa(n)+" messages wait", "Look at the function's errors and its concurrency."))
		}
	}
	dead := 0
	for _, name := range slices.Sorted(maps.Keys(d.Dead)) {
		n, err := d.waiting(ctx, d.Dead[name])
		switch {
		case err != nil:
			checks = append(checks, unknown("dead letters of "+name, "can't be read"))
		case n > 0:
			dead += n
			checks = append(checks, bad("dead letters of "+name, strconv.Itoa(n), "See what they are with `onward dlq list "+name+"`; when the cause is mended, `onward dlq redrive "+name+"`."))
		}
	}
	if dead == 0 {
		checks = append(checks, ok("dead letters", "none"))
	}
	for _, name := range slices.Sorted(maps.Keys(d.AppSecrets)) {
		if !d.AppSecrets[name] {
			checks = append(checks, warn("secret "+name, "is empty", "Fill it in with put-secret-value if you use what it is for."))
		}
	}
	return checks
}

func (d Deployment) api(ctx context.Context) Check {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.PublicURL+"/health", nil)
	if err != nil {
		return bad("API", "its address is no address", "Check the stack's output PublicUrl.")
	}
	res, err := d.HTTP.Do(req)
	if err != nil {
		return bad("API", "does not answer at "+d.PublicURL, "Check the parameter PublicUrl, the domain's DNS and certificate, and the HTTP API.")
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return bad("API", fmt.Sprintf("answers %d", res.StatusCode), "Look at the log of the function api.")
	}
	return ok("API", "answers at "+d.PublicURL)
}

func (d Deployment) late(ctx context.Context) Check {
	now := d.Now()
	oldest, due, err := d.Table.OldestDue(ctx, now)
	switch {
	case err != nil:
		return unknown("orders in time", "the table can't be read")
	case !due || now.Sub(oldest.At) < lateAfter:
		return ok("orders in time", "none is late")
	default:
		return bad("orders in time", oldest.Key.String()+" should have moved "+span(now.Sub(oldest.At))+" ago", "Look at the log and the alarm of wake.")
	}
}

func (d Deployment) waiting(ctx context.Context, url string) (int, error) {
	out, err := d.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages},
	})
	if err != nil {
		return 0, fmt.Errorf("queue: %w", err)
	}
	n, err := strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessages)])
	if err != nil {
		return 0, fmt.Errorf("queue: %w", err)
	}
	return n, nil
}
