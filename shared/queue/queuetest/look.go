package queuetest

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/queue"
)

// Source is the queue of a kind as its consumer knows it.
func (n *Net) Source(kind queue.Kind) queue.Source { return source{net: n, kind: kind} }

type source struct {
	net  *Net
	kind queue.Kind
}

// Snooze implements [queue.Source].
func (s source) Snooze(_ context.Context, record events.SQSMessage, after time.Duration) error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	for _, l := range s.net.queues[s.kind] {
		if l.id == record.ReceiptHandle {
			l.visibleAt = s.net.now().Add(after)
		}
	}
	return nil
}

// Bury implements [queue.Source].
func (s source) Bury(_ context.Context, record events.SQSMessage, reason string) error {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	s.net.bury(s.kind, record.Body, reason)
	return nil
}

// Post puts a body into a queue as it is, readable or not.
func (n *Net) Post(kind queue.Kind, body string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.post(kind, body, 0)
}

// Pending is how many messages of a kind there are, the hidden ones among them.
func (n *Net) Pending(kind queue.Kind) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.queues[kind])
}

// NextAt is when the next message of any kind becomes visible; ok is false when there is none.
func (n *Net) NextAt() (at time.Time, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, letters := range n.queues {
		for _, l := range letters {
			if !ok || l.visibleAt.Before(at) {
				at, ok = l.visibleAt, true
			}
		}
	}
	return at, ok
}

// Dead is the dead letters of a kind, oldest first.
func (n *Net) Dead(kind queue.Kind) []Dead {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.dead[kind])
}

// Redrive puts all dead letters of a kind back into its queue.
func (n *Net) Redrive(kind queue.Kind) {
	n.mu.Lock()
	defer n.mu.Unlock()
	letters := n.dead[kind]
	n.dead[kind] = nil
	for _, d := range letters {
		n.post(kind, d.body, 0)
	}
}

// Drop loses everything of a kind, as a queue that was deleted.
func (n *Net) Drop(kind queue.Kind) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.queues[kind] = nil
}
