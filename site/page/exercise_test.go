package page

import (
	"strings"
	"testing"
	"testing/fstest"

	"bothends/site/lesson"
)

// An exercise shows what is checked, a starter, folded hints and a solution,
// and nothing of the peer.
func TestExercise(t *testing.T) {
	program := func(print string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("package main\n\nfunc main() {\n\tprintln(\"" + print + "\")\n}\n")}
	}
	b, err := lesson.Open(fstest.MapFS{
		"lessons/index.md":            {Data: []byte("+++\ntitle = \"B\"\n+++\n\n")},
		"lessons/01-p/index.md":       {Data: []byte("+++\ntitle = \"P\"\n+++\n\n")},
		"snippets/x/starter/main.go":  program("start<er>"),
		"snippets/x/solution/main.go": program("solved"),
		"snippets/x/_peer/main.go":    program("secret"),
		"snippets/x/exercise.toml":    {Data: []byte("reader = \"client\"\nstarter = \"a\"\n[[property]]\nid = \"a\"\nheld = \"says `<a>`\"\nfailed = \"hidden words\"\n")},
		"lessons/01-p/010-l.md":       {Data: []byte("+++\ntitle = \"L\"\ngoal = \"G\"\n+++\n\nBefore [it](#exercise:x).\n\n````exercise x\nWrite *this*.\n\nAnd that.\n\n1. Think.\n2. Use `x`.\n\n   ```go\n   x()\n   ```\n````\n\nAfter.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	html := render(t, b, "p/l.html", Options{})
	at := 0
	for _, want := range []string{
		"Before", `<section class="exercise" id="exercise:x" role="group" aria-label="Exercise">`,
		"<p>Write <em>this</em>.</p>", "<p>And that.</p>",
		"Your client meets a hidden server, which finds out whether it", "<li>says <code>&lt;a&gt;</code></li>", "start&lt;er&gt;", "bothends check -starter x", "bothends check x main.go",
		"<summary>Hint 1</summary>", "Think.", "</details>", "<summary>Hint 2</summary>", "<code>x</code>", "</details>",
		"<summary>A solution</summary>", "solved", "</section>", "<p>After.</p>",
	} {
		i := strings.Index(html[at:], want)
		if i < 0 {
			t.Fatalf("the page lacks %s after\n%s", want, html[:at])
		}
		at += i + len(want)
	}
	for _, hidden := range []string{"secret", "hidden words"} {
		if strings.Contains(html, hidden) {
			t.Errorf("the page shows %s", hidden)
		}
	}
	for what, pattern := range forbidden {
		if found := pattern.FindString(html); found != "" {
			t.Errorf("the page has %s: %s", what, found)
		}
	}

	// Where programs can be run, the reader's is checked on the page: the form has the starter.
	html = render(t, b, "p/l.html", Options{Live: true})
	for _, want := range []string{
		`<form class="run" method="post" action="../check#exercise:x"`, `<input type="hidden" name="exercise" value="x">`, `<textarea name="main.go"`, "start&lt;er&gt;&#34;)\n}\n</textarea>", ">Check</button>", `<script type="module" src="../assets/run.`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page of a server lacks %s:\n%s", want, html)
		}
	}
}
