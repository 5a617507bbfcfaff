package storetest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Inbox is an address that takes webhooks.
type Inbox struct {
	// URL is where it is.
	URL string

	mu  sync.Mutex
	got []Delivery
}

// NewInbox starts an inbox on the loopback.
func NewInbox(t *testing.T) *Inbox {
	t.Helper()
	in := &Inbox{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		in.got = append(in.got, Delivery{Header: r.Header, Body: body})
		w.WriteHeader(http.StatusOK)
	}))
	t.Cleanup(server.Close)
	in.URL = server.URL
	return in
}

// Take is what arrived since the last time.
func (in *Inbox) Take() []Delivery {
	in.mu.Lock()
	defer in.mu.Unlock()
	out := in.got
	in.got = nil
	return out
}
