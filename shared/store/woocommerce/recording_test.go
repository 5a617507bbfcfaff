package woocommerce

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// recording is a request of a real store, kept byte for byte.
type recording struct {
	Secret    string            `json:"secret"`
	Headers   map[string]string `json:"headers"`
	Body      string            `json:"rawBody"`
	Signature bool              `json:"signatureValid"`
}

func (r recording) header() http.Header {
	h := http.Header{}
	for k, v := range r.Headers {
		h.Set(k, v)
	}
	return h
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return raw
}

func recorded(t *testing.T, name string) recording {
	t.Helper()
	var r recording
	require.NoError(t, json.Unmarshal(sample(t, filepath.Join("live", name)), &r))
	return r
}
