package notify

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"onward/shared/queue"
)

// fact is something that happened to a merchant.
type fact struct {
	event string
	at    time.Time
	data  any
	// subject tells the fact from all others of its event: the same fact has the same id, whoever notices it and how often.
	subject []string
}

// messages tells endpoints of a fact, one message each.
func (f fact) messages(merchant string, endpoints ...string) ([]queue.Message, error) {
	raw, err := json.Marshal(f.data)
	if err != nil {
		return nil, fmt.Errorf("notify: %w", err)
	}
	id := newsID(merchant, f.event, f.at, f.subject)
	out := make([]queue.Message, 0, len(endpoints))
	for _, e := range endpoints {
		out = append(out, queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{
			Merchant: merchant, Endpoint: e, ID: id, Event: f.event, At: f.at.UTC(), Data: raw,
		}})
	}
	return out, nil
}

// newsID is the same for the same subject, so that news which is noticed twice is told once. It sorts by time.
func newsID(merchant, event string, at time.Time, subject []string) string {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{merchant, event}, subject...), "\x00")))
	var id ulid.ULID
	_ = id.SetTime(uint64(max(at.UnixMilli(), 0))) // not negative; a ULID's time ends in the year 10889
	copy(id[6:], sum[:10])
	return id.String()
}
