package pipeline

import (
	"sync"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/table"
	"onward/shared/table/memory"
)

// stream is the table's changes of orders on their way to dispatch.
type stream struct {
	mu      sync.Mutex
	off     bool
	busy    bool
	pending []events.DynamoDBEventRecord
	// last is the batch that was delivered last, for repeating.
	last []events.DynamoDBEventRecord
}

// take is the hook of the engine: it must not call it.
func (s *stream) take(r memory.Record) {
	if _, ok := table.IsOrder(r.Key); !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.off {
		return
	}
	s.pending = append(s.pending, events.DynamoDBEventRecord{Change: events.DynamoDBStreamRecord{
		Keys:     map[string]events.DynamoDBAttributeValue{"pk": events.NewStringAttribute(r.Key.PK), "sk": events.NewStringAttribute(r.Key.SK)},
		OldImage: table.ToStream(r.Old), NewImage: table.ToStream(r.New),
	}})
}

// batch is the next records, at most n, without taking them.
func (s *stream) batch(n int) []events.DynamoDBEventRecord {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pending[:min(n, len(s.pending)):min(n, len(s.pending))]
}

// done takes away the first n records.
func (s *stream) done(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.pending = s.pending[:n:n], s.pending[n:]
}

func (s *stream) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}
