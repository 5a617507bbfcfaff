package safedial

import (
	"errors"
	"net/netip"
)

// ErrForbiddenAddress says that a name led to an address that merchants'
// input must not reach. The address itself is kept out of the text: it would
// tell a stranger what our resolver sees.
var ErrForbiddenAddress = errors.New("safedial: address is not on the public internet")

// ErrForbiddenURL says that a URL was refused before its name was resolved.
var ErrForbiddenURL = errors.New("safedial: only https addresses without user information are called")

// ErrRedirect says that an answer pointed to another host or to plain http.
var ErrRedirect = errors.New("safedial: redirect to another host refused")

// Check reports whether a connection to addr may be made. Loopback is allowed
// only with the switch; everything else that is not globally routable never.
func Check(addr netip.Addr, allowLoopback bool) error {
	addr = addr.WithZone("").Unmap()
	if addr.IsLoopback() && allowLoopback {
		return nil
	}
	if !public(addr) {
		return ErrForbiddenAddress
	}
	return nil
}

func public(addr netip.Addr) bool {
	if !addr.IsValid() || !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return false
	}
	if addr.Is4() {
		return !within(addr, reserved4())
	}
	if inner, ok := translated(addr); ok {
		return public(inner)
	}
	// Only 2000::/3 is handed out for the public internet.
	return netip.PrefixFrom(netip.AddrFrom16([16]byte{0x20}), 3).Contains(addr) && !within(addr, reserved6())
}

// translated gives the IPv4 address that NAT64 would connect to.
func translated(addr netip.Addr) (netip.Addr, bool) {
	if !netip.MustParsePrefix("64:ff9b::/96").Contains(addr) {
		return netip.Addr{}, false
	}
	raw := addr.As16()
	return netip.AddrFrom4([4]byte(raw[12:])), true
}

func within(addr netip.Addr, prefixes []string) bool {
	for _, p := range prefixes {
		if netip.MustParsePrefix(p).Contains(addr) {
			return true
		}
	}
	return false
}

// reserved4 are the IPv4 blocks that netip calls global unicast and not
// private, but which lead nowhere public.
func reserved4() []string {
	return []string{
		"0.0.0.0/8",       // this network; reaches the own host on Linux
		"100.64.0.0/10",   // carrier-grade NAT, used inside clouds
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // old 6to4 relays
		"198.18.0.0/15",   // benchmarks
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved, broadcast
	}
}

// reserved6 are blocks within 2000::/3 that lead nowhere public, or that carry
// an IPv4 address of the sender's choice inside.
func reserved6() []string {
	return []string{
		"2001::/23",     // Teredo, ORCHID and other protocol assignments
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4, carries an IPv4 address
		"3fff::/20",     // documentation
	}
}
