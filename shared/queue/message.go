package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Kind is what a message asks for; each has its queue.
type Kind string

// The kinds of message.
const (
	// KindPlace, KindPush and KindReread carry an effect of an order.
	KindPlace  Kind = "place"
	KindPush   Kind = "push"
	KindReread Kind = "reread"
	// KindPoll carries watched supplier orders of one account.
	KindPoll Kind = "poll"
	// KindIntake carries what a store or supplier pushed to us.
	KindIntake Kind = "intake"
	// KindJob carries a piece of bulk work.
	KindJob Kind = "job"
	// KindNotify carries news for the merchant.
	KindNotify Kind = "notify"
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{KindPlace, KindPush, KindReread, KindPoll, KindIntake, KindJob, KindNotify}
}

// Message is what travels. Which parts it has depends on its kind.
type Message struct {
	Kind Kind `json:"kind"`
	// Key and Effect are for KindPlace, KindPush and KindReread; KindNotify may have the key.
	Key    order.Key `json:"key,omitzero"`
	Effect string    `json:"effect,omitempty"`
	Poll   *Poll     `json:"poll,omitempty"`
	Intake *Intake   `json:"intake,omitempty"`
	Job    *Job      `json:"job,omitempty"`
	Notify *Notify   `json:"notify,omitempty"`

	// Delay is how long it is to be held back, at most [MaxDelay]; a longer one is cut.
	Delay time.Duration `json:"-"`
}

const (
	// MaxDelay is how long a queue can hold a message back. Longer waits are an order's wakeAt.
	MaxDelay = 15 * time.Minute
	// MaxPolls is how many watched orders one message carries.
	MaxPolls = 50
	// MaxBytes is what SQS takes as one message, and as one batch.
	MaxBytes = 1 << 20
)

// Poll asks to look at supplier orders of one account. The rows are as the sender saw them.
type Poll struct {
	Merchant string          `json:"merchant"`
	Supplier order.Supplier  `json:"supplier"`
	Account  string          `json:"account"`
	Rows     []table.Waiting `json:"rows"`
	// Asked: somebody waits for the answer (a push message, the merchant).
	Asked bool `json:"asked,omitempty"`
}

// Job names a piece of bulk work.
type Job struct {
	Merchant string `json:"merchant"`
	ID       string `json:"id"`
}

// Notify is news for one of a merchant's endpoints. Data holds ids and states, never personal data.
type Notify struct {
	Merchant string          `json:"merchant"`
	Endpoint string          `json:"endpoint"`
	ID       string          `json:"id"`
	Event    string          `json:"event"`
	At       time.Time       `json:"at"`
	Data     json.RawMessage `json:"data,omitempty"`
}

// Effect makes the message that carries an effect.
func Effect(kind Kind, key order.Key, effect string) Message {
	return Message{Kind: kind, Key: key, Effect: effect}
}

// Polls makes messages for watched orders: one for each account and [MaxPolls] of its rows, in the order of the rows.
func Polls(rows []table.Waiting, asked bool) []Message {
	type account struct {
		merchant, id string
		supplier     order.Supplier
	}
	open := map[account]*Poll{}
	var out []Message
	for _, row := range rows {
		a := account{row.Key.Merchant, row.Account, row.Supplier}
		p := open[a]
		if p == nil || len(p.Rows) == MaxPolls {
			p = &Poll{Merchant: a.merchant, Supplier: a.supplier, Account: a.id, Asked: asked}
			open[a] = p
			out = append(out, Message{Kind: KindPoll, Poll: p})
		}
		p.Rows = append(p.Rows, row)
	}
	return out
}

var errParts = errors.New("message lacks what its kind needs")

// check refuses a message without the parts of its kind, or with too many rows.
func (m Message) check() error {
	ok := false
	switch m.Kind {
	case KindPlace, KindPush, KindReread:
		ok = m.Key.Merchant != "" && m.Key.Store != "" && m.Key.ID != "" && (m.Effect != "" || m.Kind == KindReread)
	case KindPoll:
		ok = m.Poll != nil && m.Poll.Merchant != "" && m.Poll.Account != "" && len(m.Poll.Rows) > 0 && len(m.Poll.Rows) <= MaxPolls
	case KindIntake:
		ok = m.Intake != nil && m.Intake.Source != "" && (len(m.Intake.Body) > 0 || m.Intake.Order != "")
	case KindJob:
		ok = m.Job != nil && m.Job.Merchant != "" && m.Job.ID != ""
	case KindNotify:
		ok = m.Notify != nil && m.Notify.Merchant != "" && m.Notify.Endpoint != "" && m.Notify.ID != "" && m.Notify.Event != ""
	}
	if !ok {
		return fmt.Errorf("%w: %q", errParts, string(m.Kind))
	}
	return nil
}

// maxGroup is SQS's limit.
const maxGroup = 128

// Group keeps queues fair between merchants: the store's, the supplier account's for polls, the endpoint's for news.
func (m Message) Group() string {
	group := m.Key.Merchant + "." + m.Key.Store
	switch {
	case m.Poll != nil:
		group = m.Poll.Merchant + "." + m.Poll.Account
	case m.Intake != nil:
		group = m.Intake.Merchant + "." + m.Intake.Owner
	case m.Job != nil:
		group = m.Job.Merchant
	case m.Notify != nil:
		group = m.Notify.Merchant + "." + m.Notify.Endpoint
	}
	return group[:min(len(group), maxGroup)]
}

// Encode writes a message as it travels.
func Encode(m Message) (string, error) {
	if err := m.check(); err != nil {
		return "", err
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("encode message: %w", err)
	}
	if len(raw) > MaxBytes {
		return "", fmt.Errorf("message of kind %s has %d bytes: %w", m.Kind, len(raw), errSize)
	}
	return string(raw), nil
}

var errSize = errors.New("message is too large")

// Decode reads what [Encode] wrote. What can't be read never can.
func Decode(body string) (Message, error) {
	var m Message
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return Message{}, errMalformed // the decoder's own words may quote the body
	}
	return m, m.check()
}

var errMalformed = errors.New("message is not JSON of a message")
