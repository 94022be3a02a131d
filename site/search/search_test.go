package search

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/site/lesson"
)

// small is a book with something of each kind.
func small(t *testing.T) *lesson.Book {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"lessons/index.md":      "+++\ntitle = \"Small\"\n+++\n\nWelcome.\n",
		"lessons/01-p/index.md": "+++\ntitle = \"Part\"\n+++\n\nHere it *begins*.\n",
		"lessons/01-p/010-l.md": "+++\ntitle = \"A `Listener`\"\ngoal = \"You can wait.\"\n[terms]\nbacklog = \"the queue of a listener\"\n+++\n\n" +
			"The reader’s way in.\n\n## Half a *close*\n\nA table: [the part](index.md).\n\n| a | b |\n|---|---|\n| one | two |\n\n" +
			"```question\nWho waits?\n\n- [x] the secret one :: because\n- [ ] another :: wrong\n```\n\n" +
			"## Run it\n\n```run a\n```\n\n## Broken\n\n```break a/server/main.go zero\n-	c.SetReadDeadline(time.Time{})\n+	c.Close()\n```\n",
		"snippets/a/server/main.go": "package main\n\nimport (\n\t\"net\"\n\t\"time\"\n)\n\nfunc main() {\n\tc, _ := net.Dial(\"tcp\", \"x:7\")\n\tc.SetReadDeadline(time.Time{})\n}\n",
		"snippets/a/recording.txt":  "", // it cannot be read, which is no matter here
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSections(t *testing.T) {
	b := small(t)
	all := Sections(b.Parts[0].Lessons[0])
	want := []Section{
		{Path: "p/l.html", Title: "A Listener", Text: "You can wait. The reader’s way in."},
		{Path: "p/l.html", Title: "A Listener", Anchor: "half-a-close", Heading: "Half a close", Text: "A table: the part. a b one two Who waits?"},
		{Path: "p/l.html", Title: "A Listener", Anchor: "run-it", Heading: "Run it", Calls: "net.Dial SetReadDeadline Time",
			Code: "package main\nimport (\n\"net\"\n\"time\"\nfunc main() {\nc, _ := net.Dial(\"tcp\", \"x:7\")\nc.SetReadDeadline(time.Time{})"},
		{Path: "p/l.html", Title: "A Listener", Anchor: "broken", Heading: "Broken", Calls: "SetReadDeadline Time Close", Code: "c.SetReadDeadline(time.Time{})\nc.Close()"},
		{Path: "glossary.html", Title: "A Listener", Anchor: "backlog", Heading: "backlog", Text: "the queue of a listener"},
	}
	if len(all) != len(want) {
		t.Fatalf("%d sections: %+v", len(all), all)
	}
	for i := range want {
		if all[i] != want[i] {
			t.Errorf("section %d is\n%+v; want\n%+v", i, all[i], want[i])
		}
	}
}

// However long a section is, its place in the index has a bound.
func TestBounds(t *testing.T) {
	var g gatherer
	g.lesson = &lesson.Lesson{}
	g.begin("", "")
	for i := range 10000 {
		g.text.WriteString("word ")
		g.program(strings.Repeat("x", i%500+2) + " ")
	}
	g.end()
	if s := g.all[0]; len(s.Text) > mostText || len(s.Text) < mostText-10 || len(s.Code) > mostText || len(s.Code) < mostText-510 {
		t.Errorf("%d bytes of text, %d of code", len(s.Text), len(s.Code))
	}
}

// Lines of a script are its lessons, and make the same script again.
func TestLines(t *testing.T) {
	for _, f := range Files(small(t)) {
		script := f.Make(nil)
		known := Lines(script)
		if len(known) != len(f.Lessons) {
			t.Errorf("%s: %d lines of %d lessons", f.Path, len(known), len(f.Lessons))
		}
		for path := range known {
			known[path] = strings.Replace(known[path], `"]`, `!"]`, 1)
		}
		if again := f.Make(Lines(script)); string(again) != string(script) {
			t.Errorf("%s: made of its own lines it is\n%s", f.Path, again)
		}
		if other := f.Make(known); string(other) == string(script) {
			t.Errorf("%s: what is known is made again", f.Path)
		}
	}
}

func TestTerms(t *testing.T) {
	for word, want := range map[string]string{
		"listen": "listen", "SetReadDeadline": "setreaddeadline set read deadline", "SO_REUSEADDR": "so_reuseaddr so reuseaddr",
		"TCPAddr": "tcpaddr tcp addr", "ECONNREFUSED": "econnrefused", "IPv6": "ipv6 pv6", "getsockopt_raw": "getsockopt_raw getsockopt raw", "_": "_",
	} {
		if got := strings.Join(termsOf(word), " "); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	x := newIndex([]Section{
		{Path: "0", Title: "Servers", Text: "A server waits. Where a port is taken it is told: address already in use."},
		{Path: "1", Title: "Servers", Heading: "Half a close", Text: "One direction ends."},
		{Path: "2", Title: "Errors", Heading: "Refused", Errors: "syscall.ECONNREFUSED (connection refused)", Text: "Nobody listens."},
		{Path: "3", Title: "Options", Heading: "Run it", Calls: "net.Listen SetReadDeadline", Code: "syscall SO_REUSEADDR linger"},
		{Path: "4", Title: "Options", Text: "The close of a half is in use, already. The address was here."},
	})
	for query, want := range map[string]string{
		"half a close": "1 4", "close": "1 4", "deadline": "3", "setreaddeadline": "3", "SO_REUSEADDR": "3", "reuseaddr": "3", "net.Listen": "3",
		"econnrefused": "2", "Connection refused": "2", "conection": "2", "address already in use": "0 4", "ling": "3", "servers": "0 1",
		"xyzzy": "", "": "", " ./-": "", "nobody xyzzy": "2", "o": "",
	} {
		f := x.Find(query)
		var got []string
		for _, h := range f.Hits {
			got = append(got, h.Path)
		}
		if strings.Join(got, " ") != want || f.All != len(got) {
			t.Errorf("%q: %q, %d in all; want %q", query, got, f.All, want)
		}
	}
	if f := x.Find(strings.Repeat("é ", 1000)); len(f.Query) > mostQuery {
		t.Errorf("a query of %d bytes", len(f.Query))
	}
}

// What is marked is what was found, where it stands; the rest is cut at spaces.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("before ", 20) + "a SetReadDeadline, then " + strings.Repeat("after ", 60)
	for _, test := range []struct {
		section Section
		phrase  string
		terms   []string
		want    string
	}{
		{Section{Text: "One port, many ports."}, "x", []string{"port"}, "One [port], many ports."},
		{Section{Text: "Nothing.", Calls: "net.Listen Close"}, "", []string{"close"}, "net.Listen [Close]"},
		{Section{Text: "Its heading has it."}, "", []string{"x"}, "Its heading has it."},
		{Section{Text: long}, "deadline x", []string{"deadline"}, "… " + strings.Repeat("before ", 6) + "a [SetReadDeadline], then " + strings.TrimSpace(strings.Repeat("after ", 15)) + " …"},
		{Section{Text: strings.Repeat("é", 300)}, "", nil, strings.Repeat("é", 80) + " …"},
		{Section{Text: strings.Repeat("in ", 70) + "in use", Errors: "In use"}, "in use", []string{"use"}, "… " + strings.Repeat("in ", 16) + "[in use]"},
		{Section{}, "", []string{"x"}, ""},
		// Of a program a whole line is shown; a phrase of several words is marked as one.
		{Section{Text: "A time-out.", Code: "x := 1\nerr := c.SetReadDeadline(t)\ny := 2", Calls: "Close SetReadDeadline"}, "setreaddeadline", []string{"setreaddeadline"}, "`err := c.[SetReadDeadline](t)`"},
		{Section{Text: "What it is: errors.Is finds it, and errors.Is alone."}, "errors.is", []string{"errors", "is"}, "What it is: [errors.Is] finds it, and [errors.Is] alone."},
	} {
		terms := map[string]bool{}
		for _, term := range test.terms {
			terms[term] = true
		}
		got := ""
		pieces, line := excerpt(&test.section, test.phrase, terms)
		for _, p := range pieces {
			if p.Marked {
				p.Text = "[" + p.Text + "]"
			}
			got += p.Text
		}
		if line {
			got = "`" + got + "`"
		}
		if got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b       string
		most, want int
	}{{"", "", 1, 0}, {"port", "port", 1, 0}, {"prot", "port", 2, 2}, {"prot", "port", 1, -1}, {"conection", "connection", 1, 1}, {"a", "abc", 1, -1}, {"abc", "b", 2, 2}} {
		if got := distance(test.a, test.b, test.most); got != test.want {
			t.Errorf("%q to %q, at most %d: %d, want %d", test.a, test.b, test.most, got, test.want)
		}
	}
}

// Files come in the order of the parts, the first page's before them.
func TestFiles(t *testing.T) {
	var paths []string
	for _, f := range Files(small(t)) {
		paths = append(paths, f.Path)
	}
	if want := []string{First, "search/p.js"}; !slices.Equal(paths, want) {
		t.Errorf("%q, want %q", paths, want)
	}
}
