package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	woo "onward/shared/store/woocommerce"
)

const hookSecret = "LettersAndDigits40"

func TestEnsureHooks(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	pings := 0
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { pings++ }))
	t.Cleanup(receiver.Close)
	ensure := func(renew bool) woo.HookReport {
		t.Helper()
		report, err := s.client.EnsureHooks(t.Context(), receiver.URL, hookSecret, woo.Topics(), renew)
		require.NoError(t, err)
		held, err := s.client.Hooks(t.Context())
		require.NoError(t, err)
		topics := []string{}
		for _, h := range held {
			if h.DeliveryURL == receiver.URL {
				require.True(t, h.Active())
				topics = append(topics, h.Topic)
			}
		}
		require.ElementsMatch(t, woo.Topics(), topics, "exactly one each")
		return report
	}
	other, err := s.client.CreateHook(t.Context(), "order.updated", receiver.URL+"/of-another-program", "x")
	require.NoError(t, err)

	require.Equal(t, woo.HookReport{Created: 4}, ensure(false))
	require.Equal(t, 5, pings)
	require.Equal(t, woo.HookReport{Kept: 4}, ensure(false))

	// A second one of a topic, made by an interrupted run.
	_, err = s.client.CreateHook(t.Context(), "order.created", receiver.URL, hookSecret)
	require.NoError(t, err)
	require.Equal(t, woo.HookReport{Kept: 4, Removed: 1}, ensure(false))

	// One that the store has switched off.
	held, err := s.client.Hooks(t.Context())
	require.NoError(t, err)
	for _, h := range held {
		if h.DeliveryURL == receiver.URL && h.Topic == "order.updated" {
			s.put("/wc/v3/webhooks/"+h.ID, `{"status":"disabled"}`)
		}
	}
	require.Equal(t, woo.HookReport{Kept: 3, Created: 1, Removed: 1, Revived: []string{"order.updated"}}, ensure(false))

	// One that is off beside one that is on has lost nothing.
	again, err := s.client.CreateHook(t.Context(), "order.updated", receiver.URL, hookSecret)
	require.NoError(t, err)
	s.put("/wc/v3/webhooks/"+again.ID, `{"status":"paused"}`)
	held, err = s.client.Hooks(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, held)
	require.Equal(t, woo.HookReport{Kept: 4, Removed: 1}, ensure(false))

	require.Equal(t, woo.HookReport{Created: 4, Removed: 4}, ensure(true))

	removed, err := s.client.RemoveHooks(t.Context(), receiver.URL)
	require.NoError(t, err)
	require.Equal(t, 4, removed)
	held, err = s.client.Hooks(t.Context())
	require.NoError(t, err)
	require.Equal(t, []woo.Hook{other}, held, "others' webhooks are left alone")
}

func (s *shop) put(route, body string) { s.send(http.MethodPut, route, body) }

// send is what a merchant or another program does by REST.
func (s *shop) send(method, route, body string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.access.Address+"/wp-json"+route, strings.NewReader(body))
	require.NoError(s.t, err)
	req.SetBasicAuth(s.access.Key, s.access.Secret)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	require.Less(s.t, resp.StatusCode, 300)
}

func TestCreateHookRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	for topic, to := range map[string]string{"order.paid": "https://hooks.example.com", "order.updated": "nowhere"} {
		_, err := s.client.CreateHook(t.Context(), topic, to, hookSecret)
		require.Equal(t, woo.KindRefused, woo.KindOf(err), topic)
	}
	require.NoError(t, s.client.DeleteHook(t.Context(), "4711"), "gone is gone")
}

func TestHookSample(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(read(t, "webhook-created-response.json"))
	})
	h, err := client.CreateHook(t.Context(), "order.updated", "http://requestb.in/1g0sxmo1", hookSecret)
	require.NoError(t, err)
	require.Equal(t, woo.Hook{ID: "142", Topic: "order.updated", Status: "active", DeliveryURL: "http://requestb.in/1g0sxmo1"}, h)

	client = serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(read(t, "order-notes-list.json")) })
	notes, err := client.Notes(t.Context(), "723")
	require.NoError(t, err)
	require.Len(t, notes, 3)
	require.Equal(t, woo.Note{ID: "281", Text: "Order ok!!!"}, notes[0])

	client = serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(read(t, "order-note-created.json")) })
	note, err := client.AddNote(t.Context(), "723", "Order ok!!!", false)
	require.NoError(t, err)
	require.Equal(t, notes[0], note)
}

func TestPluginAndFulfilmentSamples(t *testing.T) {
	t.Parallel()
	var made struct {
		Response json.RawMessage `json:"response"`
	}
	require.NoError(t, json.Unmarshal(read(t, "derived-fulfillment-create.json"), &made))
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(append(append([]byte("["), made.Response...), ']'))
	})
	held, err := client.Shipments(t.Context(), woo.WayFulfilments, "727")
	require.NoError(t, err)
	require.Equal(t, []woo.Shipment{{ID: "12", Numbers: []string{number}, Items: []woo.Item{{Line: "315", Qty: 2}}, ItemsKnown: true}}, held)

	require.NoError(t, json.Unmarshal(read(t, "derived-shipment-tracking.json"), &made))
	for _, way := range []woo.Way{woo.WayShipmentTracking, woo.WayAdvanced} {
		held, err = client.Shipments(t.Context(), way, "727")
		require.NoError(t, err)
		require.Equal(t, []woo.Shipment{{ID: "b1b94eecb1eb1c1edf3fa041efffd015", Numbers: []string{"9400111899223197428490"}}}, held)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return raw
}
