package terminal

import (
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

func events() []runner.Event {
	ms := func(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }
	return []runner.Event{
		{Time: ms(0.4), Process: "server", Kind: runner.Start, Args: []string{"7"}},
		{Time: ms(3.1), Process: "server", Kind: runner.Listen, Network: "tcp", Address: "0.0.0.0:7"},
		{Time: ms(3.4), Process: "client-1", Kind: runner.Start, Args: []string{"127.0.0.1", "two words"}},
		{Time: ms(3.5), Process: "client-1", Kind: runner.Stdout, Text: "a line ", Partial: true},
		{Time: ms(3.6), Process: "server", Kind: runner.Call, Call: &runner.SocketCall{Name: "accept", Args: "3, NULL, NULL", Result: "4"}},
		{Time: ms(3.6), Process: "server", Kind: runner.Stdout, Text: "accepted"},
		{Time: ms(3.7), Process: "client-1", Kind: runner.Stdout, Text: "in pieces"},
		{Time: ms(3.8), Process: "client-1", Kind: runner.Stderr, Text: "no newline", Partial: true},
		{Time: ms(12), Process: "client-1", Kind: runner.Exit, Status: 3},
		{Time: ms(13), Process: "server", Kind: runner.Stdout, Text: "left", Partial: true},
		{Time: ms(10000), Kind: runner.Limit, Limit: runner.LimitTime, Text: "the run took longer than 10 s"},
		{Time: ms(10001), Process: "server", Kind: "of tomorrow"},
		{Time: ms(10001), Process: "server", Kind: runner.Exit, Signal: "killed"},
		{Time: ms(10002), Process: "client-2", Kind: runner.Stdout, Text: "never ended", Partial: true},
	}
}

func printed(colour bool) string {
	var b strings.Builder
	p := New(&b, runner.Scenario{Processes: []runner.Process{{Name: "server", Count: 1}, {Name: "client", Count: 2}}}, colour)
	for _, e := range events() {
		p.Print(e)
	}
	p.Flush()
	return b.String()
}

func TestPrinter(t *testing.T) {
	want := `server    ·      0.4 ms  server 7
server    ·      3.1 ms  listens on tcp 0.0.0.0:7
client-1  ·      3.4 ms  client-1 127.0.0.1 "two words"
client-1  | a line 
server    ·      3.6 ms  accept(3, NULL, NULL) = 4
server    | accepted
client-1  | in pieces
client-1  ! no newline
client-1  ·     12.0 ms  exit status 3
server    | left
          ·  10000.0 ms  time limit: the run took longer than 10 s
server    ·  10001.0 ms  ended by a signal: killed
client-2  | never ended
`
	if got := printed(false); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestPrinterColours(t *testing.T) {
	got := printed(true)
	for _, want := range []string{
		"\x1b[36mserver    |\x1b[0m accepted\n",
		"\x1b[35mclient-1  |\x1b[0m in pieces\n",
		"\x1b[36mserver    ·\x1b[0m \x1b[2m     0.4 ms  server 7\x1b[0m\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
