package recording

import (
	"strings"
	"testing"

	"bothends/runner"
	"bothends/runner/wire"
)

const recorded = pair + `
-- scenario.toml --
packets = true
`

// packetEvents makes events of packets in their text form.
func packetEvents(t *testing.T, lines ...string) []runner.Event {
	t.Helper()
	var events []runner.Event
	for _, line := range lines {
		p, err := wire.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		kind := runner.Datagram
		if p.Segment() {
			kind = runner.Segment
		}
		events = append(events, runner.Event{Kind: kind, Packet: &p})
	}
	return events
}

func TestPacketsAreRecordedIfAsked(t *testing.T) {
	packets := packetEvents(t, "client.49152 > server.7  SYN  seq 0  win 65495  mss 65495")
	if r := New(snippet(t, pair), packets); len(r.Events) != 0 {
		t.Errorf("recorded without being asked to:\n%s", body(r))
	}
	r := New(snippet(t, recorded), packets)
	const want = "   0.0  -  segment  client.{port 1} > server.7  SYN  seq 0\n"
	if body(r) != want {
		t.Errorf("got %q, want %q", body(r), want)
	}
	back, err := Parse("recording.txt", r.Format())
	if err != nil || body(back) != want {
		t.Errorf("read back: %q, %v", body(back), err)
	}
	if packets[0].Packet.From.Port != 49152 {
		t.Error("the events of the run were changed")
	}
}

// A port has one name, in what is printed and on the wire; a number that the
// programs name is none of the kernel's choice.
func TestPacketPorts(t *testing.T) {
	events := append([]runner.Event{{Process: "client", Kind: runner.Stdout, Text: "from 127.0.0.1:49999"}},
		packetEvents(t, "server.50000 > client.49999  UDP  3 bytes", "client.49999 > server.50007  UDP  3 bytes")...)
	got := body(New(snippet(t, recorded), events))
	for _, want := range []string{"from 127.0.0.1:{port 1}", "server.{port 2} > client.{port 1}", "client.{port 1} > server.50007"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// The first segment may arrive before the listener was seen.
func TestPacketNamesFromAnswers(t *testing.T) {
	events := packetEvents(t, "client.49152 > 127.0.0.1.7  SYN  seq 0", "127.0.0.1.7 > client.49152  SYN ACK  seq 0  ack 1")
	events[0].Packet.From.Address = events[0].Packet.To.Address
	events[1].Packet.To.Address = events[0].Packet.To.Address
	events[1].Packet.From.Process = "server"
	if got := body(New(snippet(t, recorded), events)); !strings.Contains(got, "client.{port 1} > server.7  SYN  seq 0") {
		t.Errorf("the answer does not tell who listens:\n%s", got)
	}
}

func TestDiffPackets(t *testing.T) {
	want := []string{
		"client.49152 > server.7  SYN  seq 0  (CLOSED>SYN-SENT, LISTEN)",
		"server.7 > client.49152  SYN ACK  seq 0  ack 1",
		"client.49152 > server.7  PSH ACK  seq 1:6  ack 1  5 bytes",
		"client.49152 > server.7  FIN ACK  seq 6  ack 1",
		"server.7 > client.49152  FIN ACK  seq 1  ack 7  (CLOSE-WAIT>LAST-ACK, FIN-WAIT-2>TIME-WAIT)",
	}
	tests := []struct {
		name string
		got  []string
		diff string // a line of it; empty if there is none
	}{
		{"another port, in two pieces, the other end first", []string{
			"client.60000 > server.7  SYN  seq 0",
			"server.7 > client.60000  SYN ACK  seq 0  ack 1",
			"client.60000 > server.7  PSH ACK  seq 1:3  ack 1  2 bytes",
			"server.7 > client.60000  FIN ACK  seq 1  ack 3",
			"client.60000 > server.7  PSH ACK  seq 3:6  ack 2  3 bytes",
			"client.60000 > server.7  FIN ACK  seq 6  ack 2",
		}, ""},
		{"a byte less", []string{want[0], want[1], "client.49152 > server.7  PSH ACK  seq 1:5  ack 1  4 bytes", want[3], want[4]}, "> 4 bytes in all"},
		{"no end", want[:4], "-          < FIN"},
	}
	for _, test := range tests {
		a, b := New(snippet(t, recorded), packetEvents(t, want...)), New(snippet(t, recorded), packetEvents(t, test.got...))
		diff := Diff(a, b)
		switch {
		case test.diff == "" && diff != "":
			t.Errorf("%s: %s", test.name, diff)
		case test.diff != "" && (!strings.HasPrefix(diff, "@@ the wire @@\n") || !strings.Contains(diff, test.diff+"\n")):
			t.Errorf("%s: no %q in %q", test.name, test.diff, diff)
		}
	}
}
