package wix

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Options say how the simulated Wix behaves. The zero value is Wix as
// documented, for an app whose id is "app" and whose secret is "secret".
type Options struct {
	AppID, AppSecret string
	// Key signs the webhooks; one is made if there is none.
	Key *rsa.PrivateKey
	// Callback is where webhooks go. None are sent without it.
	Callback string
	// Sites have the app installed from the start.
	Sites []string
	// Seed makes the goods, people and ids of the orders.
	Seed uint64
	Now  func() time.Time

	PerMinute     int           // calls of one site, 200
	TokenLife     time.Duration // 4 hours
	SearchLag     time.Duration // how far the search is behind the truth
	Hang          time.Duration // how long a hanging call hangs, 30 seconds
	AnswerTime    time.Duration // how soon a webhook must be answered, 1250 ms
	RetryScale    float64       // shortens the waits between a webhook's repeats, 1
	NoRetries     bool
	NumbersUnique bool // a tracking number exists once a site, not once an order
	QuietUpdates  bool // a changed number mails nobody
	HTTP          *http.Client
}

func (o Options) withDefaults() Options {
	if o.AppID == "" {
		o.AppID, o.AppSecret = "app", "secret"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	setDefault(&o.PerMinute, 200)
	setDefault(&o.TokenLife, 4*time.Hour)
	setDefault(&o.Hang, 30*time.Second)
	setDefault(&o.AnswerTime, 1250*time.Millisecond)
	setDefault(&o.RetryScale, 1)
	return o
}

func setDefault[T comparable](v *T, standard T) {
	var zero T
	if *v == zero {
		*v = standard
	}
}

// Sim is a simulated Wix. It is safe for concurrent use.
type Sim struct {
	opts Options
	mux  *http.ServeMux
	wake chan struct{} // something may be due

	mu       sync.Mutex
	rng      *mathrand.Rand
	sites    map[string]*site
	tokens   map[string]token
	faults   []Fault
	mischief Mischief
	outbox   []delivery
	mails    []Mail
	counters Counters
	requests int
}

// site is one shop with the app.
type site struct {
	id           string
	installed    bool
	shippingMail bool
	orders       []*record
	nextNumber   int
	calls        []time.Time // of the last minute
}

// New makes a simulated Wix with the sites of the options.
func New(opts Options) (*Sim, error) {
	opts = opts.withDefaults()
	if opts.Key == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, fmt.Errorf("wix sim: %w", err)
		}
		opts.Key = key
	}
	s := &Sim{
		opts: opts, wake: make(chan struct{}, 1),
		rng:   mathrand.New(mathrand.NewPCG(opts.Seed, 0x5749)),
		sites: map[string]*site{}, tokens: map[string]token{},
		counters: Counters{Calls: map[string]map[int]int{}},
	}
	for _, id := range opts.Sites {
		s.sites[id] = newSite(id)
	}
	s.mux = http.NewServeMux()
	s.routes()
	s.controls()
	return s, nil
}

func newSite(id string) *site {
	return &site{id: id, installed: true, shippingMail: true, nextNumber: 10001}
}

// ServeHTTP is Wix's interface and the director's.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Counters are what has been asked of the simulator so far.
type Counters struct {
	Calls     map[string]map[int]int `json:"calls"` // operation, status; 0 is a call cut off
	Delivered int                    `json:"delivered"`
	Failed    int                    `json:"failed"` // attempts not answered with 200 in time
	GivenUp   int                    `json:"givenUp"`
	Dropped   int                    `json:"dropped"`
	Waiting   int                    `json:"waiting"`
}

// Counters are what has been asked of the simulator so far.
func (s *Sim) Counters() Counters {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counters
	c.Waiting = len(s.outbox)
	c.Calls = make(map[string]map[int]int, len(s.counters.Calls))
	for op, by := range s.counters.Calls {
		c.Calls[op] = maps.Clone(by)
	}
	return c
}

func (s *Sim) count(op string, status int) {
	if s.counters.Calls[op] == nil {
		s.counters.Calls[op] = map[int]int{}
	}
	s.counters.Calls[op][status]++
}

// guid makes an id from the seed.
func (s *Sim) guid() string {
	a, b := s.rng.Uint64(), s.rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, 0x8000|b>>48&0x3fff, b&0xffffffffffff)
}
