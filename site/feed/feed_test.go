package feed

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/site/lesson"
)

// small is a book with each kind of block, and one lesson that includes a text.
func small(t *testing.T) *lesson.Book {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"lessons/index.md":        "+++\ntitle = \"Small\"\ngoal = \"All of it.\"\n+++\n\nBegin with [the echo](01-tcp/010-echo.md#loop), see [a word](/glossary.html#echo).\n",
		"lessons/_parts/hint.md":  "Shared: [read](010-echo.md).\n",
		"lessons/01-tcp/index.md": "+++\ntitle = \"TCP\"\n+++\n\nA stream.\n",
		"lessons/01-tcp/010-echo.md": "+++\ntitle = \"Echo `ends`\"\ngoal = \"You see.\"\n[terms]\necho = \"what comes back\"\n+++\n\n" +
			"```go\nx := \"```show\"\n```\n\n```show hello/main/main.go\n```\n\n~~~run hello\n~~~\n\n## Loop\n\n" +
			"```question\nWhat is [it](../01-tcp/index.md)?\n\n- [x] This. :: Yes.\n- [ ] That. :: No.\n```\n\n" +
			"```figure layers\ntitle: Who talks\napplication | HTTP | yours\ntransport | TCP | the kernel's\n```\n\nThe [end](/glossary.html#echo).\n",
		"snippets/hello/main/main.go":  "package main\n\nfunc main() {\n\tprintln(`\n```\n`)\n}\n",
		"snippets/hello/recording.txt": "",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMarkdown(t *testing.T) {
	b := small(t)
	got, err := Markdown(b.Lesson("tcp/echo.html"))
	if err != nil {
		t.Fatal(err)
	}
	want := "# Echo `ends`\n\nYou see.\n\n```go\nx := \"```show\"\n```\n\n" +
		"`hello/main/main.go`:\n\n````go\npackage main\n\nfunc main() {\n\tprintln(`\n```\n`)\n}\n````\n\n" +
		"`hello/main/main.go`:\n\n````go\npackage main\n\nfunc main() {\n\tprintln(`\n```\n`)\n}\n````\n\n" +
		"## Loop\n\n**Question.** What is [it](../tcp/index.md)?\n\n- [x] This. :: Yes.\n- [ ] That. :: No.\n\n" +
		"FIGURE" + "The [end](../glossary.html#echo).\n"
	figure := regexp.MustCompile(`(?s)Who talks:\n\n(- [^\n]*\n)+\n`)
	if text := figure.ReplaceAllLiteralString(string(got), "FIGURE"); text != want {
		t.Errorf("it reads\n%s\nwant\n%s", text, want)
	}
	index, err := Markdown(b.Index)
	if err != nil || !strings.Contains(string(index), "[the echo](tcp/010-echo.md#loop), see [a word](glossary.html#echo)") {
		t.Errorf("%v\n%s", err, index)
	}
}

var linked = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// Every link between the Markdown of this book leads to a file, no fence is left
// that only this book knows, and every recording is there to be read.
func TestThisBook(t *testing.T) {
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	const base = "https://example.org/book/"
	files := map[string]string{"glossary.html": "", "calls.html": ""}
	for _, l := range b.Lessons() {
		files[l.Path] = ""
	}
	for _, f := range Files(b, base) {
		body, err := f.Make()
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := files[f.Path]; twice || f.Type == "" {
			t.Errorf("%s is there twice, or has no type", f.Path)
		}
		files[f.Path] = string(body)
	}
	links := 0
	for name, text := range files {
		switch path.Ext(name) {
		case ".md":
			if own := fences([]byte(text)); len(own) > 0 {
				t.Errorf("%s: a fence that only the book knows: %s", name, text[own[0].start:own[0].stop])
			}
			fallthrough
		case ".txt":
			for _, m := range linked.FindAllStringSubmatch(text, -1) {
				file, _, _ := strings.Cut(m[1], "#")
				if strings.Contains(m[1], "://") || file == "" {
					continue
				}
				links++
				if _, ok := files[path.Join(path.Dir(name), file)]; !ok {
					t.Errorf("%s: a link to %s, which is not there", name, m[1])
				}
			}
		case ".json":
			var r recordedRun
			if err := json.Unmarshal([]byte(text), &r); err != nil || len(r.Events) == 0 || len(r.Sources) == 0 || RecordingPath(r.Snippet) != name {
				t.Errorf("%s: %v, %d events, %d sources, of %s", name, err, len(r.Events), len(r.Sources), r.Snippet)
			}
		case ".xml":
			var set urlSet
			if err := xml.Unmarshal([]byte(text), &set); err != nil || len(set.URLs) != len(b.Lessons()) || set.URLs[0].Loc != base || set.URLs[1].Loc != base+path.Dir(b.Parts[0].Index.Path)+"/" {
				t.Errorf("%s: %v\n%.300s", name, err, text)
			}
		}
	}
	if links < 400 {
		t.Errorf("only %d links were followed", links)
	}
	if !strings.Contains(files["robots.txt"], "\nSitemap: "+base+"sitemap.xml\n") {
		t.Errorf("robots.txt reads %s", files["robots.txt"])
	}
}

// Without an address nothing names one.
func TestNoAddress(t *testing.T) {
	for _, f := range Files(small(t), "") {
		body, err := f.Make()
		if err != nil {
			t.Fatal(err)
		}
		if f.Path == "sitemap.xml" || strings.Contains(string(body), "://") {
			t.Errorf("%s:\n%s", f.Path, body)
		}
	}
}
