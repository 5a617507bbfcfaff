package woocommerce

import (
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

const (
	perPage      = 100
	maxPages     = 20
	maxBody      = 12 << 20
	maxRedirects = 3
)

// Config is what a [Client] needs of one store.
type Config struct {
	// Address is the store's, as [NormalAddress] gives it.
	Address string
	// Key and Secret are a REST key: ck_… and cs_….
	Key, Secret string
	// Access is what an earlier client found out; the zero value finds out anew.
	Access Access
	// HTTP makes the calls. It must refuse private addresses itself
	// (package safedial); its redirect rule is replaced by this package's.
	HTTP *http.Client
	// MaxBody bounds an answer's size; 12 MB when zero.
	MaxBody int64
	// Now is the clock, for waits given as a date.
	Now func() time.Time
}

// Client calls one store.
type Client struct {
	address     string
	key, secret string
	http        *http.Client
	maxBody     int64
	now         func() time.Time

	mu     sync.Mutex
	access Access
	noise  string
}

// NewClient gives a client for one store.
func NewClient(cfg Config) (*Client, error) {
	u, err := url.Parse(cfg.Address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || cfg.HTTP == nil || cfg.Now == nil {
		return nil, ErrAddress
	}
	if u.Scheme != "https" && !isLoopback(u.Hostname()) {
		return nil, ErrAddress
	}
	c := &Client{
		address: cfg.Address, key: cfg.Key, secret: cfg.Secret,
		maxBody: cfg.MaxBody, now: cfg.Now, access: cfg.Access,
	}
	if c.maxBody == 0 {
		c.maxBody = maxBody
	}
	own := *cfg.HTTP
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.http = &own
	return c, nil
}

// Access is what the client knows by now of how the store can be talked to.
func (c *Client) Access() Access {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.access
}

// Noise says what the store printed around its answers lately ("" when they
// were clean): PHP warnings or a byte order mark. It works, and the merchant
// should know.
func (c *Client) Noise() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.noise
}

func (c *Client) learn(a Access) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.access = a
}

func (c *Client) heard(noise string) {
	if noise == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noise = noise
}

// query builds parameters from pairs of name and value.
func query(pairs ...any) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case string:
			q.Set(name, v)
		case int:
			q.Set(name, strconv.Itoa(v))
		}
	}
	return q
}

func orderPath(id string) string { return "/wc/v3/orders/" + url.PathEscape(id) }
