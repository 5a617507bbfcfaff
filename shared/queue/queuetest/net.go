// Package queuetest is queues in one process that do what SQS may do: deliver twice, late and in any
// order, and again what was done already. The same seed gives the same run, as long as consumers handle
// one record at a time (a Concurrency of 1).
package queuetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/queue"
)

// Faults is how often, from 0 to 1, a queue does what it may do. The zero Faults is a queue that never
// errs: each message once, in order.
type Faults struct {
	// Duplicate delivers a sent message a second time.
	Duplicate float64
	// Delay holds a message back for up to MaxDelay.
	Delay    float64
	MaxDelay time.Duration
	// Reorder takes a batch from anywhere in the queue.
	Reorder float64
	// Redeliver hands a message out again although it was done.
	Redeliver float64
	// FailSend answers a send with an error: half of the time nothing was sent, half of the time all was.
	FailSend float64
}

// Net is the queues of all kinds. It is a [queue.Sender], safe for concurrent use.
type Net struct {
	mu     sync.Mutex
	random *rand.Rand
	now    func() time.Time
	faults Faults
	queues map[queue.Kind][]*letter
	dead   map[queue.Kind][]Dead
	next   int
	// Visibility is how long a message stays hidden after it was handed out; MaxReceives after how many
	// times it becomes a dead letter. They are read while nothing is delivered.
	Visibility  time.Duration
	MaxReceives int
}

var _ queue.Sender = (*Net)(nil)

// Dead is a dead letter.
type Dead struct {
	Message queue.Message
	// Reason is empty for a message that was received too often.
	Reason string
	body   string
}

type letter struct {
	id        string
	body      string
	visibleAt time.Time
	receives  int
}

// New makes empty queues on a clock.
func New(seed uint64, now func() time.Time, faults Faults) *Net {
	return &Net{
		random: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)), now: now, faults: faults,
		queues: map[queue.Kind][]*letter{}, dead: map[queue.Kind][]Dead{},
		Visibility: time.Minute, MaxReceives: 8,
	}
}

// SetFaults changes what goes wrong from now on.
func (n *Net) SetFaults(f Faults) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults = f
}

func (n *Net) chance(p float64) bool { return p > 0 && n.random.Float64() < p }

// ErrSend is what a send is answered with by [Faults.FailSend].
var ErrSend = errors.New("queue does not answer")

// Send implements [queue.Sender].
func (n *Net) Send(ctx context.Context, messages ...queue.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	failing := n.chance(n.faults.FailSend)
	if failing && n.chance(0.5) {
		return ErrSend
	}
	for _, m := range messages {
		body, err := queue.Encode(m)
		if err != nil {
			return err
		}
		n.post(m.Kind, body, min(max(m.Delay, 0), queue.MaxDelay))
		if n.chance(n.faults.Duplicate) {
			n.post(m.Kind, body, 0)
		}
	}
	if failing {
		return ErrSend
	}
	return nil
}

func (n *Net) post(kind queue.Kind, body string, delay time.Duration) {
	if n.chance(n.faults.Delay) {
		delay += time.Duration(n.random.Int64N(int64(n.faults.MaxDelay) + 1))
	}
	n.next++
	n.queues[kind] = append(n.queues[kind], &letter{
		id: "m" + strconv.Itoa(n.next), body: body, visibleAt: n.now().Add(delay),
	})
}

// Deliver hands one batch of a kind to its consumer and answers with how many records that was; 0 when
// none is visible. A record that the consumer does not name as failed is gone.
func (n *Net) Deliver(
	ctx context.Context, kind queue.Kind, consume func(context.Context, events.SQSEvent) (events.SQSEventResponse, error),
) (int, error) {
	batch := n.take(kind)
	if len(batch) == 0 {
		return 0, nil
	}
	var event events.SQSEvent
	for _, l := range batch {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: l.id, ReceiptHandle: l.id, Body: l.body,
			Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(l.receives)},
		})
	}
	response, err := consume(ctx, event)
	if err != nil {
		return len(batch), err // all of it comes again when its visibility ends
	}
	n.settle(kind, batch, response)
	return len(batch), nil
}

const batchSize = 10

// take hides and counts up to ten visible messages; those received too often become dead letters.
func (n *Net) take(kind queue.Kind) []*letter {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.now()
	var visible []*letter
	n.queues[kind] = slices.DeleteFunc(n.queues[kind], func(l *letter) bool {
		if l.visibleAt.After(now) {
			return false
		}
		if l.receives >= n.MaxReceives {
			n.bury(kind, l.body, "")
			return true
		}
		visible = append(visible, l)
		return false
	})
	if n.chance(n.faults.Reorder) {
		n.random.Shuffle(len(visible), func(i, j int) { visible[i], visible[j] = visible[j], visible[i] })
	}
	visible = visible[:min(len(visible), batchSize)]
	for _, l := range visible {
		l.receives++
		l.visibleAt = now.Add(n.Visibility)
	}
	return visible
}

// settle removes what was done, some of it only in appearance.
func (n *Net) settle(kind queue.Kind, batch []*letter, response events.SQSEventResponse) {
	n.mu.Lock()
	defer n.mu.Unlock()
	failed := map[string]bool{}
	for _, f := range response.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, l := range batch {
		if failed[l.id] {
			continue
		}
		if n.chance(n.faults.Redeliver) {
			n.next++
			n.queues[kind] = append(n.queues[kind], &letter{
				id: "m" + strconv.Itoa(n.next), body: l.body, visibleAt: n.now(), receives: l.receives,
			})
		}
		n.queues[kind] = slices.DeleteFunc(n.queues[kind], func(other *letter) bool { return other == l })
	}
}

func (n *Net) bury(kind queue.Kind, body, reason string) {
	m, _ := queue.Decode(body) // what can't be read is a dead letter without a message
	n.dead[kind] = append(n.dead[kind], Dead{Message: m, Reason: reason, body: body})
}
