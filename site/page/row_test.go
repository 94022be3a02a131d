package page

import (
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

func TestRow(t *testing.T) {
	for _, test := range []struct {
		event runner.Event
		class string
		line  string
	}{
		{runner.Event{Kind: runner.Start, Args: []string{"7"}}, "row start server", "$ server 7"},
		{runner.Event{Kind: runner.Listen, Network: "tcp", Address: "0.0.0.0:7"}, "row listen server", "listens on tcp 0.0.0.0:7"},
		{runner.Event{Kind: runner.Listen, Network: "udp", Address: "[::]:53"}, "row listen server", "is bound to udp [::]:53"},
		{runner.Event{Kind: runner.Stdout, Text: "a  b"}, "row stdout server", "a  b"},
		{runner.Event{Kind: runner.Stdout, Text: ""}, "row stdout server", ""},
		{runner.Event{Kind: runner.Stdout, Text: "a", Partial: true}, "row stdout server",
			`a <span class="tag" title="the line goes on, or ends without a newline">no newline</span>`},
		{runner.Event{Kind: runner.Stderr, Text: "no"}, "row stderr server", `<span class="tag">stderr</span> no`},
		{runner.Event{Kind: runner.Stdin, Text: "in"}, "row stdin server", `<span class="tag">stdin</span> in`},
		{runner.Event{Kind: runner.Exit}, "row exit server", "exit status 0"},
		{runner.Event{Kind: runner.Exit, Status: 2}, "row exit failed server", `exit status 2 <span class="tag">expected 0</span>`},
		{runner.Event{Kind: runner.Exit, Signal: "terminated"}, "row exit signal server", "ended by a signal: terminated"},
		{runner.Event{Kind: runner.Exit, Signal: "killed"}, "row exit signal failed server", "ended by a signal: killed"},
		{runner.Event{Kind: runner.Limit, Limit: "time", Text: "10 s are over"}, "row limit server", `<span class="tag">time limit</span> 10 s are over`},
		{runner.Event{Kind: runner.Call, Call: &runner.SocketCall{Name: "write", Args: `3, "<b>", 3`, Result: "3"}}, "row call server", "write(3, &#34;&lt;b&gt;&#34;, 3) = 3"},
		{runner.Event{Kind: runner.Call, Call: &runner.SocketCall{Name: "close", Args: "3", Result: "0", Line: "main.go:7"}}, "row call server", `close(3) = 0 <span class="at">main.go:7</span>`},
		{runner.Event{Kind: runner.Call, Call: &runner.SocketCall{Name: "accept4", Args: "3, 0x…, [112], 0", Result: "-1", Errno: "EAGAIN", Noise: true}}, "row call noise error server", "accept4(3, 0x…, [112], 0) = -1 EAGAIN"},
		{runner.Event{Kind: runner.Note, Text: "all ended"}, "row note server", "all ended"},
		{runner.Event{Kind: runner.Problem, Text: "main.go:3:9: undefined: x"}, "row problem server",
			`<span class="tag">error</span> <span class="place">main.go:3:9:</span> undefined: x`},
	} {
		test.event.Process, test.event.Time = "server", 1500*time.Microsecond
		want := `<li class="` + test.class + `"><span class="time">1.5 ms</span> <span class="who">server</span> <span class="line">` + test.line + `</span></li>`
		if got := string((Rows{}).Row(test.event)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.event.Kind, got, want)
		}
	}
	if got := (Rows{}).Row(runner.Event{Kind: "segment", Process: "server"}); got != "" {
		t.Errorf("of a kind it does not know, Row makes %s", got)
	}
	if got := string(Rows{}.Row(runner.Event{Kind: runner.Note})); !strings.Contains(got, `class="row note other"`) || !strings.Contains(got, `<span class="who">run</span>`) {
		t.Errorf("an event of no process reads %s", got)
	}
}

// An end is judged by what the scenario expects of that process.
func TestRowExpected(t *testing.T) {
	rows := Rows{Scenario: runner.Scenario{Processes: []runner.Process{
		{Name: "server", Count: 1},
		{Name: "client", Count: 2, Exit: 1},
	}}}
	for _, test := range []struct {
		process     string
		status      int
		class, line string
	}{
		{"server", 0, "exit", "exit status 0"},
		{"server", 1, "exit failed", `exit status 1 <span class="tag">expected 0</span>`},
		{"client-2", 1, "exit", `exit status 1 <span class="tag">expected</span>`},
		{"client-2", 0, "exit failed", `exit status 0 <span class="tag">expected 1</span>`},
	} {
		class, line := rower{rows, wordsIn("")}.line(runner.Event{Kind: runner.Exit, Process: test.process, Status: test.status})
		if class != test.class || line != test.line {
			t.Errorf("%s, status %d: %q %s, want %q %s", test.process, test.status, class, line, test.class, test.line)
		}
	}
}

// Whatever a program prints, and whatever else comes with it, stays text.
func TestRowHostile(t *testing.T) {
	hostile := `</span></li><script>alert("1")</script>` + "\u202e\u2066\u200b\x1b[2J\x00\u2028'&{port <b>}"
	for _, kind := range []runner.Kind{
		runner.Start, runner.Listen, runner.Stdout, runner.Stderr, runner.Stdin,
		runner.Exit, runner.Limit, runner.Note, runner.Problem,
	} {
		row := string(Rows{}.Row(runner.Event{
			Kind: kind, Process: hostile, Text: hostile, Args: []string{hostile}, Network: hostile,
			Address: hostile, Signal: hostile, Limit: hostile, Partial: true,
		}))
		for _, bad := range []string{"<script", `"1"`, "<b>", "\u202e", "\u2066", "\u200b", "\x1b", "\x00", "\u2028"} {
			if strings.Contains(row, bad) {
				t.Errorf("%s: %q came through: %s", kind, bad, row)
			}
		}
		if strings.Count(row, "<li ") != 1 || strings.Count(row, "</li>") != 1 || strings.Count(row, "<span") != strings.Count(row, "</span>") {
			t.Errorf("%s: the row is torn: %s", kind, row)
		}
		if !strings.Contains(row, `&lt;script&gt;`) || !strings.Contains(row, `<span class="escape">\u202e</span>`) {
			t.Errorf("%s: the text is not shown: %s", kind, row)
		}
	}
}

func TestOutputNames(t *testing.T) {
	got := rower{words: wordsIn("")}.output("a {port 12} {time} {port x} {port 123456}")
	want := `a <span class="name" title="a port that the kernel picked: another one in each run">{port 12}</span> ` +
		`<span class="name" title="the date and time of the run">{time}</span> {port x} {port 123456}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMilliseconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                        "0.0 ms",
		40 * time.Microsecond:    "0.0 ms",
		9940 * time.Microsecond:  "9.9 ms",
		9970 * time.Microsecond:  "10 ms",
		12345 * time.Microsecond: "12 ms",
		61 * time.Second:         "61000 ms",
		-time.Second:             "0.0 ms",
	} {
		if got := milliseconds(d); got != want {
			t.Errorf("milliseconds(%v) = %q, want %q", d, got, want)
		}
	}
}

// A command reads as a shell would take it.
func TestCommand(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "client"},
		{[]string{"127.0.0.1", "[::1]:7", "-v", "größe"}, "client 127.0.0.1 [::1]:7 -v größe"},
		{[]string{"two words", ""}, `client "two words" ""`},
		{[]string{`it's`}, `client "it's"`},
		{[]string{`$HOME`, `it's "5"`}, `client '$HOME' 'it'\''s "5"'`},
		{[]string{"a;b", "*"}, `client "a;b" "*"`},
	} {
		if got := Command("client", test.args); got != test.want {
			t.Errorf("Command(%q) = %s, want %s", test.args, got, test.want)
		}
	}
}
