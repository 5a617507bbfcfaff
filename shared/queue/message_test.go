package queue_test

import (
	"crypto/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

func key(id string) order.Key { return order.Key{Merchant: "m1", Store: "s1", ID: id} }

func waiting(n int, account string) []table.Waiting {
	rows := make([]table.Waiting, 0, n)
	for i := range n {
		rows = append(rows, table.Waiting{
			WaitingRef: table.WaitingRef{
				Supplier: order.AliExpress, Account: account, Key: key(strconv.Itoa(i)), Purchase: "p1",
				Order: strconv.Itoa(8190000000000000 + i),
			},
			Since: time.Date(2027, 3, 14, 0, 0, 0, 0, time.UTC), Stage: order.StagePaid, Digest: []byte{1, 2, 3, 4, 5, 6, 7, 8},
		})
	}
	return rows
}

func TestMessagesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	intake, err := queue.NewIntake(queue.Intake{
		Source: "shopify", Merchant: "m1", Owner: "s1", Topic: "orders/updated", Headers: map[string]string{"X-Shopify-Event-Id": "e1"},
	}, []byte(`{"id":1}`))
	require.NoError(t, err)
	for _, c := range []struct {
		m     queue.Message
		group string
	}{
		{queue.Effect(queue.KindPlace, key("1"), "place:p1"), "m1.s1"},
		{queue.Effect(queue.KindPush, key("1"), "tell:f1:1"), "m1.s1"},
		{queue.Effect(queue.KindReread, key("1"), ""), "m1.s1"},
		{queue.Polls(waiting(2, "a1"), true)[0], "m1.a1"},
		{intake, "m1.s1"},
		{queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: "m1", ID: "j1"}}, "m1"},
		{queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{Merchant: "m1", Endpoint: "e1", ID: "n1", Event: "order.failed"}}, "m1.e1"},
	} {
		body, err := queue.Encode(c.m)
		require.NoError(t, err)
		got, err := queue.Decode(body)
		require.NoError(t, err)
		assert.Equal(t, c.m, got)
		assert.Equal(t, c.group, got.Group())
	}
}

func TestMalformedMessages(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":         "",
		"no json":       "secret words",
		"no kind":       `{}`,
		"unknown kind":  `{"kind":"dance","key":{"merchant":"m","store":"s","id":"1"},"effect":"e"}`,
		"no effect":     `{"kind":"place","key":{"merchant":"m","store":"s","id":"1"}}`,
		"no merchant":   `{"kind":"push","key":{"merchant":"","store":"s","id":"1"},"effect":"e"}`,
		"no rows":       `{"kind":"poll","poll":{"merchant":"m","account":"a","rows":[]}}`,
		"no body or id": `{"kind":"intake","intake":{"source":"wix"}}`,
		"no job":        `{"kind":"job"}`,
	} {
		_, err := queue.Decode(body)
		require.Error(t, err, name)
		assert.NotContains(t, err.Error(), "secret", name)
	}
	_, err := queue.Encode(queue.Message{Kind: queue.KindPoll, Poll: &queue.Poll{Merchant: "m", Account: "a", Rows: waiting(51, "a")}})
	require.Error(t, err, "too many rows")
}

func TestPollsOfOneAccountEach(t *testing.T) {
	t.Parallel()
	rows := append(waiting(120, "a1"), waiting(3, "a2")...)
	messages := queue.Polls(rows, false)
	require.Len(t, messages, 4)
	var sizes []int
	for _, m := range messages {
		sizes = append(sizes, len(m.Poll.Rows))
		for _, row := range m.Poll.Rows {
			assert.Equal(t, m.Poll.Account, row.Account)
		}
		body, err := queue.Encode(m)
		require.NoError(t, err)
		assert.Less(t, len(body), 64<<10, "one request is charged up to 64 KB")
	}
	assert.Equal(t, []int{50, 50, 20, 3}, sizes)
}

func TestIntakeBody(t *testing.T) {
	t.Parallel()
	plain := []byte(strings.Repeat(`{"line_items":[]}`, 10000))
	m, err := queue.NewIntake(queue.Intake{Source: "shopify", Order: "1"}, plain)
	require.NoError(t, err)
	assert.Less(t, len(m.Intake.Body), 2000)
	got, err := m.Intake.Plain()
	require.NoError(t, err)
	assert.Equal(t, plain, got)
	same, err := queue.NewIntake(queue.Intake{Source: "shopify", Order: "1"}, plain)
	require.NoError(t, err)
	assert.Equal(t, m, same)

	noise := make([]byte, 800<<10)
	_, _ = rand.Read(noise)
	m, err = queue.NewIntake(queue.Intake{Source: "shopify", Order: "1", Topic: "orders/create"}, noise)
	require.NoError(t, err)
	assert.Empty(t, m.Intake.Body, "only the id travels")
	body, err := queue.Encode(m)
	require.NoError(t, err)
	assert.Less(t, len(body), 500)
	none, err := m.Intake.Plain()
	require.NoError(t, err)
	assert.Nil(t, none)
	_, err = queue.NewIntake(queue.Intake{Source: "shopify"}, noise)
	require.ErrorIs(t, err, queue.ErrNoOrder)
	m, err = queue.NewIntake(queue.Intake{Source: "shopify"}, noise[:690<<10])
	require.NoError(t, err)
	_, err = queue.Encode(m)
	require.NoError(t, err, "the largest body that travels fits a message")
	_, err = (&queue.Intake{Body: []byte("no gzip")}).Plain()
	require.Error(t, err)
}
