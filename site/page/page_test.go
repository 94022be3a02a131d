package page

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/assets"
	"bothends/site/lesson"
)

var update = flag.Bool("update", false, "write what is rendered to testdata")

// events are of a run of the small book's snippet.
var events = []runner.Event{
	{Time: 1 * time.Millisecond, Process: "server", Kind: runner.Start, Args: []string{"7"}},
	{Time: 2 * time.Millisecond, Process: "server", Kind: runner.Listen, Network: "tcp", Address: "0.0.0.0:7"},
	{Time: 3 * time.Millisecond, Process: "server", Kind: runner.Stdout, Text: "client 127.0.0.1:50123"},
	{Time: 14 * time.Millisecond, Process: "client-1", Kind: runner.Stderr, Text: "<script>alert(1)</script>"},
	{Time: 15 * time.Millisecond, Process: "client-1", Kind: runner.Exit, Status: 1},
}

func book(t *testing.T) *lesson.Book {
	t.Helper()
	return bookWith(t, nil)
}

// bookWith is the small book with other files over its own.
func bookWith(t *testing.T, over map[string]string) *lesson.Book {
	t.Helper()
	a, err := txtar.ParseFile("testdata/book.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	for name, text := range over {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	s := b.Snippets["tcp-echo"]
	s.Recording = recording.New(s.Snippet, events)
	return b
}

func render(t *testing.T, b *lesson.Book, path string, o Options) string {
	t.Helper()
	var w bytes.Buffer
	if err := Render(&w, b, b.Lesson(path), assets.Load(), o); err != nil {
		t.Fatal(err)
	}
	return w.String()
}

// pages are all ways to render the small book, by the name of their golden file.
func pages(t *testing.T) map[string]string {
	b := book(t)
	var missing bytes.Buffer
	if err := NotFound(&missing, b, "404.html", assets.Load(), Options{}); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"index.html":       render(t, b, "index.html", Options{}),
		"part.html":        render(t, b, "tcp/index.html", Options{Live: true}),
		"lesson.html":      render(t, b, "tcp/echo.html", Options{}),
		"lesson-live.html": render(t, b, "tcp/echo.html", Options{Live: true}),
		"lesson-fresh.html": render(t, b, "tcp/echo.html", Options{Live: true, Fresh: &Fresh{
			Snippet: "tcp-echo",
			Sources: map[string]string{"server/main.go": "package main\n\n// </textarea><script>alert(1)</script>\n"},
			Events:  events[3:],
			Status:  "The run ended: <b>.",
		}}),
		"404.html": missing.String(),
	}
}

// hash is the part of an asset's name that changes with its content.
var hash = regexp.MustCompile(`(assets/[\w-]+)\.[0-9a-f]{8}\.`)

func TestGolden(t *testing.T) {
	for name, got := range pages(t) {
		golden(t, name, got)
	}
}

// golden compares a page with the file that holds it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = hash.ReplaceAllString(got, "$1.HASH.")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is rendered; if that is right: go test ./site/page -update, and read the diff\n%s", file, firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one goes on where the other ends"
}

// The content security policy forbids what these patterns find.
var forbidden = map[string]*regexp.Regexp{
	"an inline style":                    regexp.MustCompile(`(?i)<style|\sstyle=`),
	"an inline script":                   regexp.MustCompile(`(?i)<script(?:>|\s(?:[^>]*\s)?[^>]*>[^<])|\son\w+=`),
	"something from other hosts":         regexp.MustCompile(`(?i)\s(?:src|srcset|action|data|poster)="(?:\w+:)?//|<link[^>]*href="(?:\w+:)?//`),
	"an address html/template distrusts": regexp.MustCompile(`ZgotmplZ`),
}

func TestPolicy(t *testing.T) {
	for what, bad := range map[string]string{
		"an inline style":            `<p style="x">`,
		"an inline script":           `<script>x</script>`,
		"something from other hosts": `<script src="https://x"></script>`,
	} {
		if !forbidden[what].MatchString(bad) {
			t.Fatalf("the pattern for %s would miss %s", what, bad)
		}
	}
	for name, html := range pages(t) {
		for what, pattern := range forbidden {
			if found := pattern.FindString(html); found != "" {
				t.Errorf("%s has %s: %s", name, what, found)
			}
		}
	}
}

// A run that a form asked for is answered at /run, with the reader's sources.
func TestFresh(t *testing.T) {
	html := pages(t)["lesson-fresh.html"]
	for _, want := range []string{
		`action="run#run:tcp-echo"`,
		`href="tcp/echo.html#run:tcp-echo">Back to the original</a>`,
		`href="#the-accept-call"`,
		`href="tcp/index.html"`,
		"&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
		"The run ended: &lt;b&gt;.",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(html, "Recorded") {
		t.Error("the page calls a fresh run recorded")
	}
}

// Without a server that runs programs there is nothing to run, and a policy stands in the page.
func TestStatic(t *testing.T) {
	html := pages(t)["lesson.html"]
	for _, unwanted := range []string{`method="post"`, "<textarea", `type="submit"`, "assets/run."} {
		if strings.Contains(html, unwanted) {
			t.Errorf("the page has %s", unwanted)
		}
	}
	if !strings.Contains(html, `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; `) {
		t.Error("the page has no policy")
	}
	if !strings.Contains(html, "make serve") {
		t.Error("the page does not say how to run the programs")
	}
}

func TestNoRecording(t *testing.T) {
	b := book(t)
	b.Snippets["tcp-echo"].Recording = nil
	if html := render(t, b, "tcp/echo.html", Options{}); !strings.Contains(html, "no recording") {
		t.Error("the page does not say that there is no recording")
	}
}

func TestHref(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"index.html", "assets/a.css", "assets/a.css"},
		{"tcp/echo.html", "assets/a.css", "../assets/a.css"},
		{"tcp/echo.html", "tcp/b.html#c", "b.html#c"},
		{"tcp/echo.html", "udp/b.html", "../udp/b.html"},
		{"run", "tcp/echo.html", "tcp/echo.html"},
		{"a/b/c", "index.html", "../../index.html"},
		{"/x", "index.html", "../index.html"}, // of //x, a browser takes the empty name for a folder
		{"a//b/", "index.html", "../../../index.html"},
	} {
		if got := (&view{address: test.from}).href(test.to); got != test.want {
			t.Errorf("from %q to %q: %q, want %q", test.from, test.to, got, test.want)
		}
	}
}
