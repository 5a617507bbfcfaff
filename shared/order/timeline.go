package order

import (
	"encoding/json"
	"time"
)

// TailEntries is how many timeline entries an order carries with it. Older ones are
// kept beside it; whoever is about to push one out appends it first.
const TailEntries = 6

// Entry is one step in the life of an order: what happened, when, by which settings it
// was judged, and what came of it. The same event, policy and time give the same outcome again.
type Entry struct {
	// Version is the order's version that this step made.
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	By      string    `json:"by,omitempty"`
	// Event is the normalised event as [MarshalEvent] wrote it.
	Event  json.RawMessage `json:"event,omitempty"`
	Policy int64           `json:"policy"`
	Moves  []Move          `json:"moves,omitempty"`
	// Opened and Closed are the effects that this step decided on or ended.
	Opened []string `json:"opened,omitempty"`
	Closed []string `json:"closed,omitempty"`
	// Raised is the attention that this step asked for.
	Raised []AttentionCode `json:"raised,omitempty"`
}

// Move is a quantity of a line going from one state to another. From is empty for a new line.
type Move struct {
	Line  string `json:"line"`
	Units int    `json:"units"`
	From  State  `json:"from,omitempty"`
	To    State  `json:"to"`
}

// Redacted is the entry without the event's content, for erasure: what happened, when, and what
// came of it stays.
func (e Entry) Redacted() Entry {
	e.Event = nil
	return e
}
