package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Lease lets one at a time do something with a thing of a merchant's: call a supplier account,
// refresh a token.
type Lease struct {
	// Owner holds it until Until; empty when nobody does.
	Owner string
	Until time.Time
	// NextAllowed is before when it is not given to anyone, to keep a rate.
	NextAllowed time.Time
	Ban         Ban
}

// Ban is an interval in which a supplier account, or a whole supplier, can't be called.
type Ban struct {
	From, Until time.Time
	Reason      string
}

// HeldError says that a lease can't be had now.
type HeldError struct {
	Lease Lease
	now   time.Time
}

func (e *HeldError) Error() string {
	switch {
	case e.Banned():
		return "banned until " + e.Lease.Ban.Until.Format(time.RFC3339)
	case e.Lease.Until.After(e.now):
		return "leased to another until " + e.Lease.Until.Format(time.RFC3339)
	default:
		return "not allowed before " + e.Lease.NextAllowed.Format(time.RFC3339)
	}
}

// Banned reports whether a ban is the reason.
func (e *HeldError) Banned() bool { return e.Lease.Ban.Until.After(e.now) }

// At is when to ask again.
func (e *HeldError) At() time.Time {
	at := e.Lease.NextAllowed
	for _, other := range []time.Time{e.Lease.Until, e.Lease.Ban.Until} {
		if other.After(at) {
			at = other
		}
	}
	return at
}

// AccountThing is the lease under which a supplier account is called.
func AccountThing(supplier order.Supplier, account string) string {
	return "account:" + string(supplier) + ":" + account
}

// TokenThing is the lease under which a token of a store or account is refreshed.
func TokenThing(of string) string { return "token:" + of }

const (
	leaseSort sort = "lease"

	attrUntil     = "until"
	attrNext      = "next"
	attrBanFrom   = "banFrom"
	attrBanUntil  = "banUntil"
	attrBanReason = "banReason"
)

func leaseKey(merchant, thing string) kv.Key { return owned(merchant, "e", thing).at(leaseSort) }

func past(attr string, now time.Time) kv.Cond {
	return kv.Any(kv.Absent(attr), kv.AtMost(attr, kv.Millis(now)))
}

// AcquireLease takes a lease, or prolongs the owner's own. [*HeldError] when it can't be had: held by
// another, not allowed yet, or banned.
func (t *Table) AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error {
	if err := filled(merchant, thing, owner); err != nil {
		return fmt.Errorf("acquire lease: %w", err)
	}
	mine := kv.Equal(attrOwner, kv.S(owner))
	_, err := t.engine.Update(ctx, leaseKey(merchant, thing),
		kv.Change{Set: kv.Item{attrOwner: kv.S(owner), attrUntil: kv.Millis(until)}},
		kv.All(
			past(attrBanUntil, now),
			kv.Any(mine, kv.All(past(attrUntil, now), past(attrNext, now))),
		))
	if refused, ok := errors.AsType[*kv.ConditionError](err); ok {
		return fmt.Errorf("acquire lease: %w", &HeldError{Lease: decodeLease(refused.Old), now: now})
	}
	if err != nil {
		return fmt.Errorf("acquire lease: %w", err)
	}
	return nil
}

// ReleaseLease gives a lease back; it can be had again from nextAllowed on. One that was lost stays lost.
func (t *Table) ReleaseLease(ctx context.Context, merchant, thing, owner string, nextAllowed time.Time) error {
	_, err := t.engine.Update(ctx, leaseKey(merchant, thing),
		kv.Change{Set: kv.Item{attrNext: kv.Millis(nextAllowed)}, Remove: []string{attrOwner, attrUntil}},
		kv.Equal(attrOwner, kv.S(owner)))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("release lease: %w", err)
	}
	return nil
}

// SetBan keeps from when to when a thing can't be used. A ban that lasts longer stays.
func (t *Table) SetBan(ctx context.Context, merchant, thing string, ban Ban) error {
	if err := filled(merchant, thing); err != nil {
		return fmt.Errorf("set ban: %w", err)
	}
	_, err := t.engine.Update(ctx, leaseKey(merchant, thing),
		kv.Change{Set: kv.Item{
			attrBanFrom: kv.Millis(ban.From), attrBanUntil: kv.Millis(ban.Until), attrBanReason: kv.S(ban.Reason),
		}},
		kv.Any(kv.Absent(attrBanUntil), kv.Less(attrBanUntil, kv.Millis(ban.Until))))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("set ban: %w", err)
	}
	return nil
}

// Lease reads a lease as it is; a thing that never had one has the zero Lease.
func (t *Table) Lease(ctx context.Context, merchant, thing string) (Lease, error) {
	item, err := t.engine.Get(ctx, leaseKey(merchant, thing), false)
	if err != nil {
		return Lease{}, fmt.Errorf("lease: %w", err)
	}
	return decodeLease(item), nil
}

func decodeLease(item kv.Item) Lease {
	return Lease{
		Owner: item[attrOwner].Str(), Until: item[attrUntil].Time(), NextAllowed: item[attrNext].Time(),
		Ban: Ban{From: item[attrBanFrom].Time(), Until: item[attrBanUntil].Time(), Reason: item[attrBanReason].Str()},
	}
}
