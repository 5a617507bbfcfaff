package notify

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// The events. A merchant may choose some of them; none chosen means all.
const (
	// EventMoved: units of an order went to another tab ([Moved]).
	EventMoved = "order.moved"
	// EventAttention: an order asks for a person ([Raised]).
	EventAttention = "order.attention"
	// EventTrouble and EventWell: a store or supplier account stopped working, or works again ([Trouble]).
	EventTrouble = "connection.trouble"
	EventWell    = "connection.well"
	// EventJob: a job is over ([JobOver]).
	EventJob = "job.over"
	// EventDigest: what needs the merchant today ([Digest]).
	EventDigest = "digest"
	// EventTest: the merchant asked for a test ([Test]).
	EventTest = "webhook.test"
)

// Events lists all events that can be chosen.
func Events() []string {
	return []string{EventMoved, EventAttention, EventTrouble, EventWell, EventJob, EventDigest, EventTest}
}

// Moved is the data of [EventMoved].
type Moved struct {
	Store   string `json:"store"`
	Order   string `json:"order"`
	Name    string `json:"name,omitempty"`
	Version int64  `json:"version"`
	// Moves is added up over the order's lines. Tabs is where the order is now.
	Moves []Move        `json:"moves"`
	Tabs  []order.State `json:"tabs"`
}

// Move is a number of units that went from one tab to another; From is empty for a new order.
type Move struct {
	From  order.State `json:"from,omitempty"`
	To    order.State `json:"to"`
	Units int         `json:"units"`
}

// Raised is the data of [EventAttention].
type Raised struct {
	Store   string                `json:"store"`
	Order   string                `json:"order"`
	Name    string                `json:"name,omitempty"`
	Version int64                 `json:"version"`
	Codes   []order.AttentionCode `json:"codes"`
}

// Trouble is the data of [EventTrouble] and [EventWell].
type Trouble struct {
	// Kind is store or account.
	Kind string `json:"kind"`
	ID   string `json:"id"`
	// On is the platform or supplier.
	On   string `json:"on"`
	Code string `json:"code,omitempty"`
	ToDo string `json:"to_do,omitempty"`
}

// JobOver is the data of [EventJob].
type JobOver struct {
	Job     string         `json:"job"`
	Kind    string         `json:"kind"`
	State   table.JobState `json:"state"`
	Done    int            `json:"done"`
	Results map[string]int `json:"results,omitempty"`
}

// Test is the data of [EventTest].
type Test struct {
	Message string `json:"message"`
}

// news makes the message of an event. Its id sorts by time and is the same for the same subject, so that news which
// is noticed twice is told once.
func news(merchant, event string, at time.Time, data any, subject ...string) (queue.Message, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return queue.Message{}, fmt.Errorf("notify: %w", err)
	}
	return queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{
		Merchant: merchant, ID: newsID(merchant, event, at, subject), Event: event, At: at.UTC(), Data: raw,
	}}, nil
}

func newsID(merchant, event string, at time.Time, subject []string) string {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{merchant, event}, subject...), "\x00")))
	var id ulid.ULID
	_ = id.SetTime(uint64(max(at.UnixMilli(), 0))) // not negative; a ULID's time ends in the year 10889
	copy(id[6:], sum[:10])
	return id.String()
}

// wants reports whether a merchant is to be told of an event.
func wants(n table.Notify, event string) bool {
	return n.URL != "" && n.Stopped.IsZero() && (len(n.Events) == 0 || event == EventTest || slices.Contains(n.Events, event))
}
