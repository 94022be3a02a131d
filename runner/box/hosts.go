package box

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"bothends/runner/link"
)

// The hosts of a box with a link: see [Spec]. A worker that says nothing is on
// the first.
const (
	ServerHost = iota
	ClientHost
)

// The hosts' addresses are those that are set aside for examples, RFC 5737 and
// RFC 3849, so that nobody takes them for a real machine's.
var (
	hostIPv4 = [link.Hosts]netip.Addr{ServerHost: netip.AddrFrom4([4]byte{192, 0, 2, 1}), ClientHost: netip.AddrFrom4([4]byte{192, 0, 2, 2})}
	hostIPv6 = [link.Hosts]netip.Addr{ServerHost: documentationAddress(1), ClientHost: documentationAddress(2)}
)

// documentationAddress is 2001:db8::n.
func documentationAddress(n byte) netip.Addr {
	return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 15: n})
}

// The networks that the hosts are in: 192.0.2.0/24 and 2001:db8::/64.
const (
	prefixIPv4 = 24
	prefixIPv6 = 64
)

// HostAddresses lists the addresses of both hosts.
func HostAddresses() []netip.Addr {
	return slices.Concat(hostIPv4[:], hostIPv6[:])
}

// HostOf returns the host that has an address; ok is false for any other, such as a loopback's.
func HostOf(a netip.Addr) (host int, ok bool) {
	for host := range link.Hosts {
		if a == hostIPv4[host] || a == hostIPv6[host] {
			return host, true
		}
	}
	return 0, false
}

// HostNames are the names by which workers find the hosts.
func HostNames() map[string]netip.Addr {
	return map[string]netip.Addr{
		"server": hostIPv4[ServerHost], "ip6-server": hostIPv6[ServerHost],
		"client": hostIPv4[ClientHost], "ip6-client": hostIPv6[ClientHost],
	}
}

// hostLines are what a box with a link adds to /etc/hosts.
func hostLines() string {
	names := HostNames()
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&lines, "%-11s %s\n", names[name], name)
	}
	return lines.String()
}
