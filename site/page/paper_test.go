package page

import (
	"bytes"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"bothends/site/assets"
	"bothends/site/lesson"
)

var (
	idOf   = regexp.MustCompile(` (?:id)="([^"]*)"`)
	linkTo = regexp.MustCompile(` (?:href="#|aria-labelledby="|aria-details=")([^"]*)"`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// On paper no two things have the same name, each link to a place finds one, nothing
// is folded, and each program stands there whole.
func TestPaper(t *testing.T) {
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	var w bytes.Buffer
	if err := RenderPaper(&w, b, paperBook, assets.Load(), Options{Live: true, Paper: true}); err != nil {
		t.Fatal(err)
	}
	page := w.String()
	there := map[string]bool{"main": true}
	for _, m := range idOf.FindAllStringSubmatch(page, -1) {
		if there[m[1]] && m[1] != "main" {
			t.Errorf("two things are called %q", m[1])
		}
		there[m[1]] = true
	}
	links := linkTo.FindAllStringSubmatch(page, -1)
	for _, m := range links {
		if !there[m[1]] {
			t.Errorf("nothing is called %q", m[1])
		}
	}
	if len(links) < 500 {
		t.Errorf("only %d links", len(links))
	}
	if strings.Contains(page, "<form") {
		t.Error("something can be run")
	}
	if strings.Contains(strings.ReplaceAll(page, "<details open", ""), "<details") {
		t.Error("something is folded")
	}
	text := html.UnescapeString(tags.ReplaceAllString(page, ""))
	for _, l := range b.Lessons() {
		for _, name := range l.Runs {
			for _, f := range b.Snippets[name].Files {
				if !strings.Contains(text, strings.TrimSpace(f.Source)) {
					t.Errorf("%s/%s is not there whole", name, f.Name)
				}
			}
		}
	}
	t.Logf("%d bytes", len(page))
}

// A part on paper holds its own lessons, and leads to the pages of others.
func TestPaperPart(t *testing.T) {
	b := bookWith(t, map[string]string{
		"lessons/02-udp/index.md": "+++\ntitle = \"UDP\"\n+++\n\n[There](../01-tcp/010-echo.md#the-accept-call), [here](010-a.md#one), [a term](/glossary.html#word).\n",
		"lessons/02-udp/010-a.md": "+++\ntitle = \"A\"\ngoal = \"You can a.\"\n\n[terms]\nword = \"a word\"\n+++\n\n## One\n\n[Up](#one)\n",
	})
	var w bytes.Buffer
	if err := RenderPaper(&w, b, "print/udp.html", assets.Load(), Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<a href="../tcp/echo.html#the-accept-call">There</a>`, `<a href="#udp.a.one">here</a>`, `<a href="../glossary.html#word">a term</a>`,
		`<a href="#udp.a.one">Up</a>`, `<h2 id="udp.a.one">`, `<article class="text sheet" id="udp.a" lang="en" dir="ltr">`, "<h1>UDP</h1>",
	} {
		if !strings.Contains(w.String(), want) {
			t.Errorf("no %s in\n%s", want, w.String())
		}
	}
	if strings.Contains(w.String(), "<h1>TCP</h1>") {
		t.Error("another part is there, too")
	}
}
