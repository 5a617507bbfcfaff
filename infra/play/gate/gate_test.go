package gate_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/play/gate"
)

func TestEachKindFailsOnceBeforeAndOnceAfterActing(t *testing.T) {
	t.Parallel()
	var acted atomic.Int32
	g := gate.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		acted.Add(1)
		w.Header().Set("X-Shape", "odd")
		w.WriteHeader(http.StatusCreated)
	}), func(r *http.Request, _ []byte) string {
		if strings.HasPrefix(r.URL.Path, "/_sim") {
			return ""
		}
		return r.Method + " " + gate.Masked(r.URL.Path)
	})
	var each gate.EachKindOnce
	g.Ask(each.Judge)
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	post := func(path string) (*http.Response, error) {
		resp, err := http.Post(server.URL+path, "text/plain", strings.NewReader("x"))
		if err == nil {
			t.Cleanup(func() { _ = resp.Body.Close() })
		}
		return resp, err
	}

	_, err := post("/orders/17")
	require.Error(t, err, "the first is cut before the simulator acts")
	assert.EqualValues(t, 0, acted.Load())
	_, err = post("/orders/18")
	require.Error(t, err, "the second is cut after it has acted")
	assert.EqualValues(t, 1, acted.Load())
	resp, err := post("/orders/19")
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, resp.StatusCode)
	assert.Equal(t, "odd", resp.Header.Get("X-Shape"))
	resp, err = post("/_sim/orders")
	require.NoError(t, err, "control always passes")
	assert.Equal(t, http.StatusCreated, resp.StatusCode)
	assert.Equal(t, []string{"POST /orders/*: before and after acting"}, each.Failed())
}

func TestMaskedLeavesVersionsAlone(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "/wp-json/wc/v3/orders/*/refunds", gate.Masked("/wp-json/wc/v3/orders/1042/refunds"))
	assert.Equal(t, "/ecom/v1/fulfillments/*", gate.Masked("/ecom/v1/fulfillments/0c1e9b7e-5a0f"))
}
