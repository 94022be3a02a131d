package page

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

// A break shows its edit, and what happened then, without a script.
func TestBreak(t *testing.T) {
	b, err := lesson.Open(fstest.MapFS{
		"lessons/index.md":          {Data: []byte("+++\ntitle = \"B\"\n+++\n\n")},
		"lessons/01-p/index.md":     {Data: []byte("+++\ntitle = \"P\"\n+++\n\n")},
		"snippets/a/server/main.go": {Data: []byte("package main\n\nfunc main() {\n\tprintln(\"<a>\")\n}\n")},
		"lessons/01-p/010-l.md": {Data: []byte("+++\ntitle = \"L\"\ngoal = \"G\"\n+++\n\n```break a/server/main.go silent\n" +
			"- println(\"<a>\")\n+ return // <b>\nassert: server exit 1\nvaries: chance & luck\ntime: 2s\n```\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if html := render(t, b, "p/l.html", Options{}); !strings.Contains(html, "There is no recording of this edit yet.") {
		t.Error("the page does not say that there is no recording")
	}
	e := b.Snippets["a"].Break("silent")
	e.Recording = recording.New(e.Edited, []runner.Event{
		{Process: "server", Kind: runner.Stdout, Text: "port <50000>: 127.0.0.1:50000"},
		{Time: 2 * time.Millisecond, Process: "server", Kind: runner.Exit, Status: 1},
	})
	html := render(t, b, "p/l.html", Options{})
	for _, want := range []string{
		`<section class="break" id="break:a:silent" role="group" aria-label="An edit to a">`,
		`<figcaption><span class="who">server</span> <span class="file">server/main.go</span></figcaption>`,
		`<del><span class="mark">-</span> println(<span class="s">&#34;&lt;a&gt;&#34;</span>)</del>`,
		`<ins><span class="mark">+</span> <span class="k">return</span> <span class="c">// &lt;b&gt;</span></ins>`,
		"<details class=\"outcome\">\n<summary>What happens then</summary>",
		"Another run may differ: chance &amp; luck. Where nothing more would happen, it was stopped after 2s; a run of yours may take 10s.</p>",
		`<span class="line">port &lt;50000&gt;: 127.0.0.1:<span class="name"`,
		`exit status 1`,
		`<ul class="legend">`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s\n%s", want, html)
		}
	}
	for what, pattern := range forbidden {
		if found := pattern.FindString(html); found != "" {
			t.Errorf("the page has %s: %s", what, found)
		}
	}
}
