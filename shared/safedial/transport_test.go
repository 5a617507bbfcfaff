package safedial_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/safedial"
)

func get(t *testing.T, client *http.Client, address string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func counted(t *testing.T, h http.HandlerFunc) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var hits atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv, &hits
}

func TestLoopbackOnlyWithTheSwitch(t *testing.T) {
	t.Parallel()
	srv, hits := counted(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "local") })

	_, err := get(t, safedial.NewClient(safedial.Options{}), srv.URL)
	require.ErrorIs(t, err, safedial.ErrForbiddenURL)
	_, err = get(t, safedial.NewClient(safedial.Options{}), strings.Replace(srv.URL, "http:", "https:", 1))
	require.ErrorIs(t, err, safedial.ErrForbiddenAddress)
	require.Zero(t, hits.Load())

	body, err := get(t, safedial.NewClient(safedial.Options{AllowLoopback: true}), srv.URL)
	require.NoError(t, err)
	require.Equal(t, "local", body)
}

func TestRefusedAddressesAreNeverConnected(t *testing.T) {
	t.Parallel()
	client := safedial.NewClient(safedial.Options{AllowLoopback: true})
	for _, host := range []string{
		"10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
		"[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[::ffff:10.0.0.1]", "[64:ff9b::a9fe:a9fe]",
	} {
		for _, scheme := range []string{"https://", "http://"} {
			start := time.Now()
			_, err := get(t, client, scheme+host+"/latest/meta-data/")
			require.ErrorIs(t, err, safedial.ErrForbiddenAddress, "%s%s", scheme, host)
			require.Less(t, time.Since(start), 5*time.Second, "refused without a connection attempt")
		}
	}
}

func TestPlainHTTPToThePublicInternetIsRefusedEvenWithTheSwitch(t *testing.T) {
	t.Parallel()
	dns := &names{answers: []netip.Addr{netip.MustParseAddr("93.184.216.34")}}
	client := safedial.NewClient(safedial.Options{AllowLoopback: true, Resolver: dns.resolver()})
	_, err := get(t, client, "http://shop.example/")
	require.ErrorIs(t, err, safedial.ErrForbiddenAddress)
}

func TestUserInformationIsRefused(t *testing.T) {
	t.Parallel()
	_, err := get(t, safedial.NewClient(safedial.Options{}), "https://ck:cs@shop.example/")
	require.ErrorIs(t, err, safedial.ErrForbiddenURL)
}

// The first look at the name gives a public address, the connection's own look
// gives loopback: what counts is the address that is connected to.
func TestNameThatChangesBetweenCheckAndConnection(t *testing.T) {
	t.Parallel()
	srv, hits := counted(t, func(http.ResponseWriter, *http.Request) {})
	_, port, err := net.SplitHostPort(strings.TrimPrefix(srv.URL, "http://"))
	require.NoError(t, err)

	dns := &names{answers: []netip.Addr{netip.MustParseAddr("93.184.216.34"), netip.MustParseAddr("127.0.0.1")}}
	resolver := dns.resolver()
	seen, err := resolver.LookupNetIP(t.Context(), "ip4", "shop.example.")
	require.NoError(t, err)
	require.NoError(t, safedial.Check(seen[0].Unmap(), false), "the check of the name alone passes")

	client := safedial.NewClient(safedial.Options{Resolver: resolver})
	_, err = get(t, client, "https://shop.example.:"+port+"/")
	require.ErrorIs(t, err, safedial.ErrForbiddenAddress)
	require.Equal(t, 2, dns.asked)
	require.Zero(t, hits.Load())

	// With the switch the very same name is connected to: the refusal was ours.
	local := safedial.NewClient(safedial.Options{Resolver: resolver, AllowLoopback: true})
	_, err = get(t, local, "http://shop.example.:"+port+"/")
	require.NoError(t, err)
	require.Equal(t, int64(1), hits.Load())
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	other, otherHits := counted(t, func(http.ResponseWriter, *http.Request) {})
	srv, _ := counted(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/same":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, other.URL+"/", http.StatusFound)
		case "/private":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusMovedPermanently)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			_, _ = io.WriteString(w, "end")
		}
	})
	client := safedial.NewClient(safedial.Options{AllowLoopback: true})
	body, err := get(t, client, srv.URL+"/same")
	require.NoError(t, err)
	require.Equal(t, "end", body)
	for _, path := range []string{"/elsewhere", "/private", "/loop"} {
		_, err = get(t, client, srv.URL+path)
		require.ErrorIs(t, err, safedial.ErrRedirect, path)
	}
	require.Zero(t, otherHits.Load())

	// A caller that follows redirects anyway still cannot be led to a private address.
	loose := &http.Client{Transport: safedial.NewTransport(safedial.Options{AllowLoopback: true})}
	_, err = get(t, loose, srv.URL+"/private")
	require.ErrorIs(t, err, safedial.ErrForbiddenAddress)
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy, hits := counted(t, func(http.ResponseWriter, *http.Request) {})
	proxyURL, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	t.Setenv("HTTPS_PROXY", proxyURL.String())
	t.Setenv("HTTP_PROXY", proxyURL.String())
	dns := &names{answers: []netip.Addr{netip.MustParseAddr("10.0.0.9")}}
	_, err = get(t, safedial.NewClient(safedial.Options{Resolver: dns.resolver()}), "https://shop.example/")
	require.ErrorIs(t, err, safedial.ErrForbiddenAddress)
	require.Zero(t, hits.Load())
}

func TestCertificatesAreChecked(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(srv.Close)
	_, err := get(t, safedial.NewClient(safedial.Options{AllowLoopback: true}), srv.URL)
	var unknown *tls.CertificateVerificationError
	require.ErrorAs(t, err, &unknown)
}
