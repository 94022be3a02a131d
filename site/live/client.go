package live

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// A client is whom a request counts for: an IPv4 address, or the 64 bits of an
// IPv6 address that a provider gives to one customer. Those whose address is
// not known count as one.
type client netip.Prefix

// proxies are those between readers and this server whose word is taken for whom
// they speak for.
type proxies struct {
	networks []netip.Prefix
	header   string // which all of them write; another one's content is whatever was sent to them
}

// The headers in which proxies say for whom they speak.
const (
	xForwardedFor = "X-Forwarded-For"
	forwarded     = "Forwarded" // RFC 7239
)

// newProxies checks what was written of them.
func newProxies(networks []netip.Prefix, header string) (proxies, error) {
	if header == "" {
		header = xForwardedFor
	}
	header = http.CanonicalHeaderKey(header)
	if header != xForwardedFor && header != forwarded {
		return proxies{}, fmt.Errorf("proxies write a reader's address into %s or %s, not into %q", xForwardedFor, forwarded, header)
	}
	for i, n := range networks {
		if !n.IsValid() || n != n.Masked() {
			return proxies{}, fmt.Errorf("trusted proxy %d, %s: write a network, such as 10.0.0.0/8, or an address with /32", i+1, n)
		}
	}
	return proxies{networks, header}, nil
}

func (p proxies) trust(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return slices.ContainsFunc(p.networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// clientOf is who sent the request. The server's own word is the other end of
// the connection. Where that is a trusted proxy, the last address in its header is
// whom it has heard; where that is another trusted proxy, the one before; and so on.
// What stands before the first who is not trusted is whatever he sent.
func (p proxies) clientOf(r *http.Request) client {
	hop, ok := parseAddress(r.RemoteAddr)
	if !ok {
		return client{}
	}
	if p.trust(hop) {
		for _, text := range slices.Backward(p.hops(r.Header)) {
			before, ok := parseAddress(text)
			if !ok {
				break // what it heard has no address: it counts for the proxy
			}
			if hop = before; !p.trust(hop) {
				break
			}
		}
	}
	return clientAt(hop)
}

// hops are the addresses in the header, the latest last.
func (p proxies) hops(h http.Header) (all []string) {
	for element := range strings.SplitSeq(strings.Join(h.Values(p.header), ","), ",") {
		if p.header == forwarded {
			element = forwardedFor(element)
		}
		all = append(all, strings.TrimSpace(element))
	}
	return all
}

// forwardedFor is the parameter "for" of one element of a header Forwarded. A comma or a
// semicolon in a quoted string would be misread, and is in no address.
func forwardedFor(element string) string {
	for pair := range strings.SplitSeq(element, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, "for") {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// parseAddress reads an address, with a port or without.
func parseAddress(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if withPort, porterr := netip.ParseAddrPort(text); porterr == nil {
		address, err = withPort.Addr(), nil
	}
	return address.Unmap().WithZone(""), err == nil
}

// clientAt is the client with that address.
func clientAt(a netip.Addr) client {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return client{}
	}
	return client(prefix)
}
