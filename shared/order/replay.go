package order

import (
	"fmt"
	"slices"
	"time"
)

// DryRun says what an event would come to, without its coming about: the timeline entry that [Decide] would
// write. It is the zero entry when nothing would change.
func DryRun(o Order, p Policy, e Event, now time.Time) (Entry, error) {
	next, _, err := Decide(o, p, e, now)
	if err != nil || next.Version == o.Version {
		return Entry{}, err
	}
	return next.Tail[len(next.Tail)-1], nil
}

// Difference is where a replay and a timeline part.
type Difference struct {
	// Version is that of the entry.
	Version int64 `json:"version"`
	// Field is what differs: "moves", "opened", "closed", "raised", "version", or "error".
	Field string `json:"field"`
	// Was is what the timeline says, Now what the same event comes to today.
	Was string `json:"was"`
	Now string `json:"now"`
}

// Replay runs a timeline again from the order that it began with (see [New]), each entry by the policy of
// its own version, and answers the order that it leads to and the first difference, nil when there is
// none. Entries without their event (after an erasure) cannot be replayed: that is an [InputError], as is a policy
// that was not given.
func Replay(from Order, entries []Entry, policies ...Policy) (Order, *Difference, error) {
	o := from
	for _, was := range entries {
		if was.Version <= o.Version {
			continue
		}
		i := slices.IndexFunc(policies, func(p Policy) bool { return p.Version == was.Policy })
		if i < 0 {
			return o, nil, &InputError{Field: "policies", Problem: fmt.Sprintf("have no version %d, by which version %d of the order was decided", was.Policy, was.Version)}
		}
		if len(was.Event) == 0 {
			return o, nil, &InputError{Field: "entries", Problem: fmt.Sprintf("version %d has no event any more", was.Version)}
		}
		e, err := UnmarshalEvent(was.Event)
		if err != nil {
			return o, nil, fmt.Errorf("replay version %d: %w", was.Version, err)
		}
		next, _, err := Decide(o, policies[i], e, was.At)
		if err != nil {
			return o, &Difference{Version: was.Version, Field: "error", Now: err.Error()}, nil //nolint:nilerr // what is refused today is the difference that was looked for
		}
		if next.Version != was.Version {
			return o, differ(was.Version, "version", was.Version, next.Version), nil
		}
		if d := compare(was, next.Tail[len(next.Tail)-1]); d != nil {
			return next, d, nil
		}
		o = next
	}
	return o, nil, nil
}

// compare finds the first thing in which two outcomes of an event differ.
func compare(was, now Entry) *Difference {
	switch {
	case !slices.Equal(was.Moves, now.Moves):
		return differ(was.Version, "moves", was.Moves, now.Moves)
	case !slices.Equal(was.Opened, now.Opened):
		return differ(was.Version, "opened", was.Opened, now.Opened)
	case !slices.Equal(was.Closed, now.Closed):
		return differ(was.Version, "closed", was.Closed, now.Closed)
	case !slices.Equal(was.Raised, now.Raised):
		return differ(was.Version, "raised", was.Raised, now.Raised)
	default:
		return nil
	}
}

func differ(version int64, field string, was, now any) *Difference {
	return &Difference{Version: version, Field: field, Was: fmt.Sprint(was), Now: fmt.Sprint(now)}
}
