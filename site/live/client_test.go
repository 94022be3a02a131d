package live

import (
	"net/netip"
	"strings"
	"testing"
)

func TestClientOf(t *testing.T) {
	const near, far = "10.0.0.0/8", "2001:db8:f::/48"
	tests := []struct {
		remote  string
		trusted []string
		header  string
		values  []string
		want    string
	}{
		{remote: "192.0.2.1:1234", want: "192.0.2.1/32"},
		{remote: "[2001:db8:1:2:3:4:5:6]:1234", want: "2001:db8:1:2::/64"},
		{remote: "[fe80::1%eth0]:1234", want: "fe80::/64"},
		{remote: "[::ffff:192.0.2.1]:1234", want: "192.0.2.1/32"},
		{remote: "@", want: "invalid Prefix"},

		// Nobody is trusted, or this one is not.
		{remote: "192.0.2.1:1", values: []string{"198.51.100.7"}, want: "192.0.2.1/32"},
		{remote: "192.0.2.1:1", trusted: []string{near}, values: []string{"198.51.100.7"}, want: "192.0.2.1/32"},

		{remote: "10.0.0.1:1", trusted: []string{near}, want: "10.0.0.1/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"198.51.100.7"}, want: "198.51.100.7/32"},
		{remote: "[::ffff:10.0.0.1]:1", trusted: []string{near}, values: []string{"198.51.100.7"}, want: "198.51.100.7/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"2001:db8:1:2:3:4:5:6"}, want: "2001:db8:1:2::/64"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"[2001:db8:1:2:3:4:5:6]:99"}, want: "2001:db8:1:2::/64"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"198.51.100.7:99"}, want: "198.51.100.7/32"},

		// What a reader sends himself stands before, and is passed over.
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"203.0.113.9, 198.51.100.7"}, want: "198.51.100.7/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"203.0.113.9", "198.51.100.7"}, want: "198.51.100.7/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"10.0.0.9, 198.51.100.7"}, want: "198.51.100.7/32"},

		// One proxy behind the other.
		{remote: "10.0.0.1:1", trusted: []string{near, far}, values: []string{"203.0.113.9, 198.51.100.7, 2001:db8:f::1, 10.0.0.2"}, want: "198.51.100.7/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"198.51.100.7, 2001:db8:f::1, 10.0.0.2"}, want: "2001:db8:f::/64"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"10.0.0.3, 10.0.0.2"}, want: "10.0.0.3/32"},

		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"unknown"}, want: "10.0.0.1/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, values: []string{"198.51.100.7, "}, want: "10.0.0.1/32"},

		// RFC 7239, and the header that nobody here writes.
		{remote: "10.0.0.1:1", trusted: []string{near}, header: "Forwarded", values: []string{`for=198.51.100.7;proto=https`}, want: "198.51.100.7/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, header: "Forwarded", values: []string{`For="[2001:db8:1:2:3:4:5:6]:99"`}, want: "2001:db8:1:2::/64"},
		{remote: "10.0.0.1:1", trusted: []string{near}, header: "Forwarded", values: []string{`for=203.0.113.9, by=10.0.0.2;for=198.51.100.7`, `for=10.0.0.2`}, want: "198.51.100.7/32"},
		{remote: "10.0.0.1:1", trusted: []string{near}, header: "Forwarded", values: []string{`for=198.51.100.7, for=_hidden`}, want: "10.0.0.1/32"},
	}
	for _, test := range tests {
		var networks []netip.Prefix
		for _, n := range test.trusted {
			networks = append(networks, netip.MustParsePrefix(n))
		}
		p, err := newProxies(networks, test.header)
		if err != nil {
			t.Fatal(err)
		}
		r := request("POST", "/run", "")
		r.RemoteAddr = test.remote
		r.Header[p.header] = test.values
		for _, other := range []string{xForwardedFor, forwarded} {
			if other != p.header {
				r.Header[other] = []string{"203.0.113.66", "for=203.0.113.66"}
			}
		}
		if got := netip.Prefix(p.clientOf(r)).String(); got != test.want {
			t.Errorf("from %s, trusted %v, %s: %s: %s; want %s",
				test.remote, test.trusted, p.header, strings.Join(test.values, "; "), got, test.want)
		}
	}
	for _, wrong := range []proxies{{header: "X-Real-IP"}, {networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/8")}}} {
		if _, err := newProxies(wrong.networks, wrong.header); err == nil {
			t.Errorf("%+v is accepted", wrong)
		}
	}
}
