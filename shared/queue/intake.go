package queue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Intake is what a store or a supplier pushed: its body as it came, unless it was too large to travel.
type Intake struct {
	// Source is the platform or supplier.
	Source string `json:"source"`
	// Merchant and Owner (store or account) are whose it is.
	Merchant string `json:"merchant,omitempty"`
	Owner    string `json:"owner,omitempty"`
	// Topic is the sender's own name of the event.
	Topic string `json:"topic,omitempty"`
	// Order is the outside order's id where it is known without the body. Alone it asks to read the order.
	Order    string            `json:"order,omitempty"`
	Received time.Time         `json:"received,omitzero"`
	Headers  map[string]string `json:"headers,omitempty"`
	// Body is gzipped; see [Intake.Plain].
	Body []byte `json:"body,omitempty"`
}

const (
	// MaxIntake is how large a gzipped body may travel.
	MaxIntake = 700 << 10
	// maxPlain is how large a body may unpack to.
	maxPlain = 32 << 20
)

// ErrNoOrder says that a body is too large to travel, and no id is known under which to read the order instead.
var ErrNoOrder = errors.New("body is too large and names no order")

// NewIntake makes the message for a body. One that stays above [MaxIntake] gzipped is left out, and in.Order goes alone.
func NewIntake(in Intake, body []byte) (Message, error) {
	var packed bytes.Buffer
	// Stateless: a tenth larger than usual, and without the megabyte of working memory that each delivery would cost.
	w, err := gzip.NewWriterLevel(&packed, gzip.StatelessCompression)
	if err != nil {
		return Message{}, fmt.Errorf("pack body: %w", err)
	}
	if _, err := w.Write(body); err != nil {
		return Message{}, fmt.Errorf("pack body: %w", err)
	}
	if err := w.Close(); err != nil {
		return Message{}, fmt.Errorf("pack body: %w", err)
	}
	in.Body = packed.Bytes()
	if packed.Len() > MaxIntake {
		if in.Order == "" {
			return Message{}, ErrNoOrder
		}
		in.Body = nil
	}
	return Message{Kind: KindIntake, Intake: &in}, nil
}

// Plain is the body as it came; nil where it did not travel.
func (in *Intake) Plain() ([]byte, error) {
	if len(in.Body) == 0 {
		return nil, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(in.Body))
	if err != nil {
		return nil, fmt.Errorf("unpack body: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxPlain+1))
	if err != nil {
		return nil, fmt.Errorf("unpack body: %w", err)
	}
	if len(plain) > maxPlain {
		return nil, errSize
	}
	return plain, nil
}
