package stack

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneStackOfAName(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "onward.lock")
	release, err := claim(path)
	require.NoError(t, err)

	_, err = claim(path)
	require.ErrorIs(t, err, ErrTaken)

	release()
	release, err = claim(path)
	require.NoError(t, err)
	release()
}
