package live

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"bothends/site/page"
)

// policy is the Content-Security-Policy of every answer.
var policy = page.Policy{}.Header()

// refused are the browser features that no page of a book needs.
const refused = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

// setHeaders puts on an answer what every answer carries.
func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", refused)
	// Not no-referrer: under that a browser sends "Origin: null" with a form,
	// and the check of origins could not tell the book's own pages from others.
	h.Set("Referrer-Policy", "same-origin")
}

// checkHost refuses requests that were sent to another name than one of ours.
// Such a request comes from a page whose host name was made to resolve to this
// machine (DNS rebinding): for the browser that page and this server are one
// origin, so no other check would notice it.
//
// Ours are the address at which the connection arrived and localhost, both
// with its port, and the names in allowed, with any port.
func checkHost(r *http.Request, allowed []string) error {
	name, port := r.Host, ""
	if h, p, err := net.SplitHostPort(r.Host); err == nil {
		name, port = h, p
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	for _, a := range allowed {
		if strings.EqualFold(name, a) {
			return nil
		}
	}
	local, ok := localAddress(r)
	if !ok {
		return fmt.Errorf("this server does not go by the name %q", r.Host)
	}
	if port == "" {
		port = "80"
		if r.TLS != nil {
			port = "443"
		}
	}
	if port == fmt.Sprint(local.Port()) {
		if strings.EqualFold(name, "localhost") {
			return nil
		}
		if ip, err := netip.ParseAddr(name); err == nil && ip.Unmap() == local.Addr().Unmap() {
			return nil
		}
	}
	return fmt.Errorf("this server does not go by the name %q; open %s://%s/ instead", r.Host, scheme(r.TLS != nil), local)
}

func scheme(secure bool) string {
	if secure {
		return "https"
	}
	return "http"
}

// localAddress is this end of the connection that the request came by.
func localAddress(r *http.Request) (netip.AddrPort, bool) {
	a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return netip.AddrPort{}, false
	}
	ap, err := netip.ParseAddrPort(a.String())
	return ap, err == nil
}
