package outcome_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/outcome"
)

func TestOf(t *testing.T) {
	t.Parallel()
	cause := errors.New("no such shop")
	for name, c := range map[string]struct {
		err  error
		want outcome.Kind
	}{
		"nil":               {nil, outcome.Done},
		"plain":             {cause, outcome.Retrying},
		"snooze":            {outcome.Snooze(time.Minute), outcome.Snoozed},
		"wrapped snooze":    {fmt.Errorf("push: %w", outcome.Snooze(time.Minute)), outcome.Snoozed},
		"permanent":         {outcome.Permanent(cause), outcome.Refused},
		"wrapped permanent": {fmt.Errorf("push: %w", outcome.Permanent(cause)), outcome.Refused},
		"both":              {errors.Join(outcome.Snooze(1), outcome.Permanent(cause)), outcome.Refused},
		"permanent nil":     {outcome.Permanent(nil), outcome.Done},
	} {
		assert.Equal(t, c.want, outcome.Of(c.err), name)
	}
}

func TestAs(t *testing.T) {
	t.Parallel()
	cause := errors.New("no such shop")
	after, ok := outcome.AsSnooze(fmt.Errorf("push: %w", outcome.Snooze(time.Minute)))
	assert.True(t, ok)
	assert.Equal(t, time.Minute, after)
	after, ok = outcome.AsSnooze(outcome.Snooze(-time.Minute))
	assert.True(t, ok)
	assert.Zero(t, after)
	_, ok = outcome.AsSnooze(cause)
	assert.False(t, ok)

	err := fmt.Errorf("push: %w", outcome.Permanent(cause))
	reason, ok := outcome.AsPermanent(err)
	assert.True(t, ok)
	assert.Equal(t, cause, reason)
	require.ErrorIs(t, err, cause)
	_, ok = outcome.AsPermanent(outcome.Snooze(1))
	assert.False(t, ok)
}
