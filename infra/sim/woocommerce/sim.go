package woocommerce

import (
	"crypto/md5" // what WordPress makes its ids with
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options of a simulator.
type Options struct {
	// Now is the stores' clock; the real one when nil.
	Now func() time.Time
	// BaseURL is where the simulator is reached, such as http://127.0.0.1:4011.
	// When empty, the host of the first request.
	BaseURL string
	// Client makes the stores' own calls: webhooks and key callbacks. It must not
	// follow redirects. A client with a short timeout when nil.
	Client *http.Client
	// Seed makes generated orders, keys and ids the same in every run.
	Seed uint64
}

// Sim is a number of simulated stores under one address. It is safe for concurrent use.
type Sim struct {
	now  func() time.Time
	http *http.Client
	seed uint64

	mu    sync.Mutex
	base  string
	sites map[string]*site
	rand  *rand.Rand
}

// New gives a simulator without stores; they are made by [Sim.Configure] or PUT /_sim/sites/{name}.
func New(opts Options) *Sim {
	s := &Sim{now: opts.Now, http: opts.Client, seed: opts.Seed, base: strings.TrimRight(opts.BaseURL, "/")}
	if s.now == nil {
		s.now = time.Now
	}
	if s.http == nil {
		s.http = &http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	s.reset()
	return s
}

func (s *Sim) reset() {
	s.sites = map[string]*site{}
	s.rand = rand.New(rand.NewPCG(s.seed, 17380))
}

// SetBaseURL says where the simulator is reached, for servers that learn their port late.
func (s *Sim) SetBaseURL(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = strings.TrimRight(base, "/")
}

// ServeHTTP answers for all stores and for the control interface.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.base == "" {
		s.base = "http://" + r.Host
	}
	s.mu.Unlock()
	if r.URL.Path == "/_sim" || strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.control(w, r)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/sites/")
	if !ok {
		http.NotFound(w, r)
		return
	}
	name, tail, _ := strings.Cut(rest, "/")
	s.mu.Lock()
	st := s.sites[name]
	s.mu.Unlock()
	if st == nil {
		http.NotFound(w, r)
		return
	}
	s.serveSite(w, r, st, "/"+tail)
}

func (s *Sim) serveSite(w http.ResponseWriter, r *http.Request, st *site, path string) {
	switch {
	case strings.HasPrefix(path, "/wp-json/"):
		if st.settings(s).PlainPermalinks {
			page(w, http.StatusNotFound, "Page not found", "It looks like nothing was found at this location.")
			return
		}
		s.rest(w, r, st, strings.TrimPrefix(path, "/wp-json"))
	case path == "/index.php" && r.URL.Query().Has("rest_route"):
		s.rest(w, r, st, r.URL.Query().Get("rest_route"))
	case strings.HasPrefix(path, "/wc-auth/v1/"):
		s.wcAuth(w, r, st, strings.TrimPrefix(path, "/wc-auth/v1/"))
	case path == "/" || path == "/index.php":
		page(w, http.StatusOK, st.name, "A simulated store.")
	default:
		page(w, http.StatusNotFound, "Page not found", "It looks like nothing was found at this location.")
	}
}

// page is a page of the theme, or of a firewall.
func page(w http.ResponseWriter, status int, title, text string) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head><title>%s</title></head>\n<body><p>%s</p></body></html>\n", title, text)
}

func (s *Sim) hex(n int) string {
	const digits = "0123456789abcdef"
	b := make([]byte, n)
	for i := range b {
		b[i] = digits[s.rand.IntN(16)]
	}
	return string(b)
}

func md5hex(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}
