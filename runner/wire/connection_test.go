package wire

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Each line is a segment, as makeSegment reads it, and what must be said of it.
var trackTests = []struct {
	name  string
	lines []string
}{
	{"echo, the client closes first", []string{
		"c S 0 0 => SYN seq 0 win 1000 (CLOSED>SYN-SENT, -)",
		"s SA 0 1 => SYN ACK seq 0 ack 1 win 1000 (LISTEN>SYN-RECEIVED, SYN-SENT>ESTABLISHED)",
		"c A 1 1 => ACK seq 1 ack 1 win 1000 [handshake done] (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
		"c PA 1 1 len=5 => PSH ACK seq 1:6 ack 1 win 1000 5 bytes",
		"s A 1 6 => ACK seq 1 ack 6 win 1000",
		"s PA 1 6 len=5 => PSH ACK seq 1:6 ack 6 win 1000 5 bytes",
		"c A 6 6 => ACK seq 6 ack 6 win 1000",
		"c FA 6 6 => FIN ACK seq 6 ack 6 win 1000 (ESTABLISHED>FIN-WAIT-1, ESTABLISHED>CLOSE-WAIT)",
		"s A 6 7 => ACK seq 6 ack 7 win 1000 (CLOSE-WAIT, FIN-WAIT-1>FIN-WAIT-2)",
		"s FA 6 7 => FIN ACK seq 6 ack 7 win 1000 (CLOSE-WAIT>LAST-ACK, FIN-WAIT-2>TIME-WAIT)",
		"c A 7 7 => ACK seq 7 ack 7 win 1000 (TIME-WAIT, LAST-ACK>CLOSED)",
	}},
	{"FIN with the acknowledgement of the other's", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"s FA 1 1 => FIN ACK seq 1 ack 1 win 1000 (ESTABLISHED>FIN-WAIT-1, ESTABLISHED>CLOSE-WAIT)",
		"c FA 1 2 => FIN ACK seq 1 ack 2 win 1000 (CLOSE-WAIT>LAST-ACK, FIN-WAIT-1>TIME-WAIT)",
		"s A 2 2 => ACK seq 2 ack 2 win 1000 (TIME-WAIT, LAST-ACK>CLOSED)",
	}},
	{"the handshake's last segment carries data", []string{
		"c S 0 0 =>", "s SA 0 1 =>",
		"c PA 1 1 len=3 => PSH ACK seq 1:4 ack 1 win 1000 3 bytes [handshake done] (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
	}},
	{"simultaneous close", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c FA 1 1 => FIN ACK seq 1 ack 1 win 1000 (ESTABLISHED>FIN-WAIT-1, ESTABLISHED>CLOSE-WAIT)",
		"s FA 1 1 => FIN ACK seq 1 ack 1 win 1000 [simultaneous close] (CLOSE-WAIT>CLOSING, FIN-WAIT-1>CLOSING)",
		"c A 2 2 => ACK seq 2 ack 2 win 1000 (CLOSING, CLOSING>TIME-WAIT)",
		"s A 2 2 => ACK seq 2 ack 2 win 1000 (TIME-WAIT, CLOSING>TIME-WAIT)",
	}},
	{"simultaneous open", []string{
		"c S 0 0 => SYN seq 0 win 1000 (CLOSED>SYN-SENT, -)",
		"s S 0 0 => SYN seq 0 win 1000 [simultaneous open] (CLOSED>SYN-SENT, SYN-SENT>SYN-RECEIVED)",
		"c SA 0 1 => SYN ACK seq 0 ack 1 win 1000 (SYN-RECEIVED, SYN-SENT>ESTABLISHED)",
		"s SA 0 1 => SYN ACK seq 0 ack 1 win 1000 [handshake done] (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
	}},
	{"a socket connected to itself", []string{
		"c S 0 0 self => SYN seq 0 win 1000 [simultaneous open] (CLOSED>SYN-SENT, SYN-SENT>SYN-RECEIVED)",
		"c SA 0 1 self => SYN ACK seq 0 ack 1 win 1000 [handshake done] (SYN-RECEIVED, SYN-RECEIVED>ESTABLISHED)",
		"c PA 1 1 self len=2 => PSH ACK seq 1:3 ack 1 win 1000 2 bytes",
		"c A 3 3 self => ACK seq 3 ack 3 win 1000",
	}},
	{"a reset overtakes an acknowledgement", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>", "c PA 1 1 len=1 =>", "c FA 2 1 =>",
		"s RA 1 3 => RST ACK seq 1 ack 3 win 1000 [reset: aborted or closed with data unread] (CLOSE-WAIT>CLOSED, FIN-WAIT-1>CLOSED)",
		"s A 1 3 =>",
		"c R 3 0 win=0 => RST seq 3 [reset: both closed before this came]",
	}},
	{"half-close", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c FA 1 1 => FIN ACK seq 1 ack 1 win 1000 (ESTABLISHED>FIN-WAIT-1, ESTABLISHED>CLOSE-WAIT)",
		"s PA 1 1 len=2 => PSH ACK seq 1:3 ack 1 win 1000 2 bytes", // sent before the FIN came
		"s PA 3 2 len=2 => PSH ACK seq 3:5 ack 2 win 1000 2 bytes [half close] (CLOSE-WAIT, FIN-WAIT-1>FIN-WAIT-2)",
	}},
	{"a segment is overtaken, as by one from another processor, and sent again", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c PA 1 1 len=5 => PSH ACK seq 1:6 ack 1 win 1000 5 bytes",
		"c PA 16 1 len=4 => PSH ACK seq 16:20 ack 1 win 1000 4 bytes",
		"c A 6 1 len=5 => ACK seq 6:11 ack 1 win 1000 5 bytes [overtaken]",
		"c A 11 1 len=5 => ACK seq 11:16 ack 1 win 1000 5 bytes [overtaken]",
		"c A 11 1 len=5 => ACK seq 11:16 ack 1 win 1000 5 bytes [retransmission]",
	}},
	{"refused", []string{
		"c S 0 0 => SYN seq 0 win 1000 (CLOSED>SYN-SENT, -)",
		"s RA 0 1 win=0 rawseq=0 => RST ACK seq 0 ack 1 [reset: refused] (CLOSED, SYN-SENT>CLOSED)",
	}},
	{"aborted: the sender received nothing", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c RA 1 1 win=0 => RST ACK seq 1 ack 1 [reset: aborted] (ESTABLISHED>CLOSED, ESTABLISHED>CLOSED)",
	}},
	{"closed with data unread", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>", "c PA 1 1 len=5 =>", "s A 1 6 =>",
		"s RA 1 6 => RST ACK seq 1 ack 6 win 1000 [reset: aborted or closed with data unread] (ESTABLISHED>CLOSED, ESTABLISHED>CLOSED)",
	}},
	{"data after the other closed", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>", "s FA 1 1 =>", "c A 1 2 =>",
		"c PA 1 2 len=5 => PSH ACK seq 1:6 ack 2 win 1000 5 bytes [half close]",
		"s R 2 0 win=0 => RST seq 2 [reset: closed before this came] (FIN-WAIT-2>CLOSED, CLOSE-WAIT>CLOSED)",
	}},
	{"a late acknowledgement has the FIN sent again, and what answers that finds a socket that is gone", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>", "c FA 1 1 =>", "s A 1 2 =>", "s FA 1 2 =>", "c A 2 2 =>",
		"s FA 1 2 => FIN ACK seq 1 ack 2 win 1000 [retransmission]",
		"c A 2 2 => ACK seq 2 ack 2 win 1000",
		"s R 2 0 win=0 => RST seq 2 [reset: both closed before this came] (CLOSED, TIME-WAIT>CLOSED)",
	}},
	{"data and a FIN after the other closed, which nobody acknowledges", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>", "s FA 1 1 =>", "c PA 1 2 len=5 =>", "c FA 6 2 =>",
		"s R 2 0 win=0 => RST seq 2 [reset: closed before this came] (TIME-WAIT>CLOSED, LAST-ACK>CLOSED)",
	}},
	{"a listener's end of a handshake that is reset listens again", []string{
		"c S 0 0 =>", "s SA 0 1 =>",
		"c R 1 0 win=0 => RST seq 1 [reset: no such connection] (ESTABLISHED>CLOSED, SYN-RECEIVED>LISTEN)",
	}},
	{"SYN again, SYN ACK again: the accept queue is full", []string{
		"c S 0 0 =>",
		"c S 0 0 => SYN seq 0 win 1000 [retransmission]",
		"s SA 0 1 =>",
		"c A 1 1 => ACK seq 1 ack 1 win 1000 [handshake done] (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
		"s SA 0 1 => SYN ACK seq 0 ack 1 win 1000 [retransmission] (ESTABLISHED>SYN-RECEIVED, ESTABLISHED)",
		"c A 1 1 => ACK seq 1 ack 1 win 1000 (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
	}},
	{"lost, duplicate acknowledgements, sent again with more", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c PA 1 1 len=5 lost => PSH ACK seq 1:6 ack 1 win 1000 5 bytes [lost]",
		"c PA 6 1 len=5 => PSH ACK seq 6:11 ack 1 win 1000 5 bytes",
		"s A 1 1 => ACK seq 1 ack 1 win 1000 [duplicate ack]", // of the SYN ACK
		"s A 1 1 => ACK seq 1 ack 1 win 1000 [duplicate ack]",
		"c PA 1 1 len=5 => PSH ACK seq 1:6 ack 1 win 1000 5 bytes [retransmission]",
		"c PA 6 1 len=8 => PSH ACK seq 6:14 ack 1 win 1000 8 bytes [retransmission, data]",
	}},
	{"a lost FIN is heard when it is acknowledged", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c FA 1 1 lost => FIN ACK seq 1 ack 1 win 1000 [lost] (ESTABLISHED>FIN-WAIT-1, ESTABLISHED)",
		"c FA 1 1 => FIN ACK seq 1 ack 1 win 1000 [retransmission]",
		"s A 1 2 => ACK seq 1 ack 2 win 1000 (ESTABLISHED>CLOSE-WAIT, FIN-WAIT-1>FIN-WAIT-2)",
	}},
	{"zero window, probe, update", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>", "c A 1 1 len=5 =>",
		"s A 1 6 win=0 => ACK seq 1 ack 6 win 0 [zero window]",
		"c A 5 1 => ACK seq 5 ack 1 win 1000 [window probe]",
		"s A 1 6 win=0 => ACK seq 1 ack 6 win 0 [zero window]",
		"s A 1 6 win=500 => ACK seq 1 ack 6 win 500 [window update]",
	}},
	{"keep-alive, before any data and after", []string{
		"c S 0 0 =>", "s SA 0 1 =>", "c A 1 1 =>",
		"c A 0 1 => ACK seq 0 ack 1 win 1000 [keep alive]",
		"s A 1 1 => ACK seq 1 ack 1 win 1000 [keep alive ack]",
		"s PA 1 1 len=4 =>", "c A 1 5 =>",
		"s A 4 1 len=1 => ACK seq 4:5 ack 1 win 1000 1 byte [keep alive]",
		"c A 1 5 => ACK seq 1 ack 5 win 1000 [keep alive ack]",
	}},
	{"scaled windows, but not of a SYN", []string{
		"c S 0 0 win=100 wscale=3 => SYN seq 0 win 100 wscale 3 (CLOSED>SYN-SENT, -)",
		"s SA 0 1 win=100 wscale=0 => SYN ACK seq 0 ack 1 win 100 wscale 0 (LISTEN>SYN-RECEIVED, SYN-SENT>ESTABLISHED)",
		"c A 1 1 win=100 => ACK seq 1 ack 1 win 800 [handshake done] (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
		"s A 1 1 win=100 => ACK seq 1 ack 1 win 100",
	}},
	{"only one end scales: neither does", []string{
		"c S 0 0 win=100 wscale=3 =>", "s SA 0 1 win=100 =>",
		"c A 1 1 win=100 => ACK seq 1 ack 1 win 100 [handshake done] (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)",
	}},
	{"another connection between the same ends", []string{
		"c S 0 0 =>", "s RA 0 1 =>",
		"c S 77 0 => SYN seq 0 win 1000 (CLOSED>SYN-SENT, -)",
	}},
	{"no SYN was seen", []string{
		"c PA 100 200 len=5 => PSH ACK seq 1:6 ack 1 win 1000 5 bytes",
		"s A 200 105 => ACK seq 1 ack 6 win 1000",
		"c FA 105 200 => FIN ACK seq 6 ack 1 win 1000",
	}},
}

func TestTrack(t *testing.T) {
	for _, test := range trackTests {
		t.Run(test.name, func(t *testing.T) {
			var d Decoder
			for _, line := range test.lines {
				in, want, _ := strings.Cut(line, "=>")
				p, ok := d.Decode(makeSegment(t, in))
				if !ok {
					t.Fatalf("%s: not decoded", in)
				}
				_, got, _ := strings.Cut(p.Named(owner).String(), "  ")
				got = strings.Join(strings.Fields(strings.ReplaceAll(strings.ReplaceAll(got, "x", ""), ` ""`, "")), " ")
				if want = strings.TrimSpace(want); want != "" && got != want {
					t.Errorf("%s\n got %s\nwant %s", in, got, want)
				}
			}
		})
	}
}

func TestConnectionsAreNumbered(t *testing.T) {
	var d Decoder
	for _, c := range []struct {
		line string
		want int
	}{
		{"c S 0 0", 1}, {"c S 0 0 port=50001", 2}, {"s SA 0 1", 1}, {"c A 1 1 port=50001", 2},
		{"c RA 1 1", 1}, {"c S 9 0", 3}, // the same ends again
	} {
		if p, _ := d.Decode(makeSegment(t, c.line)); p.Connection != c.want {
			t.Errorf("%s: connection %d, want %d", c.line, p.Connection, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	d := Decoder{Limits: Limits{Packets: 5, Connections: 1, Payload: 3, Total: 4}}
	lines := []string{"c S 0 0", "c PA 1 1 len=5", "c PA 6 1 len=5", "c PA 11 1 len=5", "c PA 1 1 port=50001 len=1", "c PA 16 1", "c PA 16 1"}
	var kept []int
	for _, line := range lines {
		p, _ := d.Decode(makeSegment(t, line))
		kept = append(kept, len(p.Payload))
	}
	if want := []int{0, 3, 1, 0, 0, 0, 0}; !slices.Equal(kept, want) {
		t.Errorf("bytes kept of each: %v, want %v", kept, want)
	}
	if want := (Stats{Frames: 7, Packets: 5, OverLimit: 2, Untracked: 1}); d.Stats() != want {
		t.Errorf("got %+v, want %+v", d.Stats(), want)
	}
}

// On a link an end changes its state when a segment arrives, and not when it is sent:
// two that close at once do so though neither has heard of the other.
func TestArrive(t *testing.T) {
	var d Decoder
	sent := 0
	var got []string
	note := func(what string, p Packet) {
		states := func(e End) string { return string(e.Before) + ">" + string(e.State) }
		got = append(got, what+" "+p.Flags.String()+" "+states(p.From)+" "+states(p.To))
	}
	for _, line := range []string{
		"c S 0 0", "arrive 1", "s SA 0 1", "arrive 2", "c A 1 1", "arrive 3",
		"c FA 1 1", "s FA 1 1", "arrive 4", "arrive 5", "c A 2 2", "s A 2 2", "arrive 6", "arrive 7",
	} {
		if number, ok := strings.CutPrefix(line, "arrive "); ok {
			n, _ := strconv.Atoi(number)
			p, ok := d.Arrive(n)
			if _, again := d.Arrive(n); !ok || again {
				t.Fatalf("%s: it arrives: %v, and once more: %v", line, ok, again)
			}
			note("arrives", p)
			continue
		}
		f := makeSegment(t, line)
		sent++
		f.Sent = sent
		p, ok := d.Decode(f)
		if !ok {
			t.Fatal(line)
		}
		note("sent", p)
	}
	want := []string{
		"sent SYN CLOSED>SYN-SENT >", "arrives SYN SYN-SENT>SYN-SENT >",
		"sent SYN ACK LISTEN>SYN-RECEIVED SYN-SENT>SYN-SENT", "arrives SYN ACK SYN-RECEIVED>SYN-RECEIVED SYN-SENT>ESTABLISHED",
		"sent ACK ESTABLISHED>ESTABLISHED SYN-RECEIVED>SYN-RECEIVED", "arrives ACK ESTABLISHED>ESTABLISHED SYN-RECEIVED>ESTABLISHED",
		"sent FIN ACK ESTABLISHED>FIN-WAIT-1 ESTABLISHED>ESTABLISHED", "sent FIN ACK ESTABLISHED>FIN-WAIT-1 FIN-WAIT-1>FIN-WAIT-1",
		"arrives FIN ACK FIN-WAIT-1>FIN-WAIT-1 FIN-WAIT-1>CLOSING", "arrives FIN ACK FIN-WAIT-1>FIN-WAIT-1 FIN-WAIT-1>CLOSING",
		"sent ACK CLOSING>CLOSING CLOSING>CLOSING", "sent ACK CLOSING>CLOSING CLOSING>CLOSING",
		"arrives ACK CLOSING>CLOSING CLOSING>TIME-WAIT", "arrives ACK CLOSING>CLOSING CLOSING>TIME-WAIT",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
