package lesson

import (
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/recording"
)

func open(t *testing.T, archives ...string) *Book {
	t.Helper()
	b, err := Open(bookOf(t, archives...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOutline(t *testing.T) {
	b := open(t, "testdata/base.txtar")
	var paths []string
	for _, l := range b.Lessons() {
		paths = append(paths, l.Path)
	}
	want := []string{"index.html", "tcp/index.html", "tcp/server.html", "tcp/client.html"}
	if !slices.Equal(paths, want) {
		t.Errorf("paths %q, want %q", paths, want)
	}
	if b.Title != "Small book" || b.Parts[0].Title != "TCP" || b.Parts[0].Slug != "tcp" {
		t.Errorf("titles %q, %q, slug %q", b.Title, b.Parts[0].Title, b.Parts[0].Slug)
	}
	l := b.Lesson("tcp/server.html")
	if l.Title != "The server" || l.Goal != "You can write a server." || !slices.Equal(l.Mirrors, []string{"B9", "B10"}) {
		t.Errorf("front matter read as %q, %q, %q", l.Title, l.Goal, l.Mirrors)
	}
	if l.Prev != b.Parts[0].Index || l.Next != b.Lesson("tcp/client.html") || l.Next.Next != nil || b.Index.Prev != nil {
		t.Error("the pages are tied in another order than that of their files")
	}
	if !slices.Equal(l.Runs, []string{"tcp-echo"}) {
		t.Errorf("runs %q", l.Runs)
	}
}

// Headings of included text, at any depth, are the lesson's own.
func TestHeadings(t *testing.T) {
	l := open(t, "testdata/base.txtar").Lesson("tcp/server.html")
	want := []Heading{{2, "listen", "Listen"}, {3, "more", "More"}, {2, "accept-returns", "Accept returns"}}
	if !slices.Equal(l.Headings, want) {
		t.Errorf("got %v, want %v", l.Headings, want)
	}
}

func TestLinks(t *testing.T) {
	b := open(t, "testdata/base.txtar")
	for _, test := range []struct {
		lesson string
		want   []string
	}{
		{"index.html", []string{"/tcp/server.html#listen"}},
		// The first one stands in lessons/_parts/hint.md and is relative to it.
		{"tcp/server.html", []string{"/tcp/client.html", "/tcp/server.html#listen"}},
		{"tcp/client.html", []string{"/tcp/server.html#accept-returns", "/tcp/server.html#run:tcp-echo"}},
	} {
		var got []string
		for n := range nodes[*ast.Link](b.Lesson(test.lesson).Doc) {
			got = append(got, string(n.Destination))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: links to %q, want %q", test.lesson, got, test.want)
		}
	}
}

func TestShow(t *testing.T) {
	l := open(t, "testdata/base.txtar").Lesson("tcp/server.html")
	for n := range nodes[*Show](l.Doc) {
		const want = "accept()\nif true {\n\tserve()\n}\n"
		if n.Code != want || n.File.Name != "server/main.go" || n.Region != "accept" {
			t.Errorf("shows %q of %s#%s, want %q", n.Code, n.File.Name, n.Region, want)
		}
		return
	}
	t.Error("the page shows nothing")
}

func TestQuestion(t *testing.T) {
	l := open(t, "testdata/base.txtar").Lesson("tcp/server.html")
	if got := l.Guesses(); !slices.Equal(got, []string{"lessons/01-tcp/010-server.md:19"}) { // before the run, of which it says nothing
		t.Errorf("guesses %q", got)
	}
	var got []string
	for q := range nodes[*Question](l.Doc) {
		got = append(got, plain(q.FirstChild(), l.Source))
	}
	for c := range nodes[*Choice](l.Doc) {
		line := "wrong: "
		if c.Right {
			line = "right: "
		}
		got = append(got, line+plain(c.FirstChild(), l.Source)+" | "+plain(c.LastChild(), l.Source))
	}
	want := []string{
		"What does accept return?",
		"wrong: A port, as :: | No: a socket.",
		"right: A socket | Yes. See above.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// What runs, what is recorded and what readers see are the same text.
func TestSnippet(t *testing.T) {
	s := open(t, "testdata/base.txtar").Snippets["tcp-echo"]
	var names []string
	for _, f := range s.Files {
		names = append(names, f.Name)
		if strings.Contains(f.Source, "ANCHOR") {
			t.Errorf("%s still has its markers:\n%s", f.Name, f.Source)
		}
		if s.Program(f.Program).Files[f.Base] != f.Source {
			t.Errorf("%s runs otherwise than it reads", f.Name)
		}
	}
	if want := []string{"server/main.go", "server/log.go", "client/main.go"}; !slices.Equal(names, want) {
		t.Errorf("files %q, want %q", names, want)
	}
	if p := s.Processes("server"); len(p) != 1 || !slices.Equal(p[0].Args, []string{"7"}) {
		t.Errorf("processes of the server: %v", p)
	}
}

func TestSeparator(t *testing.T) {
	for text, want := range map[string]int{
		"a :: b":            2,
		"a ::\n  b":         2,
		"a::b":              -1,
		"`x :: y` is":       -1,
		"`x :: y` is :: it": 12,
		"``a ` :: `` :: b":  12,
		"` :: b":            2, // a backquote that opens nothing
		"fe80::1 :: b":      8,
		":: b":              -1,
		"a ::":              -1,
	} {
		if got := separator(text); got != want {
			t.Errorf("separator(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestStale(t *testing.T) {
	fsys := bookOf(t, "testdata/base.txtar")
	check := func(want ...string) {
		t.Helper()
		b, err := Open(fsys)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, err := range b.Stale() {
			got = append(got, err.Error())
		}
		if !slices.Equal(got, want) {
			t.Errorf("stale: %q\nwant: %q", got, want)
		}
	}
	const file = "snippets/tcp-echo/recording.txt"
	check(file + ": there is no recording; run: bothends verify -book DIR -run '^tcp-echo$' -update")

	b, err := Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	r := recording.New(b.Snippets["tcp-echo"].Snippet, []runner.Event{{Process: "server", Kind: runner.Start}})
	f := *fsys["lessons/embed.go"]
	f.Data = r.Format()
	fsys[file] = &f
	check()

	// A region more changes nothing that runs.
	main := fsys["snippets/tcp-echo/client/main.go"]
	main.Data = append([]byte("// ANCHOR: all\n"), append(main.Data, "// ANCHOR_END: all\n"...)...)
	check()

	main.Data = append(main.Data, "// changed\n"...)
	check(file + ": made from other sources; run: bothends verify -book DIR -run '^tcp-echo$' -update")

	f.Data = []byte("no recording\n")
	b, err = Open(fsys)
	if err != nil {
		t.Fatalf("a broken recording must not keep the book shut, or it could not be made anew: %v", err)
	}
	stale := b.Stale()
	if len(stale) != 1 || !strings.HasPrefix(stale[0].Error(), file+":1: ") || !strings.HasSuffix(stale[0].Error(), "-update") {
		t.Errorf("stale: %q", stale)
	}
}
