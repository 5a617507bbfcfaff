package shopify

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/store"
)

func TestWebhookWhoseIDIsNoNumberMakesNoOrder(t *testing.T) {
	t.Parallel()
	_, err := DecodeWebhook(TopicOrdersCreate, []byte(`{"id":"<script>","line_items":[]}`))
	require.ErrorIs(t, err, store.ErrUnreadable)
}

func TestExactIDs(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]exactID{
		`820982911946154508`: "820982911946154508", `"820982911946154508"`: "820982911946154508", `"gid://shopify/Order/12?x=1"`: "12",
		`null`: "", `""`: "",
	} {
		var id exactID
		require.NoError(t, json.Unmarshal([]byte(raw), &id), raw)
		assert.Equal(t, want, id)
	}
	for _, raw := range []string{`"twelve"`, `1.5`, `-3`, `"gid://shopify/Order/"x"`, `{}`} {
		var id exactID
		require.Error(t, json.Unmarshal([]byte(raw), &id), raw)
	}
}
