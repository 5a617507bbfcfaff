package shopify

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// replay answers every call with one recorded answer and keeps what was sent.
type replay struct {
	status int
	body   string
	header http.Header
	sent   []*http.Request
	bodies []string
}

func (r *replay) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.sent, r.bodies = append(r.sent, req), append(r.bodies, string(body))
	header := r.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: r.status, Header: header, Body: io.NopCloser(strings.NewReader(r.body)), Request: req}, nil
}

func replaying(t *testing.T, status int, body string) (*Client, *replay) {
	t.Helper()
	r := &replay{status: status, body: body}
	c, err := New(Config{
		Shop: "acme.myshopify.com", HTTP: &http.Client{Transport: r},
		Token: func(context.Context) (string, error) { return "shpat_test", nil },
	})
	require.NoError(t, err)
	return c, r
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return raw
}
