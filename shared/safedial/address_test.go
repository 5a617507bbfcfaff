package safedial_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/safedial"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const public, loopback, never = "public", "loopback", "never"
	tests := []struct{ name, addr, want string }{
		{"public v4", "93.184.216.34", public},
		{"public v6", "2606:2800:220:1:248:1893:25c8:1946", public},
		{"public v4 mapped into v6", "::ffff:93.184.216.34", public},
		{"public v4 behind NAT64", "64:ff9b::5db8:d822", public},
		{"loopback", "127.0.0.1", loopback},
		{"loopback by another number", "127.8.9.10", loopback},
		{"loopback v6", "::1", loopback},
		{"loopback mapped", "::ffff:127.0.0.1", loopback},
		{"loopback behind NAT64", "64:ff9b::7f00:1", never},
		{"loopback as IPv4-compatible", "::7f00:1", never},
		{"private 10", "10.0.0.1", never},
		{"private 172", "172.31.255.255", never},
		{"private 192", "192.168.1.1", never},
		{"private mapped", "::ffff:10.0.0.1", never},
		{"private behind NAT64", "64:ff9b::a00:1", never},
		{"private by 6to4", "2002:a00:1::1", never},
		{"Teredo", "2001:0:a00:1::1", never},
		{"link local and cloud metadata", "169.254.169.254", never},
		{"metadata mapped", "::ffff:169.254.169.254", never},
		{"container credentials", "169.254.170.2", never},
		{"metadata v6", "fd00:ec2::254", never},
		{"link local v6", "fe80::1", never},
		{"link local v6 with zone", "fe80::1%eth0", never},
		{"unique local", "fc00::1", never},
		{"site local", "fec0::1", never},
		{"this host", "0.0.0.0", never},
		{"this network", "0.1.2.3", never},
		{"unspecified v6", "::", never},
		{"CGNAT first", "100.64.0.1", never},
		{"CGNAT last", "100.127.255.254", never},
		{"just below CGNAT", "100.63.255.255", public},
		{"just above CGNAT", "100.128.0.1", public},
		{"multicast", "224.0.0.1", never},
		{"multicast v6", "ff02::1", never},
		{"broadcast", "255.255.255.255", never},
		{"benchmark", "198.19.0.1", never},
		{"documentation", "203.0.113.9", never},
		{"documentation v6", "2001:db8::1", never},
		{"discard", "100::1", never},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			addr := netip.MustParseAddr(tt.addr)
			strict, local := safedial.Check(addr, false), safedial.Check(addr, true)
			switch tt.want {
			case public:
				require.NoError(t, strict)
				require.NoError(t, local)
			case loopback:
				require.ErrorIs(t, strict, safedial.ErrForbiddenAddress)
				require.NoError(t, local)
			default:
				require.ErrorIs(t, strict, safedial.ErrForbiddenAddress)
				require.ErrorIs(t, local, safedial.ErrForbiddenAddress)
			}
		})
	}
}

func TestCheckInvalid(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, safedial.Check(netip.Addr{}, true), safedial.ErrForbiddenAddress)
}
