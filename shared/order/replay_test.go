package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// timeline is a scene that keeps every entry, also those that the order has let go.
func timeline(t *testing.T) (s *scene, from order.Order, entries *[]order.Entry) {
	t.Helper()
	s = newScene(t, order.Shopify)
	from = s.o
	entries = &[]order.Entry{}
	s.seen = func() {
		if n := len(s.o.Tail); n > 0 && (len(*entries) == 0 || (*entries)[len(*entries)-1].Version < s.o.Version) {
			*entries = append(*entries, s.o.Tail[n-1])
		}
	}
	return s, from, entries
}

func TestATimelineRunAgainComesToTheSame(t *testing.T) {
	t.Parallel()
	s, from, entries := timeline(t)
	s.fulfilled(line("1", "v2", 1), line("2", "v1", 2))
	first := s.p
	s.p.Version, s.p.Mode = 2, order.ModeBulk
	s.pass(24 * time.Hour)
	s.rollBack()
	require.Greater(t, len(*entries), order.TailEntries)
	o, diff, err := order.Replay(from, *entries, first, s.p)
	require.NoError(t, err)
	require.Nil(t, diff)
	require.Equal(t, s.o, o)
	o, diff, err = order.Replay(s.o, *entries, first)
	require.NoError(t, err)
	require.Nil(t, diff)
	require.Equal(t, s.o, o, "entries that an order has seen are passed over")
}

func TestAReplayFindsTheFirstDifference(t *testing.T) {
	t.Parallel()
	s, from, entries := timeline(t)
	s.fulfilled()
	for field, spoil := range map[string]func(e *order.Entry){
		"moves":   func(e *order.Entry) { e.Moves = nil },
		"opened":  func(e *order.Entry) { e.Opened = append(e.Opened, "tell/f9/0") },
		"closed":  func(e *order.Entry) { e.Closed = append(e.Closed, "tell/f9/0") },
		"raised":  func(e *order.Entry) { e.Raised = append(e.Raised, order.AttentionRisk) },
		"version": func(e *order.Entry) { e.Version = 100 },
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			spoiled := append([]order.Entry(nil), *entries...)
			spoil(&spoiled[0])
			_, diff, err := order.Replay(from, spoiled, s.p)
			require.NoError(t, err)
			require.NotNil(t, diff)
			require.NotEqual(t, diff.Was, diff.Now)
			require.Equal(t, field, diff.Field)
			require.Equal(t, spoiled[0].Version, diff.Version)
		})
	}
	t.Run("another policy", func(t *testing.T) {
		t.Parallel()
		p := s.p
		p.Mappings = nil
		_, diff, err := order.Replay(from, *entries, p)
		require.NoError(t, err)
		require.Equal(t, "raised", diff.Field)
	})
	t.Run("an event that is refused today", func(t *testing.T) {
		t.Parallel()
		refused := append([]order.Entry(nil), *entries...)
		var err error
		refused[1].Event, err = order.MarshalEvent(order.RollBack{By: "owner"})
		require.NoError(t, err)
		_, diff, err := order.Replay(from, refused, s.p)
		require.NoError(t, err)
		require.Equal(t, "error", diff.Field)
		require.Contains(t, diff.Now, "nothing_to_roll_back")
	})
}

func TestWhatCannotBeReplayed(t *testing.T) {
	t.Parallel()
	s, from, entries := timeline(t)
	s.fulfilled()
	var input *order.InputError
	_, _, err := order.Replay(from, *entries)
	require.ErrorAs(t, err, &input)
	redacted := append([]order.Entry(nil), *entries...)
	redacted[0] = redacted[0].Redacted()
	_, _, err = order.Replay(from, redacted, s.p)
	require.ErrorAs(t, err, &input)
	redacted[0].Event = []byte(`{"kind":"from_the_future"}`)
	_, _, err = order.Replay(from, redacted, s.p)
	require.ErrorAs(t, err, &input)
}

func TestADryRunSaysWhatWouldCome(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	before := s.o
	e, err := order.DryRun(s.o, s.p, order.Place{By: "owner"}, s.now)
	require.NoError(t, err)
	require.Len(t, e.Opened, 1)
	require.Equal(t, before, s.o)
	e, err = order.DryRun(s.o, s.p, order.TimePassed{}, s.now)
	require.NoError(t, err)
	require.Zero(t, e)
	_, err = order.DryRun(s.o, s.p, order.RollBack{By: "owner"}, s.now)
	require.Error(t, err)
}
