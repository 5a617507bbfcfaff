package pipeline

import (
	"strings"

	"onward/shared/table/kv"
)

// Bill is what a world has used so far.
type Bill struct {
	// Table is the table's requests and capacity units.
	Table kv.Usage
	// Sends is requests that put messages into queues, Calls those to stores and suppliers.
	Sends, Calls int
}

// Bill counts what the world has used so far.
func (w *World) Bill() Bill {
	return Bill{Table: w.meter.Total(), Sends: w.runs.counted["send"], Calls: w.runs.counted["call"]}
}

// Less is what was used since.
func (b Bill) Less(before Bill) Bill {
	return Bill{
		Table: kv.Usage{
			Requests: b.Table.Requests - before.Table.Requests, Reads: b.Table.Reads - before.Table.Reads,
			Writes: b.Table.Writes - before.Table.Writes,
		},
		Sends: b.Sends - before.Sends, Calls: b.Calls - before.Calls,
	}
}

// Plus adds two bills.
func (b Bill) Plus(other Bill) Bill { return b.Less(Bill{}.Less(other)) }

// count notes that a point was come to.
func (r *runs) count(name string) {
	if r.counted == nil {
		r.counted = map[string]int{}
	}
	kind, _, _ := strings.Cut(name, " ")
	r.counted[kind]++
}
