package wire

import (
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"", "no packet"},
		{"client.1 > server.7", "no packet"},
		{"client.1 server.7  SYN  seq 0", "no two ends"},
		{"client.99999 > server.7  SYN", `"99999" is no port`},
		{".1 > server.7  SYN", "no end of a connection"},
		{"client.1 > server.7  SIN", `"SIN" is no flag`},
		{"client.1 > server.7  SYN  seq x", `"x" is no number`},
		{"client.1 > server.7  SYN  ack 4294967296", "is no number"},
		{"client.1 > server.7  SYN  mss 70000", `"mss 70000" is unknown`},
		{"client.1 > server.7  SYN  fast", `"fast" is unknown`},
		{"client.1 > server.7  SYN  [late]", `"late" is no label`},
		{"client.1 > server.7  RST  [reset: bored]", `"bored" is no reason`},
		{"client.1 > server.7  SYN  (OPEN, -)", `"OPEN" is no state`},
		{`client.1 > server.7  UDP  5 bytes "hello`, "quotes that do not close"},
		{`client.1 > server.7  UDP  3 bytes "hello"`, "no payload of 3 bytes"},
		{"client.1 > server.7  UDP  x bytes", `"x" is no number of bytes`},
		{"client.1 > server.7  UDP  about a.1 > b.2  UDP", `"about a.1 > b.2" is unknown`},
		{"server > client  ICMP x  about nothing", "no packet"},
	} {
		if _, err := Parse(test.line); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.line, err, test.want)
		}
	}
}

func TestPayloadText(t *testing.T) {
	for _, test := range []struct {
		p     Packet
		limit int
		want  string
	}{
		{Packet{Length: 0}, 9, "0 bytes"},
		{Packet{Length: 1, Payload: []byte("a")}, 9, `1 byte "a"`},
		{Packet{Length: 5, Payload: []byte("hello")}, 3, `5 bytes "hel"…`},
		{Packet{Length: 5, Payload: []byte("hello")}, 0, `5 bytes`},
		{Packet{Length: 9, Payload: []byte("gr\u00fcn")}, 3, `9 bytes "gr"…`}, // a rune is not cut
		{Packet{Length: 2, Payload: []byte("\xff\x00")}, 9, `2 bytes "\xff\x00"`},
		{Packet{Length: 9}, 9, "9 bytes"}, // nothing was kept
	} {
		if got := test.p.PayloadText(test.limit); got != test.want {
			t.Errorf("%d of %+v: got %s, want %s", test.limit, test.p, got, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range captures(f) {
		_, packets, _ := readPcap(f, file)
		for _, p := range packets {
			f.Add(p.String())
		}
	}
	f.Add(`client.{port 1} > server.7  PSH ACK  seq 1:9  ack 1  8 bytes "a\"  b"…  [retransmission, reset: refused]  (?>CLOSED, -)`)
	f.Fuzz(func(t *testing.T, line string) {
		p, err := Parse(line)
		if err != nil {
			return
		}
		once := p.String()
		q, err := Parse(once)
		if err != nil {
			t.Fatalf("%q is read as %q, which is not read: %v", line, once, err)
		}
		if twice := q.String(); twice != once {
			t.Fatalf("%q, %q, %q", line, once, twice)
		}
	})
}
