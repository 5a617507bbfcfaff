package safedial

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Options of a client. The zero value is the strict one, with usable waits.
type Options struct {
	// AllowLoopback lets the local stack be reached, by https and plain http.
	AllowLoopback bool
	// Timeout bounds one call with its body; 45 s when zero, because shared
	// hosts are slow and a cut write leaves its outcome unknown.
	Timeout time.Duration
	// Resolver replaces the system's resolver.
	Resolver *net.Resolver
}

const (
	defaultTimeout = 45 * time.Second
	connectTimeout = 10 * time.Second
	maxHeaderBytes = 1 << 20
)

// NewClient gives an HTTP client that keeps the package's promises.
func NewClient(opts Options) *http.Client {
	timeout := opts.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return &http.Client{
		Transport:     NewTransport(opts),
		CheckRedirect: sameHost,
		Timeout:       timeout,
	}
}

// NewTransport gives the round tripper alone, for callers with their own
// redirect rule.
func NewTransport(opts Options) http.RoundTripper {
	t := &transport{allowLoopback: opts.AllowLoopback, secure: newHTTP(opts, func(a netip.Addr) error {
		return Check(a, opts.AllowLoopback)
	})}
	// Plain http is for the local stack only, so its connections must end on
	// loopback whatever the name resolves to.
	t.plain = newHTTP(opts, func(a netip.Addr) error {
		if opts.AllowLoopback && a.WithZone("").Unmap().IsLoopback() {
			return nil
		}
		return ErrForbiddenAddress
	})
	return t
}

type transport struct {
	allowLoopback bool
	secure, plain *http.Transport
}

// RoundTrip refuses what may not be called and passes on the rest.
//
//nolint:wrapcheck // a round tripper hands its errors on as they are
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case req.URL.User != nil, req.URL.Hostname() == "":
	case req.URL.Scheme == "https":
		return t.secure.RoundTrip(req)
	case req.URL.Scheme == "http" && t.allowLoopback:
		return t.plain.RoundTrip(req)
	}
	if req.Body != nil {
		_ = req.Body.Close() // a round tripper must close it; nothing was sent
	}
	return nil, ErrForbiddenURL
}

// CloseIdleConnections lets http.Client close both pools.
func (t *transport) CloseIdleConnections() {
	t.secure.CloseIdleConnections()
	t.plain.CloseIdleConnections()
}

func newHTTP(opts Options, check func(netip.Addr) error) *http.Transport {
	dialer := &net.Dialer{
		Timeout:  connectTimeout,
		Resolver: opts.Resolver,
		// ControlContext runs per address, after resolving, before connecting.
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			return checkEndpoint(address, check)
		},
	}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    connectTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

func checkEndpoint(address string, check func(netip.Addr) error) error {
	endpoint, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: not an address and port", ErrForbiddenAddress)
	}
	return check(endpoint.Addr())
}

// sameHost follows up to three redirects that stay on scheme, host and port.
func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if req.URL.Scheme != first.Scheme || req.URL.Host != first.Host || len(via) > 3 {
		return ErrRedirect
	}
	return nil
}
