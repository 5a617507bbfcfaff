package job_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
	"onward/shared/table/kv"
)

// sealer stands in for KMS: nothing of a customer is sealed.
type sealer struct{}

func (sealer) Seal(context.Context, string, string, []byte) ([]byte, error) {
	return []byte("sealed"), nil
}

// front is the API over the bench's table, with a token of the merchant's owner.
func (b *bench) front() func(method, path, key string, body any) {
	b.t.Helper()
	const operator = "the-operators-own"
	sum := sha256.Sum256([]byte(operator))
	handler := api.New(api.Deps{
		Desk: desk.New(desk.Deps{
			Table: b.table, Decider: b.apply, Policies: b.policy, Sender: b.net, Vault: sealer{}, Pepper: []byte("pepper"),
			OperatorHash: hex.EncodeToString(sum[:]), Now: b.now, Log: slog.New(slog.DiscardHandler),
		}),
		Requests: b.table, Now: b.now, Log: slog.New(slog.DiscardHandler),
	})
	call := func(token, method, path, key string, body any) []byte {
		raw, err := json.Marshal(body)
		require.NoError(b.t, err)
		r := httptest.NewRequestWithContext(b.t.Context(), method, path, bytes.NewReader(raw))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		require.Less(b.t, w.Code, http.StatusMultipleChoices, "%s %s: %s", method, path, w.Body)
		return w.Body.Bytes()
	}
	var made struct {
		Secret string `json:"secret"`
	}
	require.NoError(b.t, json.Unmarshal(call(operator, http.MethodPost, "/v1/operator/merchants/"+merchant+"/tokens", "", map[string]any{"name": "Kim", "role": "owner"}), &made))
	return func(method, path, key string, body any) { b.t.Helper(); call(made.Secret, method, path, key, body) }
}

// contents is everything that lies in the table, unpacked, by key.
func (b *bench) contents() map[kv.Key]string {
	b.t.Helper()
	dictionary, err := os.ReadFile("../table/dict1.txt")
	require.NoError(b.t, err)
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(1, dictionary))
	require.NoError(b.t, err)
	defer unpack.Close()
	out := map[kv.Key]string{}
	for _, item := range b.engine.Items() {
		var text strings.Builder
		for name, v := range item {
			fmt.Fprintln(&text, name, v.Str(), string(v.Bytes()))
			if raw := v.Bytes(); len(raw) > 0 && raw[0] == 1 {
				plain, err := unpack.DecodeAll(raw[1:], nil)
				require.NoError(b.t, err, "every body can be looked into")
				fmt.Fprintln(&text, string(plain))
			}
		}
		out[item.Key()] = text.String()
	}
	return out
}

// traces is where words are found in the table.
func (b *bench) traces(words []string) []string {
	b.t.Helper()
	var out []string
	for key, text := range b.contents() {
		for _, word := range words {
			if strings.Contains(text, word) {
				out = append(out, word+" in "+key.PK+" "+key.SK)
			}
		}
	}
	return out
}

// everywhere puts a customer's words wherever a merchant's work takes them.
func (b *bench) everywhere(id string) {
	b.t.Helper()
	call := b.front()
	b.lived(id)
	at := "/v1/orders/" + shop + "/" + id
	call(http.MethodPatch, at, "edit-"+id, map[string]any{
		"ship_to": map[string]any{"name": "Maria Souza", "line1": "Rua das Flores 121", "city": "Campinas", "postcode": "13010-111", "country": "BR"},
		"note":    "Maria wants it soon", "supplier_note": "call before noon",
	})
	call(http.MethodPut, at+"/hold", "hold-"+id, map[string]any{"on": true, "reason": "Maria asked to wait"})
	call(http.MethodPut, at+"/hold", "release-"+id, map[string]any{"on": false})
	call(http.MethodPost, "/v1/jobs", "job-"+id, map[string]any{
		"kind": "hold", "reason": "Maria is travelling", "selection": map[string]any{"orders": []any{map[string]any{"store": shop, "id": id}}},
	})
	b.run(job.New(b.deps))
	require.NoError(b.t, b.rows.Refresh(b.t.Context(), nil, b.order(id)))
	b.finish(table.Job{Kind: job.KindExport, Store: shop}, job.Privacy{Orders: []string{id}})
}

// TestNothingIsLeftOfAnErasedCustomer looks into every item of the table and every message in a queue.
func TestNothingIsLeftOfAnErasedCustomer(t *testing.T) {
	t.Parallel()
	words := append([]string{"Maria", "travelling", "wants it soon"}, personal...)
	for name, erase := range map[string]table.Job{
		"the customer":   {Kind: job.KindEraseCustomer, Store: shop},
		"the whole shop": {Kind: job.KindEraseShop, Store: shop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.everywhere("1")
			found := strings.Join(b.traces(words), "\n")
			for _, place := range []string{"#o#", "#i ", "#j ", "#jp#"} {
				require.Contains(t, found, place, "the test itself puts the words there")
			}
			b.inbox[0].letters = append(b.inbox[0].letters, b.webhook("orders/updated", `{"id":1,"email":"buyer1@example.com"}`, shop))
			b.inbox[1].letters = append(b.inbox[1].letters, b.webhook("orders/updated", `{"id":1,"email":"buyer1@example.com"}`, shop))
			var params any
			if erase.Kind == job.KindEraseCustomer {
				params = job.Privacy{Orders: []string{"1"}}
			}
			j := b.finish(erase, params)
			require.Equal(t, table.JobDone, j.State, "%v", j.Problems)
			require.Empty(t, b.traces(words))
			require.Empty(t, b.inbox[0].letters)
			require.Empty(t, b.inbox[1].letters)
			for _, kind := range []queue.Kind{queue.KindNotify, queue.KindPlace, queue.KindPush, queue.KindPoll, queue.KindReread} {
				for _, m := range b.drain(kind) {
					raw, err := json.Marshal(m)
					require.NoError(t, err)
					for _, word := range words {
						require.NotContains(t, string(raw), word)
					}
				}
			}
			require.Positive(t, j.Results["answers_removed"])
			require.Equal(t, order.AwaitingPayment, b.order("1").Portions[0].State, "figures and states stay")
		})
	}
}

// TestRepeatOfARequestWhoseAnswerWasErasedDoesNothing: the key stays taken.
func TestRepeatOfARequestWhoseAnswerWasErasedDoesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.everywhere("1")
	b.finish(table.Job{Kind: job.KindEraseCustomer, Store: shop}, job.Privacy{Orders: []string{"1"}})
	n := 0
	for _, item := range b.engine.Items() {
		if strings.HasSuffix(item.Key().PK, "#i") && item["status"].Num() == http.StatusGone {
			n++
			require.Contains(t, string(item["body"].Bytes()), "erased with the customer's data")
			require.Greater(t, item[kv.TTL].Num(), b.now().Add(-24*time.Hour).Unix())
		}
	}
	require.Equal(t, 3, n, "an edit and two changes of the hold; the job's answer names nobody")
}
