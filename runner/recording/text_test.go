package recording

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

const example = `recording 1 8f3a12cd34ef5678 interleaved=server
   0.0  server    start    7
   3.1  server    listen   tcp 0.0.0.0:7
   3.4  client-1  start    127.0.0.1 "hello there" ""
   3.5  client-1  stdin    typed
   9.9  client-1  stdout   Received: hello   "there"
  10    client-1  stdout   ""
  10    client-1  stdout   "  leading and trailing "
  10    client-1  stderr   "\"quoted\""
  10    client-1  stderr   "\x1b[31mred\u200b\xff"
  10    client-1  stdout+  no newline
  11    client-1  problem  client/main.go:3:1: undefined: x
  12    client-1  exit     0
1234    -         limit    time the run took longer than 1 s
1234    "-"       note     a process of an unfortunate name
1235    server    start
1236    server    exit     signal segmentation fault
1237    server    cell     accept
1238    server    waits    accept accept
1239    server    value    accept done 4, nil
1239    server    value    quiet done
1239    server    value    wrong problem "wrong:1:1: one\nwrong:2:1: two"
`

func TestParse(t *testing.T) {
	r, err := Parse("recording.txt", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	ms := time.Millisecond
	want := &Recording{
		Sum: "8f3a12cd34ef5678", Interleaved: []string{"server"},
		Events: []runner.Event{
			{Process: "server", Kind: runner.Start, Args: []string{"7"}},
			{Time: 3100 * time.Microsecond, Process: "server", Kind: runner.Listen, Network: "tcp", Address: "0.0.0.0:7"},
			{Time: 3400 * time.Microsecond, Process: "client-1", Kind: runner.Start, Args: []string{"127.0.0.1", "hello there", ""}},
			{Time: 3500 * time.Microsecond, Process: "client-1", Kind: runner.Stdin, Text: "typed"},
			{Time: 9900 * time.Microsecond, Process: "client-1", Kind: runner.Stdout, Text: `Received: hello   "there"`},
			{Time: 10 * ms, Process: "client-1", Kind: runner.Stdout},
			{Time: 10 * ms, Process: "client-1", Kind: runner.Stdout, Text: "  leading and trailing "},
			{Time: 10 * ms, Process: "client-1", Kind: runner.Stderr, Text: `"quoted"`},
			{Time: 10 * ms, Process: "client-1", Kind: runner.Stderr, Text: "\x1b[31mred\u200b\xff"},
			{Time: 10 * ms, Process: "client-1", Kind: runner.Stdout, Text: "no newline", Partial: true},
			{Time: 11 * ms, Process: "client-1", Kind: runner.Problem, Text: "client/main.go:3:1: undefined: x"},
			{Time: 12 * ms, Process: "client-1", Kind: runner.Exit},
			{Time: 1234 * ms, Kind: runner.Limit, Limit: "time", Text: "the run took longer than 1 s"},
			{Time: 1234 * ms, Process: "-", Kind: runner.Note, Text: "a process of an unfortunate name"},
			{Time: 1235 * ms, Process: "server", Kind: runner.Start},
			{Time: 1236 * ms, Process: "server", Kind: runner.Exit, Signal: "segmentation fault"},
			{Time: 1237 * ms, Process: "server", Kind: runner.CellRun, Cell: "accept"},
			{Time: 1238 * ms, Process: "server", Kind: runner.Waits, Cell: "accept", Text: "accept"},
			{Time: 1239 * ms, Process: "server", Kind: runner.Value, Cell: "accept", Outcome: "done", Text: "4, nil"},
			{Time: 1239 * ms, Process: "server", Kind: runner.Value, Cell: "quiet", Outcome: "done"},
			{Time: 1239 * ms, Process: "server", Kind: runner.Value, Cell: "wrong", Outcome: "problem", Text: "wrong:1:1: one\nwrong:2:1: two"},
		},
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
	if got := string(r.Format()); got != example {
		t.Errorf("Format wrote\n%s", got)
	}
	crlf, err := Parse("recording.txt", []byte(strings.ReplaceAll(example, "\n", "\r\n")))
	if err != nil || !reflect.DeepEqual(crlf, want) {
		t.Errorf("with CRLF: %+v, %v", crlf, err)
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", `r:1: not a recording: the first line must read "recording 1 SUM"`},
		{"package main\n", `r:1: not a recording`},
		{"recording 1\n", `r:1: not a recording`},
		{"recording 2 ff\n", `r:1: recording of format 2, and this bothends reads format 1; record it again with bothends verify -update`},
		{"recording 1 ff sideways\n", `r:1: unknown word sideways in the first line`},
		{"recording 1 \"ff\n", `r:1: quotes that do not close`},
		{"recording 1 ff\n1.0 a exit 0\nsoon a exit 0\n", `r:3: soon is no time`},
		{"recording 1 ff\n-1 a exit 0\n", `r:2: -1 is no time`},
		{"recording 1 ff\n1e9 a exit 0\n", `r:2: 1e9 is no time`},
		{"recording 1 ff\n9999999999 a exit 0\n", `is no time`},
		{"recording 1 ff\n1.0\n", `r:2: the line ends too early`},
		{"recording 1 ff\n1.0 a\n", `r:2: the line ends too early`},
		{"recording 1 ff\n1.0 a dance well\n", `r:2: unknown kind of event: dance`},
		{"recording 1 ff\n1.0 a start+ well\n", `r:2: unknown kind of event: start+`},
		{"recording 1 ff\n1.0 a exit\n", `r:2: exit "": it must be a status of 0 to 255`},
		{"recording 1 ff\n1.0 a exit 256\n", `r:2: exit 256: it must be a status`},
		{"recording 1 ff\n1.0 a exit signal\n", `r:2: exit signal: it must be a status`},
		{"recording 1 ff\n1.0 a listen\n", `r:2: the line ends too early`},
		{"recording 1 ff\n1.0 a stdout \"open\n", `r:2: quotes that do not close`},
		{"recording 1 ff\n1.0 a stdout \"a\" b\n", `r:2: quotes that do not close, or close too early`},
		{"recording 1 ff\n1.0 a start \"a\"b\n", `r:2: no blank after "a"`},
	} {
		if _, err := Parse("r", []byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error %v, want %s", test.text, err, test.want)
		}
	}
}

// What Parse accepts, Format writes so that it is read as the same again.
func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add("recording 1 \"\"\n0 - note\n")
	f.Add("recording 1 a\n0 - segment client.{port 1} > server.7  PSH ACK  seq 1:6  ack 1  5 bytes \"hello\"  (CLOSED>SYN-SENT, -)\n")
	f.Add("recording 1 a\n0 - datagram client > server  ICMP  1 byte\n")
	f.Add("recording 1 a\n0 - datagram ::1 > client  ICMPv6 port unreachable  about client.{port 1} > ::1.9  UDP  5 bytes\n")
	f.Add("recording 1 a \"interleaved=a b\"\n1.25 \"\" stdout+ \"\\x00\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse("fuzz", []byte(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "fuzz:") {
				t.Errorf("the error names no line: %v", err)
			}
			return
		}
		again, err := Parse("again", r.Format())
		if err != nil {
			t.Fatalf("%v in\n%s", err, r.Format())
		}
		if !reflect.DeepEqual(r, again) {
			t.Fatalf("read %+v\nthen %+v from\n%s", r, again, r.Format())
		}
	})
}

// Any event of any kind comes back from the text.
func FuzzRoundTrip(f *testing.F) {
	f.Add("server", "  text ", "7", "tcp", "127.0.0.1:7", "killed", "time", 3, int64(1234567))
	f.Add("-", "\x00\r\n\u2028\xff", "", "", "", "", "", 255, int64(-1))
	f.Add("", `"`, `a "b`, " ", "x ", "signal ", "+", 0, int64(9_999_999))
	f.Fuzz(func(t *testing.T, process, text, arg, network, address, signal, limit string, status int, nanos int64) {
		if nanos >= 1e15 {
			return // eleven days: no run
		}
		call, err := parseCall("write(" + text + ") = 1")
		if err != nil {
			t.Fatal(err)
		}
		r := &Recording{Sum: arg, Interleaved: []string{process}}
		for _, partial := range []bool{false, true} {
			for _, kind := range append(compared, runner.Stdin, runner.Note) {
				e, _ := clean(runner.Event{
					Time: roundTime(time.Duration(nanos)), Process: process, Kind: kind, Text: text, Partial: partial,
					Args: []string{arg, text}, Network: network, Address: address, Status: status & 255, Signal: signal, Limit: limit, Call: call,
				})
				r.Events = append(r.Events, e)
			}
		}
		got, err := Parse("text", r.Format())
		if err != nil {
			t.Fatalf("%v in\n%s", err, r.Format())
		}
		if !reflect.DeepEqual(got, r) {
			t.Fatalf("got  %+v\nwant %+v from\n%s", got, r, r.Format())
		}
	})
}
