package page

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

const sessionCells = `-- server: listen --
server, err := net.Listen("tcp", "127.0.0.1:5000")
-- server: accept --
conn, err := server.Accept()
-- client: dial --
client, err := net.Dial("tcp", "127.0.0.1:5000")
-- client: own --
client.LocalAddr()
-- server: close --
conn.Close()
`

// sessionEvents are as of a run of these cells: the second waits while two others run.
var sessionEvents = []runner.Event{
	{Time: 0, Process: "server", Kind: runner.Start},
	{Time: 0, Process: "client", Kind: runner.Start},
	{Time: 5 * time.Millisecond, Process: "server", Kind: runner.CellRun, Cell: "listen"},
	{Time: 6 * time.Millisecond, Process: "server", Kind: runner.Value, Cell: "listen", Outcome: runner.CellDone},
	{Time: 7 * time.Millisecond, Process: "server", Kind: runner.CellRun, Cell: "accept"},
	{Time: 8 * time.Millisecond, Process: "server", Kind: runner.Waits, Cell: "accept", Text: "accept"},
	{Time: 9 * time.Millisecond, Process: "client", Kind: runner.CellRun, Cell: "dial"},
	{Time: 12 * time.Millisecond, Process: "client", Kind: runner.Value, Cell: "dial", Outcome: runner.CellDone},
	{Time: 13 * time.Millisecond, Process: "client", Kind: runner.CellRun, Cell: "own"},
	{Time: 14 * time.Millisecond, Process: "client", Kind: runner.Value, Cell: "own", Outcome: runner.CellDone, Text: "&net.TCPAddr{\n\t<b>{port 1}\n}"},
	{Time: 15 * time.Millisecond, Process: "server", Kind: runner.Stdout, Text: "somebody came"},
	{Time: 16 * time.Millisecond, Process: "server", Kind: runner.Value, Cell: "accept", Outcome: runner.CellDone},
	{Time: 17 * time.Millisecond, Process: "server", Kind: runner.CellRun, Cell: "close"},
	{Time: 18 * time.Millisecond, Process: "server", Kind: runner.Value, Cell: "close", Outcome: runner.CellPanicked, Text: "panic: no"},
}

// sessionBook has a lesson whose text is a session, in one piece or several.
func sessionBook(t *testing.T, text string) *lesson.Book {
	t.Helper()
	b := bookWith(t, map[string]string{
		"snippets/two/session.txt":   sessionCells,
		"lessons/01-tcp/020-more.md": "+++\ntitle = \"More\"\ngoal = \"You can go on.\"\n+++\n\n" + text,
	})
	s := b.Snippets["two"]
	s.Recording = recording.New(s.Snippet, nil)
	s.Recording.Events = sessionEvents
	return b
}

func TestSession(t *testing.T) {
	golden(t, "session.html", render(t, sessionBook(t, "```session two\n```\n"), "tcp/more.html", Options{}))
}

// Cells stand where they ran: what came back while another piece's cells ran, in that piece.
func TestCells(t *testing.T) {
	b := sessionBook(t, "```session two#server:listen..accept\n```\n\nText.\n\n```session two#dial..close\n```\n")
	page := render(t, b, "tcp/more.html", Options{Live: true})
	first, second, _ := strings.Cut(page, "<p>Text.</p>")
	if n := strings.Count(first, `<li class="cell `); n != 2 || !strings.Contains(first, `server column-1 away" data-terminal="server" data-cell="accept" data-span="1"`) {
		t.Errorf("%d cells in the first piece, of which one waits on; want 2:\n%s", n, first)
	}
	if n := strings.Count(second, `<li class="cell `); n != 4 || !strings.Contains(second, "accept comes back") {
		t.Errorf("%d cells in the second piece; want 3, and one that comes back:\n%s", n, second)
	}
	if strings.Contains(first, "two.txtar") || !strings.Contains(second, "downloads/two.txtar") {
		t.Error("the archive is to be offered with the last piece, and there alone")
	}

	s := b.Snippets["two"]
	var got []string
	items := (document{newView(b, b.Lesson("tcp/more.html"), nil, Options{}, "tcp/more.html")}).cells(s, sessionEvents)
	span(items)
	for _, c := range items {
		name := c.Terminal + ":" + c.Name + " " + string(rune('0'+c.Span))
		if c.Back != "" {
			name += " back"
		}
		got = append(got, name)
	}
	// In a grid: listen; accept beside dial, and below that own; then both others.
	want := []string{"server:listen 0", "server:accept 2", "client:dial 0", "client:own 0", "server:accept 0 back", "server:close 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if all := (document{newView(b, b.Lesson("tcp/more.html"), nil, Options{}, "tcp/more.html")}).cells(s, nil); len(all) != len(s.Session.Cells) {
		t.Errorf("%d cells without a recording; want all", len(all))
	}
}

// How a cell ended stands in words before what the end brought.
func TestRowsOfCells(t *testing.T) {
	for _, c := range []struct {
		outcome, text, class, want string
	}{
		{runner.CellDone, "", "done", `>done<`},
		{runner.CellDone, "a\nb", "value", ">value</span> a\nb<"},
		{runner.CellPanicked, "panic: <x>", "panicked", ">panic</span> panic: &lt;x&gt;<"},
		{runner.CellProblem, "bind:1:2: undefined: x", "problem", `>error</span> <span class="place">line 1:2:</span> undefined: x<`},
		{runner.CellProblem, "bind:1:2: f redeclared\n\tlisten:3:1: other declaration\n\tno:1:1: as it is", "problem", "f redeclared\n\t<span class=\"place\">[2] line 3:1:</span> other declaration\n\tno:1:1: as it is<"},
		{runner.CellRefused, "bind:1:2: goto", "problem", `>not run</span> <span class="place">line 1:2:</span> goto<`},
		{runner.CellPanicked, "panic: bind:1\n\nmain.f()\n\tlisten:2\nmain.main()\n\tbind:1", "panicked", "panic: bind:1\n\nmain.f()\n\t[2] line 2\nmain.main()\n\tline 1<"},
		{runner.CellInterrupted, "", "interrupted", `>interrupted</span>`},
		{runner.CellEnded, "", "ended", `>the process ended</span>`},
		{runner.CellEnded, runner.TextGone, "ended", "the terminal has ended; restart it<"},
	} {
		row := string(Rows{Prompts: map[string]int{"server/listen": 2}}.Row(runner.Event{Process: "server", Kind: runner.Value, Cell: "bind", Outcome: c.outcome, Text: c.text}))
		if !strings.HasPrefix(row, `<li class="row `+c.class+` server">`) || !strings.Contains(row, c.want) {
			t.Errorf("%s %q: %s", c.outcome, c.text, row)
		}
	}
	for text, want := range map[string]string{runner.TextEnded: "Prozess des Terminals", runner.TextGone: "starten Sie es neu", runner.TextGoesOn: "ließ sich nicht beenden"} {
		row := string(Rows{Language: "de"}.Row(runner.Event{Process: "server", Kind: runner.Value, Cell: "bind", Outcome: runner.CellEnded, Text: text}))
		if !strings.Contains(row, want) {
			t.Errorf("in German: %s", row)
		}
	}
	row := string(Rows{}.Row(runner.Event{Process: "server", Kind: runner.Waits, Text: "accept"}))
	if !strings.Contains(row, "waits in accept") {
		t.Errorf("of waiting: %s", row)
	}
}
