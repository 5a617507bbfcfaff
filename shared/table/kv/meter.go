package kv

import "sync"

// Usage is what requests consumed, in DynamoDB's capacity units.
type Usage struct {
	Requests      int
	Reads, Writes float64
}

// Sub is the usage since an earlier one.
func (u Usage) Sub(earlier Usage) Usage {
	return Usage{
		Requests: u.Requests - earlier.Requests,
		Reads:    u.Reads - earlier.Reads,
		Writes:   u.Writes - earlier.Writes,
	}
}

// Meter sums usage; both engines take one. The zero Meter is ready, a nil one counts nothing.
type Meter struct {
	mu    sync.Mutex
	total Usage
	ops   map[string]Usage
}

// Count adds one request's usage under the operation's name.
func (m *Meter) Count(op string, reads, writes float64) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ops == nil {
		m.ops = map[string]Usage{}
	}
	u := m.ops[op]
	u.Requests, u.Reads, u.Writes = u.Requests+1, u.Reads+reads, u.Writes+writes
	m.ops[op] = u
	m.total.Requests, m.total.Reads, m.total.Writes = m.total.Requests+1, m.total.Reads+reads, m.total.Writes+writes
}

// Total is everything counted so far.
func (m *Meter) Total() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

// Of is what one operation ("get", "put", ...) used so far.
func (m *Meter) Of(op string) Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ops[op]
}

// ReadUnits is what reading so many bytes costs: a unit for each begun 4 KB, half of it when not
// consistent. An empty read costs as much as the smallest.
func ReadUnits(bytes int, consistent bool) float64 {
	units := float64(max((bytes+4095)/4096, 1))
	if consistent {
		return units
	}
	return units / 2
}

// WriteUnits is what writing so many bytes costs: a unit for each begun 1 KB.
func WriteUnits(bytes int) float64 { return float64(max((bytes+1023)/1024, 1)) }
