package boot

import (
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"onward/shared/job/letters"
)

// Letters is a queue to be read through, not to be fed from.
func (b *Boot) Letters(url string) letters.Box {
	return letters.New(sqs.NewFromConfig(b.aws), url, b.Now)
}

// MaxReceives is the maxReceiveCount in template.yaml of queues whose messages are handed out again as a matter of
// course: a long job after each run.
const MaxReceives = 1000
