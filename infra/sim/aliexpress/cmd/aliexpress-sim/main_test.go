package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, run(ctx, []string{"-port", "0", "-auto", "-rotating"}))
	require.Error(t, run(t.Context(), []string{"-no-such-flag"}))
	require.Error(t, run(t.Context(), []string{"-port", "99999"}))
}
