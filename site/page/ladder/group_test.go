package ladder

import (
	"strings"
	"testing"
)

// connect is a connection of a client that sends n bytes and closes.
func connect(client, n string) string {
	there, back := "1 packet "+client+" > server.7  ", "1 packet server.7 > "+client+"  "
	return there + "SYN  seq 0\n" + back + "SYN ACK  seq 0  ack 1\n" + there + "ACK  seq 1  ack 1  [handshake done]\n" +
		there + "PSH ACK  seq 1:" + n + "  ack 1  " + n + " bytes\n" +
		there + "FIN ACK  seq 6  ack 1\n" + back + "FIN ACK  seq 1  ack 7\n" + there + "ACK  seq 7  ack 2\n"
}

func TestGrouped(t *testing.T) {
	call, prints := "1 client calls socket  = 3\n", "1 client prints hello\n"
	noise := "1 client mutters getsockname 3 = 0\n"
	long := strings.Repeat(prints, longLadder)
	for _, test := range []struct {
		name, rows string
		want       []string // what is folded
	}{
		{"few calls", strings.Repeat(call, manyCalls-1), nil},
		{"many calls", strings.Repeat(call, 2) + "1 client calls bind 3 = 0\n1 client calls listen 3 = 0\n", []string{"4 calls: socket, bind, listen"}},
		{"a line of output ends them", strings.Repeat(call, 3) + prints + call, nil},
		{"another process ends them", strings.Repeat(call, 3) + "1 server calls accept 3 = 4\n", nil},
		{"noise", noise, []string{"1 call that package net made on its own account"}},
		{"noise among calls", call + noise + noise + call, []string{"2 calls that package net made on its own account"}},
		{"a connection again", long + connect("client.50001", "5") + prints + connect("client.50002", "5"),
			[]string{"#2 client and server: opens, sends as much and closes as #1 did, 7 rows"}},
		{"another client's", long + connect("client.50001", "5") + prints + connect("client-2.50002", "5"),
			[]string{"#2 client-2 and server: opens, sends as much and closes as #1 did, 7 rows"}},
		{"it sends more", long + connect("client.50001", "5") + connect("client.50002", "6"), nil},
		{"the other end closes first", long + connect("client.50001", "5") +
			strings.Replace(connect("client.50002", "5"), "> server.7  FIN", "> server.7  ACK", 1), nil},
		{"mixed with another one at first", long + strings.Replace(connect("client.50001", "5"), "1 packet client.50001 > server.7  FIN",
			"1 packet client.50002 > server.7  SYN  seq 0\n1 packet client.50001 > server.7  FIN", 1) +
			strings.Repeat(prints, fewRepeated) + strings.TrimPrefix(connect("client.50002", "5"), "1 packet client.50002 > server.7  SYN  seq 0\n"),
			[]string{"#2 client and server: goes on and closes as #1 did, 14 rows"}},
		{"mixed with another one", long + connect("client.50001", "5") + strings.Replace(connect("client.50002", "5"),
			"1 packet server", "1 packet client.50003 > server.7  SYN  seq 0\n1 packet server", 1), nil},
		{"short enough to show all", connect("client.50001", "5") + connect("client.50002", "5"), nil},
	} {
		l := parseLadder(t, "client client-2 server\n"+test.rows)
		_, steps := l.steps()
		groups, n := grouped(steps), 0
		var got []string
		for _, g := range groups {
			if n += len(g.steps); g.why != "" {
				got = append(got, g.why)
			}
		}
		if strings.Join(got, "\n") != strings.Join(test.want, "\n") || n != len(steps) {
			t.Errorf("%s: folded %q, want %q; %d of %d steps", test.name, got, test.want, n, len(steps))
		}
		if groups[0].why != "" {
			t.Errorf("%s: what stands below the names is folded", test.name)
		}
		html := l.HTML()
		checkHTML(t, html)
		if shown, noted := strings.Count(html, "<summary>"+got0(got)), strings.Contains(l.Text(), "getsockname"); len(got) > 0 && shown != 2 || noted {
			t.Errorf("%s: folded %d times, want it in the drawing and in the list; noise in text: %t", test.name, shown, noted)
		}
	}
}

func got0(all []string) string {
	if len(all) == 0 {
		return "-"
	}
	return all[0]
}

// Data in a call is shortened to what fits on a line, at whole characters; nothing else of it is.
func TestWordsIn(t *testing.T) {
	for _, test := range []struct {
		args, result string
		columns      int
		want         string
	}{
		{`4, "0123456789abcdef", 32`, "16", 40, `read(4, "0123456789abcdef", 32) = 16`},
		{`4, "0123456789abcdef", 32`, "16", 30, `read(4, "012345678"…, 32) = 16`},
		{`4, "0123456789abcdef"..., 32`, "32", 10, `read(4, "012345"…, 32) = 32`},
		{`4, "012345\r\n\r\n", 32`, "10", 29, `read(4, "012345\r"…, 32) = 10`},
		{`4, "0123456\377\0\x0a", 32`, "10", 28, `read(4, "0123456"…, 32) = 10`},
		{`3, 127.0.0.1:7, 16`, "0", 10, `read(3, 127.0.0.1:7, 16) = 0`},
	} {
		s := step{Row: Row{Call: &Call{Name: "read", Args: test.args, Result: test.result}}}
		if got := s.wordsIn(test.columns); got != test.want {
			t.Errorf("%s in %d columns: got %s, want %s", test.args, test.columns, got, test.want)
		}
	}
}
