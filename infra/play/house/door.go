package house

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// door stands between the WooCommerce sites' webhooks and Onward, and can be shut for a site.
type door struct {
	mu   sync.Mutex
	shut map[string]bool
}

func newDoor() *door { return &door{shut: map[string]bool{}} }

// client makes the sites' own calls.
func (d *door) client() *http.Client {
	return &http.Client{
		Transport: d, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (d *door) set(site string, shut bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shut[site] = shut
}

// RoundTrip implements [http.RoundTripper].
func (d *door) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	shut := d.shut[siteOf(r.Header)]
	d.mu.Unlock()
	if !shut {
		return http.DefaultTransport.RoundTrip(r)
	}
	return &http.Response{
		StatusCode: http.StatusServiceUnavailable, Status: "503 Service Unavailable", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader("")), Request: r,
	}, nil
}

// siteOf is the site that a webhook says it comes from, in a header written as WordPress writes it and not as Go would.
func siteOf(header http.Header) string {
	for name, values := range header {
		if strings.EqualFold(name, "X-WC-Webhook-Source") && len(values) > 0 {
			source := strings.TrimRight(values[0], "/")
			return source[strings.LastIndex(source, "/")+1:]
		}
	}
	return ""
}
