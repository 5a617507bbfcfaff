package aliexpress

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Sim is one simulated platform. It is an http.Handler and safe for concurrent use.
type Sim struct {
	mux  *http.ServeMux
	http *http.Client
	real func() time.Time // the wall's clock, for timestamps of requests
	wake chan struct{}

	mu       sync.Mutex
	offset   time.Duration // business time runs ahead of the wall's by it
	random   *rand.Rand
	settings Settings
	apps     map[string]*App
	accounts map[string]*Account
	products []*Product
	tokens   *tokens
	orders   []*Order
	asked    []*Purchase
	rules    []*Rule
	ruleID   int
	bans     map[string]time.Time
	rates    map[string]rate
	calls    map[string]*Count
	pushes   []*Push
	serial   int64
}

// rate counts a method's calls of one second.
type rate struct {
	second int64
	n      int
}

// New makes a platform. Without products it has [DefaultProducts], without
// settings [DefaultSettings].
func New(o Options) *Sim {
	s := &Sim{
		http: o.HTTP, real: o.Now, wake: make(chan struct{}, 1),
		random:   rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15)),
		settings: o.Settings, apps: map[string]*App{}, accounts: map[string]*Account{},
		bans: map[string]time.Time{}, rates: map[string]rate{}, calls: map[string]*Count{}, tokens: newTokens(),
	}
	if s.http == nil {
		s.http = &http.Client{Timeout: 5 * time.Second}
	}
	if s.real == nil {
		s.real = time.Now
	}
	if s.settings.Repeat == "" && s.settings.Shapes == "" {
		s.settings = DefaultSettings()
	}
	products := o.Products
	if products == nil {
		products = DefaultProducts()
	}
	for _, p := range products {
		s.putProduct(p)
	}
	for _, app := range o.Apps {
		s.apps[app.Key] = &app
	}
	for _, account := range o.Accounts {
		s.putAccount(account)
	}
	s.mux = s.routes()
	return s
}

// ServeHTTP answers both sides.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mux.ServeHTTP(w, r)
}

func (s *Sim) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/sync", s.serveSync)
	mux.HandleFunc("/rest/{path...}", s.serveRest)
	mux.HandleFunc("GET /oauth/authorize", s.serveConsent)
	s.controlRoutes(mux)
	return mux
}

// now is business time. The lock must be held.
func (s *Sim) now() time.Time { return s.real().Add(s.offset).UTC() }

// Advance moves business time on; timestamps of requests are still checked
// against the wall's clock.
func (s *Sim) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
	s.progress()
}

// Tick does what is due: automatic steps, lapsed orders, and push messages. It
// returns when every due push was tried once.
func (s *Sim) Tick(ctx context.Context) {
	s.mu.Lock()
	s.progress()
	s.mu.Unlock()
	s.deliver(ctx)
}

// Run ticks until the context ends.
func (s *Sim) Run(ctx context.Context) {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for {
		s.Tick(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.wake:
		}
	}
}

// Change alters the settings.
func (s *Sim) Change(change func(*Settings)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.settings)
}

// Reset forgets orders, rules, bans, counts and pushes. Apps, accounts, tokens
// and products stay.
func (s *Sim) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders, s.asked, s.rules, s.pushes = nil, nil, nil, nil
	s.bans, s.rates, s.calls = map[string]time.Time{}, map[string]rate{}, map[string]*Count{}
}

func (s *Sim) putProduct(p Product) {
	for i, known := range s.products {
		if known.ID == p.ID {
			s.products[i] = &p
			return
		}
	}
	s.products = append(s.products, &p)
}

func (s *Sim) putAccount(a Account) {
	s.accounts[a.ID] = &a
	if a.AccessToken != "" {
		s.tokens.grant(a, s.now())
	}
}

func (s *Sim) requestID() string {
	return fmt.Sprintf("21%022d", s.random.Uint64())
}
