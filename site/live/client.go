package live

import (
	"net/http"
	"net/netip"
	"strings"
)

// A client is whom a request counts for: an IPv4 address, or the 64 bits of an
// IPv6 address that a provider gives to one customer. Those whose address is
// not known count as one.
type client netip.Prefix

// clientOf is who sent the request. The server's own word is the other end of
// the connection. Only where a proxy of ours is that end does its header tell
// more: the last address in it, which is the one that the proxy itself has
// added; what stands before is whatever was sent to it.
func clientOf(r *http.Request, trustForwarded bool) client {
	if trustForwarded {
		values := r.Header.Values("X-Forwarded-For")
		all := strings.Split(strings.Join(values, ","), ",")
		if c, ok := parseClient(strings.TrimSpace(all[len(all)-1])); ok {
			return c
		}
	}
	c, _ := parseClient(r.RemoteAddr)
	return c
}

// parseClient reads an address, with a port or without.
func parseClient(text string) (client, bool) {
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if withPort, porterr := netip.ParseAddrPort(text); porterr == nil {
		address, err = withPort.Addr(), nil
	}
	if err != nil {
		return client{}, false
	}
	address = address.Unmap().WithZone("")
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	prefix, err := address.Prefix(bits)
	return client(prefix), err == nil
}
