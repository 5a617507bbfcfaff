package aliexpress

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var testNow = time.UnixMilli(1764590400000).UTC()

const (
	testKey     = "12345678"
	testSecret  = "helloworld"
	testSession = "50000000a38EXAMPLE"
)

// replay answers every request with one recorded body and keeps the requests.
type replay struct {
	client *Client

	mu     sync.Mutex
	status int
	body   string
	seen   []seenRequest
}

type seenRequest struct {
	path string
	form url.Values
}

func (r *replay) last() seenRequest {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[len(r.seen)-1]
}

func newReplay(t *testing.T, body string, change ...func(*Config)) *replay {
	t.Helper()
	r := &replay{status: http.StatusOK, body: body}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := req.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.seen = append(r.seen, seenRequest{path: req.URL.Path, form: req.PostForm})
		w.WriteHeader(r.status)
		_, _ = w.Write([]byte(r.body))
	}))
	t.Cleanup(server.Close)
	cfg := Config{
		AppKey: testKey, AppSecret: testSecret,
		SyncURL: server.URL + "/sync", RestURL: server.URL + "/rest",
		HTTP: server.Client(), Now: func() time.Time { return testNow },
	}
	for _, f := range change {
		f(&cfg)
	}
	client, err := New(cfg)
	require.NoError(t, err)
	r.client = client
	return r
}

func sample(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(body)
}

func requireError(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	return e
}

// requireSigned checks that the request was signed as a server would check it.
func requireSigned(t *testing.T, seen seenRequest, prefix string) {
	t.Helper()
	params := map[string]string{}
	for name := range seen.form {
		params[name] = seen.form.Get(name)
	}
	require.Equal(t, Sign(testSecret, prefix, params), seen.form.Get("sign"))
	require.Equal(t, strconv.FormatInt(testNow.UnixMilli(), 10), seen.form.Get("timestamp"))
	require.Equal(t, testKey, seen.form.Get("app_key"))
	require.Equal(t, "sha256", seen.form.Get("sign_method"))
}
