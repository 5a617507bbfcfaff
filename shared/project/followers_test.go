package project_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// following notes which versions it was told of, and fails so many times.
type following struct {
	told  []int64
	fails int
}

func (f *following) CatchUp(_ context.Context, now order.Order) error {
	if f.fails > 0 {
		f.fails--
		return errors.New("not now")
	}
	f.told = append(f.told, now.Version)
	return nil
}

func TestFollowersAreToldOfWhatTheStreamLeftOut(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	f := &following{fails: 1}
	p := project.New(tab, f)
	o := ages()
	require.Error(t, p.CatchUp(t.Context(), o[1]))
	current, err := tab.ViewsCurrent(t.Context(), o[1])
	require.NoError(t, err)
	assert.False(t, current, "the order is found behind until its followers were told")
	require.NoError(t, p.CatchUp(t.Context(), o[1]))
	require.NoError(t, p.CatchUp(t.Context(), o[1]))
	require.NoError(t, p.Refresh(t.Context(), []order.Order{o[1]}, o[2]))
	require.NoError(t, p.CatchUp(t.Context(), o[2]))
	assert.Equal(t, []int64{2}, f.told, "what the stream did is not told again")
}
