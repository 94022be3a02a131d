//go:build amd64 || arm64

package box

import (
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Lines as proc(5) has them.
func TestParseSocketTables(t *testing.T) {
	tests := []struct {
		name, line string
		parse      func(string) (string, Listening, bool)
		want       string // inode, network and address; empty if it is no listener
	}{
		{"IPv4 listener", "   0: 0100007F:0007 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0", parseTCP, "4711 tcp 127.0.0.1:7"},
		{"IPv4 connection", "   1: 0100007F:0007 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1", parseTCP, ""},
		{"IPv6 listener", "   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1", parseTCP, "99 tcp [::1]:8080"},
		{"bound datagram socket", "  10: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5 2", parseUDP, "5 udp 0.0.0.0:53"},
		{"datagram client", "  10: 00000000:C001 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5 2", parseUDP, ""},
		{"UNIX listener", "0000000000000000: 00000002 00000000 00010000 0001 01 321 /tmp/echo", parseUnix, "321 unix /tmp/echo"},
		{"UNIX connection", "0000000000000000: 00000003 00000000 00000000 0001 03 322 /tmp/echo", parseUnix, ""},
		{"UNIX datagram socket", "0000000000000000: 00000002 00000000 00000000 0002 01 323 @name", parseUnix, "323 unix @name"},
		{"heading", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", parseTCP, ""},
		{"nonsense", "0: zz:0 0 0A 0 0 0 0 0 0 0", parseTCP, ""},
	}
	for _, test := range tests {
		got := ""
		if inode, l, ok := test.parse(test.line); ok {
			got = inode + " " + l.Network + " " + l.Address
		}
		if got != test.want {
			t.Errorf("%s: %q; want %q", test.name, got, test.want)
		}
	}
}

// A table that changes while it is read shows a socket twice.
func TestListenersOnce(t *testing.T) {
	seven, eight := Listening{Network: "tcp", Address: "127.0.0.1:7"}, Listening{Network: "tcp", Address: "127.0.0.1:8"}
	ls := listeners{byInode: map[string]Listening{}}
	ls.add("31", seven)
	ls.add("32", eight)
	ls.add("31", seven)
	if want := []string{"31", "32"}; !slices.Equal(ls.order, want) || ls.byInode["31"] != seven {
		t.Errorf("order %v; want %v", ls.order, want)
	}
}

// Sockets count from when they get an address until nobody has them any more, also
// while they wait to be accepted.
func TestCountSockets(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		const tries = 5 // sockets of other processes end meanwhile, of a browser many at once
		said := ""
		for try := range tries {
			if said = countsSockets(t, address); said == "" {
				break
			}
			t.Logf("try %d: %s", try+1, said)
		}
		if said != "" {
			t.Error(said)
		}
	}
}

// countsSockets opens connections and counts; it says what is missing.
func countsSockets(t *testing.T, address string) string {
	const connections = 40
	counter := newSocketCounter("/proc/self/net")
	before := counter.count()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Logf("not tested: %v", err)
		return ""
	}
	defer l.Close()
	for range connections {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		d, err := net.ListenPacket("udp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
	}
	now := counter.count()
	const others = 5 // may end meanwhile
	if now.all-before.all < 3*connections-others || now.tcp-before.tcp < 2*connections-others || now.udp-before.udp < connections-others {
		return fmt.Sprintf("%s: %+v, with %d connections that nobody accepted, and as many datagram sockets; %+v without", address, now, connections, before)
	}
	return ""
}

// A name is told as it is, whatever bytes it is of.
func TestUnixName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "\xff\n")
	for _, name := range []string{path, "@both ends\x00", "@both ends\x00\xff\x00inside", "@" + strings.Repeat("x", 107)} {
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		raw, err := l.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		raw.Control(func(fd uintptr) {
			if got, ok := unixListening(int(fd)); got != name || !ok {
				t.Errorf("%q is said to be %q, %v", name, got, ok)
			}
		})
	}
}
