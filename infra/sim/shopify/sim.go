package shopify

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// Options makes a Sim. The zero value is useful.
type Options struct {
	// Now is the clock; nil means time.Now. Control calls can move it ahead.
	Now func() time.Time
	// AllowHTTP accepts webhook addresses that are plain http, as long as they are loopback. The real shop never does.
	AllowHTTP bool
	// RetryBase is the wait before the first repeat of a failed delivery; it doubles. 0 means a minute, which spreads
	// eight repeats over four hours as the real shop does.
	RetryBase time.Duration
	// HTTP delivers the webhooks; nil means a client that gives up after five seconds.
	HTTP *http.Client
	// Hang is how long a faulty call that "hangs" keeps the caller waiting at most; 0 means a minute.
	Hang time.Duration
}

// Sim is any number of shops and apps behind one handler. It is safe for concurrent use.
type Sim struct {
	opts   Options
	schema *ast.Schema
	mux    *http.ServeMux

	mu      sync.Mutex
	ahead   time.Duration
	ids     ids
	shops   map[string]*shop
	apps    map[string]*app
	faults  []*Fault
	calls   map[string]int
	rules   Rules
	queue   []*delivery
	log     []Delivered
	counted int
	eventID string
	wake    chan struct{}
}

// New makes a simulator without shops. It fails only when the embedded schema is damaged.
func New(opts Options) (*Sim, error) {
	loaded, err := loadSchema()
	if err != nil {
		return nil, fmt.Errorf("shopify simulator: %w", err)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.RetryBase == 0 {
		opts.RetryBase = time.Minute
	}
	if opts.Hang == 0 {
		opts.Hang = time.Minute
	}
	if opts.HTTP == nil {
		opts.HTTP = &http.Client{Timeout: 5 * time.Second}
	}
	s := &Sim{opts: opts, schema: loaded, wake: make(chan struct{}, 1)}
	s.clear()
	s.mux = s.routes()
	return s, nil
}

// clear forgets everything.
func (s *Sim) clear() {
	s.shops, s.apps, s.calls = map[string]*shop{}, map[string]*app{}, map[string]int{}
	s.faults, s.queue, s.log, s.rules, s.counted, s.ahead = nil, nil, nil, Rules{}, 0, 0
	s.ids = newIDs()
}

// ServeHTTP serves the shops' interfaces and the control interface.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// now is the simulated time, in UTC.
func (s *Sim) now() time.Time { return s.opts.Now().Add(s.ahead).UTC() }

// act runs one action of a merchant, a customer or an app under the lock. All deliveries that it causes share an event.
func (s *Sim) act(do func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.eventID = newUUID()
	err := do()
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return err
}
