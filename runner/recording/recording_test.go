package recording

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

// snippet makes one of the files of a txtar archive.
func snippet(t *testing.T, archive string) *runner.Snippet {
	t.Helper()
	s, err := runner.ParseTxtar("example.txtar", []byte(archive))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const pair = `
-- server/main.go --
package main // port 50007
-- client/main.go --
package main
`

const crowd = pair + `
-- scenario.toml --
[[process]]
name = "server"

[[process]]
name = "client"
count = 3
args = ["127.0.0.1:50008"]
`

// events reads events in the form of a recording's lines.
func events(t *testing.T, text string) []runner.Event {
	t.Helper()
	r, err := Parse("events", []byte("recording 1 x\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	return r.Events
}

// body is what Format writes below the header.
func body(r *Recording) string {
	_, b, _ := strings.Cut(string(r.Format()), "\n")
	return b
}

func TestNewJoinsPieces(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	r := New(snippet(t, pair), []runner.Event{
		{Time: ms(1), Process: "server", Kind: runner.Stdout, Text: "one ", Partial: true},
		{Time: ms(2), Process: "client", Kind: runner.Stdout, Text: "other"},
		{Time: ms(3), Process: "server", Kind: runner.Stderr, Text: "error"},
		{Time: ms(4), Process: "server", Kind: runner.Stdout, Text: "line ", Partial: true},
		{Time: ms(5), Process: "server", Kind: runner.Stdout, Text: "in pieces"},
		{Time: ms(6), Process: "server", Kind: runner.Stdout, Text: "no end", Partial: true},
		{Time: ms(7), Process: "server", Kind: "of tomorrow", Text: "a kind of tomorrow"},
		{Time: ms(8), Process: "server", Kind: runner.Exit, Status: 3},
	})
	want := `   1.0  server  stdout   one line in pieces
   2.0  client  stdout   other
   3.0  server  stderr   error
   6.0  server  stdout+  no end
   8.0  server  exit     3
`
	if got := body(r); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if sum := snippet(t, pair).Sum(); r.Sum != sum {
		t.Errorf("Sum is %q, want %q", r.Sum, sum)
	}
}

func TestNewRoundsTimes(t *testing.T) {
	for in, want := range map[time.Duration]time.Duration{
		-time.Second:             0,
		49 * time.Microsecond:    0,
		50 * time.Microsecond:    100 * time.Microsecond,
		9949 * time.Microsecond:  9900 * time.Microsecond,
		9950 * time.Microsecond:  10 * time.Millisecond,
		10499 * time.Microsecond: 10 * time.Millisecond,
		10500 * time.Microsecond: 11 * time.Millisecond,
		time.Minute:              time.Minute,
	} {
		r := New(snippet(t, pair), []runner.Event{{Time: in, Kind: runner.Note, Text: "x"}})
		if got := r.Events[0].Time; got != want {
			t.Errorf("%v becomes %v, want %v", in, got, want)
		}
	}
}

func TestInterleaved(t *testing.T) {
	for _, test := range []struct {
		name, scenario string
		want           []string
	}{
		{"one client", ``, nil},
		{"three of one client", "[[process]]\nname='server'\n[[process]]\nname='client'\ncount=3", []string{"server"}},
		{"two clients at once", "[[process]]\nname='server'\n[[process]]\nname='a'\nprogram='client'\n[[process]]\nname='b'\nprogram='client'", []string{"server"}},
		{"one client after the other", "[[process]]\nname='server'\n[[process]]\nname='a'\nprogram='client'\nwait='exit'\n[[process]]\nname='b'\nprogram='client'", nil},
		{"two servers", "[[process]]\nname='server'\ncount=2\n[[process]]\nname='client'\ncount=2", []string{"server-1", "server-2"}},
		{"a listener that ends by itself", "[[process]]\nname='sink'\nprogram='server'\nwait='listen'\n[[process]]\nname='client'\ncount=2", []string{"sink"}},
	} {
		archive := pair
		if test.scenario != "" {
			archive += "-- scenario.toml --\n" + test.scenario
		}
		if got := New(snippet(t, archive), nil).Interleaved; !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
