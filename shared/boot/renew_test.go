package boot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/boot"
	"onward/shared/vault"
)

// Symptom: a function that had run for hours refused webhooks that were signed with a new secret.
func TestFunctionThatRunsOnTakesUpChangedSecrets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	secret, broken := "old", error(nil)
	handler, err := boot.Renewing(t.Context(), func(context.Context) (any, error) {
		had := secret
		return func(_ context.Context, event string) (string, error) { return event + " with the " + had, nil }, broken
	}, func() time.Time { return now })
	require.NoError(t, err)
	answers := func(want string) {
		t.Helper()
		got, err := handler.Invoke(t.Context(), []byte(`"opened"`))
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprintf("%q", "opened with the "+want), string(got))
	}
	answers("old")
	secret = "new"
	now = now.Add(vault.Lifetime - time.Second)
	answers("old")
	broken = errors.New("no network")
	now = now.Add(time.Second)
	answers("old")
	broken = nil
	answers("new")
	secret = "newest"
	answers("new")
}

func TestFunctionThatCannotBeSetUpDoesNotStart(t *testing.T) {
	t.Parallel()
	_, err := boot.Renewing(t.Context(), func(context.Context) (any, error) { return nil, errors.New("no table") }, time.Now)
	require.ErrorContains(t, err, "no table")
}
