package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// Errors of idempotency keys.
var (
	// ErrRunning: the first request with the key has not answered yet.
	ErrRunning = errors.New("the first request with this key is still running")
	// ErrReused: the key was used for another request.
	ErrReused = errors.New("key was used for another request")
)

// Answer is what the first request with an idempotency key was answered.
type Answer struct {
	Status int
	Body   []byte
}

const (
	attrRequest = "request"
	attrStatus  = "status"

	requestsKept = 24 * time.Hour
)

func requestPartition(merchant string) partition { return owned(merchant, "i") }

func requestKey(merchant, key string) kv.Key { return requestPartition(merchant).at(sort(join(key))) }

// BeginRequest takes an idempotency key for a request (known by the hash of what it asks), until it is
// finished or the moment until, at which it surely runs no longer. The earlier answer when there is
// one; [ErrRunning] or [ErrReused] when there can be none.
func (t *Table) BeginRequest(ctx context.Context, merchant, key, hash string, now, until time.Time) (*Answer, error) {
	if err := filled(merchant, key, hash); err != nil {
		return nil, fmt.Errorf("begin request: %w", err)
	}
	primary := requestKey(merchant, key)
	item := kv.Item{
		kv.PK: kv.S(primary.PK), kv.SK: kv.S(primary.SK), attrRequest: kv.S(hash),
		attrUntil: kv.Millis(until), kv.TTL: kv.N(now.Add(requestsKept).Unix()),
	}
	err := t.engine.Put(ctx, item, kv.Any(
		kv.NotExists(),
		kv.AtMost(kv.TTL, kv.N(now.Unix())),
		kv.All(kv.Absent(attrStatus), kv.Equal(attrRequest, kv.S(hash)), kv.AtMost(attrUntil, kv.Millis(now))),
	))
	var refused *kv.ConditionError
	switch {
	case err == nil:
		return nil, nil //nolint:nilnil // no answer yet: the caller is the one to make it
	case !errors.As(err, &refused):
		return nil, fmt.Errorf("begin request: %w", err)
	case refused.Old[attrRequest].Str() != hash:
		return nil, fmt.Errorf("begin request: %w", ErrReused)
	case !refused.Old.Has(attrStatus):
		return nil, fmt.Errorf("begin request: %w", ErrRunning)
	default:
		return &Answer{Status: int(refused.Old[attrStatus].Num()), Body: refused.Old[attrBody].Bytes()}, nil
	}
}

// FinishRequest keeps the answer for repeats.
func (t *Table) FinishRequest(ctx context.Context, merchant, key, hash string, answer Answer) error {
	_, err := t.engine.Update(ctx, requestKey(merchant, key), kv.Change{Set: kv.Item{
		attrStatus: kv.N(int64(answer.Status)), attrBody: kv.B(answer.Body),
	}}, kv.Equal(attrRequest, kv.S(hash)))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("finish request: %w", err)
	}
	return nil
}

// DropRequest frees the key of a request that did nothing.
func (t *Table) DropRequest(ctx context.Context, merchant, key, hash string) error {
	err := t.engine.Delete(ctx, requestKey(merchant, key),
		kv.All(kv.Equal(attrRequest, kv.S(hash)), kv.Absent(attrStatus)))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("drop request: %w", err)
	}
	return nil
}

// BlankAnswers replaces the kept answers of a merchant that are about something by another, so that a repeat still does
// nothing, and is told so. It reports how many.
func (t *Table) BlankAnswers(ctx context.Context, merchant string, about func(body []byte) bool, instead Answer) (int, error) {
	n, after := 0, ""
	for {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(requestPartition(merchant)), After: after, Consistent: true})
		if err != nil {
			return n, fmt.Errorf("blank answers: %w", err)
		}
		for _, item := range page.Items {
			body := item[attrBody].Bytes()
			if len(body) == 0 || string(body) == string(instead.Body) || !about(body) {
				continue
			}
			_, err := t.engine.Update(ctx, item.Key(), kv.Change{Set: kv.Item{
				attrStatus: kv.N(int64(instead.Status)), attrBody: kv.B(instead.Body),
			}}, kv.Equal(attrRequest, item[attrRequest]))
			if err := conflicting(err, nil); err != nil {
				return n, fmt.Errorf("blank answers: %w", err)
			}
			n++
		}
		if after = page.Next; after == "" {
			return n, nil
		}
	}
}

// DropAnswers removes all kept answers of a merchant.
func (t *Table) DropAnswers(ctx context.Context, merchant string) error {
	if err := t.dropPartition(ctx, requestPartition(merchant), ""); err != nil {
		return fmt.Errorf("drop answers: %w", err)
	}
	return nil
}
