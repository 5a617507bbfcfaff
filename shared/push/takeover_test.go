package push_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/push"
	"onward/shared/store"
)

// divided is a store whose goods lie at another app's location until they are taken over.
type divided struct {
	*shop

	taken   [][]string
	refuses error
}

func (d *divided) Open(ctx context.Context, merchant, id string) (push.Shop, error) {
	s, err := d.shop.Open(ctx, merchant, id)
	s.Client = d
	return s, err
}

func (d *divided) Holdings(ctx context.Context, id string) (order.Holdings, error) {
	h, err := d.shop.Holdings(ctx, id)
	if len(d.taken) == 0 || d.refuses != nil {
		h.Blocked = order.BlockForeignLocation
	}
	return h, err
}

func (d *divided) TakeOver(_ context.Context, _ string, lines []string) error {
	d.taken = append(d.taken, lines)
	return d.refuses
}

func TestItemsElsewhereAreTakenOverOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	for name, refuses := range map[string]error{
		"": nil, "refused third_party_scopes: grant it": &store.Error{Kind: store.Refused, Code: "third_party_scopes", Message: "grant it"},
	} {
		t.Run("refusal "+name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, &shop{})
			d := &divided{shop: b.shop, refuses: refuses}
			b.stage = push.New(b.decider, d, slog.New(slog.DiscardHandler))
			e := b.number("LX473124829CN")[0]
			require.NoError(t, b.stage.Do(t.Context(), key(), e.ID))
			f := b.order().Fulfilments[0]
			assert.Equal(t, order.FulfilmentStuck, f.State)
			assert.Equal(t, "foreign_location", f.Reason)
			assert.Empty(t, d.taken, "nothing is taken over by itself")
			assert.Empty(t, b.shop.told)

			again := b.apply(order.TellAgain{By: "owner", Fulfilment: f.ID, TakeOver: true}).Send
			require.Len(t, again, 1)
			require.NoError(t, b.stage.Do(t.Context(), key(), again[0].ID))
			assert.Equal(t, [][]string{{"1"}}, d.taken)
			f = b.order().Fulfilments[0]
			if refuses != nil {
				assert.Equal(t, order.FulfilmentStuck, f.State)
				assert.Equal(t, name, f.Reason)
				return
			}
			assert.Equal(t, order.FulfilmentTold, f.State)
			require.Len(t, b.shop.told, 1)
		})
	}
}
