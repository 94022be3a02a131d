package page

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// What helps to read stands on the page of a lesson that has it.
func TestReading(t *testing.T) {
	b := bookWith(t, map[string]string{
		"lessons/01-tcp/020-more.md": `+++
title = "More"
goal  = "You can go on."

[terms]
"half close" = "one direction ended"
+++

## One

` + "```go {2-3,5} \"Five lines\"\na()\nb()\nc()\nd()\ne()\n```\n\n```show tcp-echo/server/main.go#accept {1} \"One call\"\n```" + `

> [!WARNING] Of ` + "`a`" + `
> Text.

| a |
|---|
| b |

Table: A *caption*.

## Two
`,
		"lessons/01-tcp/030-last.md":        "+++\ntitle = \"Last\"\ngoal = \"You can end.\"\n+++\n\nA half close, then a half close.\n\n```run tcp-echo\n```\n\n```run tcp-other\n```\n",
		"snippets/tcp-other/server/main.go": "package main\n\nfunc main() {}\n",
		"snippets/tcp-other/client/main.go": "package main\n\nfunc main() {}\n",
	})
	for path, wants := range map[string][]string{
		"tcp/more.html": {
			"<figcaption> <span class=\"caption\">Five lines</span> <span class=\"aside\">Marked: lines 2 to 3, 5</span></figcaption>",
			"<code>a()\n<b class=\"lit\"></b>b()\n<b class=\"lit\"></b>c()\nd()\n<b class=\"lit\"></b>e()</code>",
			"<span class=\"caption\">One call</span> <span class=\"aside\">Marked: line 1</span>",
			"<div class=\"callout warning\" role=\"note\" aria-label=\"Warning\">\n<p class=\"label\">Warning: Of <code>a</code></p>\n<p>Text.</p>\n</div>",
			"<table>\n<caption>A <em>caption</em>.</caption>\n",
			"<details class=\"toc\">\n<summary>On this page</summary>\n<nav aria-label=\"On this page\">\n<ol>\n<li><a href=\"#one\">One</a></li>\n<li><a href=\"#two\">Two</a></li>\n",
		},
		"tcp/last.html": {
			`A <a href="../glossary.html#half-close" class="term" aria-details="define:half-close">half close</a>, then a half close.`,
			`<div class="definition" id="define:half-close" popover><p><strong>half close</strong>: one direction ended.</p><p><a href="../glossary.html#half-close">In the glossary</a></p></div>`,
			`<i id="server-L3"></i>`, `<i id="tcp-other-server-L3"></i>`, `<i id="server-accept.go-L1"></i>`,
		},
	} {
		html := render(t, b, path, Options{})
		for _, want := range wants {
			if !strings.Contains(html, want) {
				t.Errorf("%s lacks\n%s\n%s", path, want, html)
			}
		}
		if strings.Count(html, `id="server-L3"`) > 1 {
			t.Errorf("%s has two lines of one name", path)
		}
	}
}

// Both archives hold the same module, to the byte each time, and real Go builds it.
func TestDownloads(t *testing.T) {
	s := book(t).Snippets["tcp-echo"]
	s.Files[0].Source = "package main\n\nfunc main() { accept(\"\") }\n"
	var both [][]byte
	for _, d := range Downloads(s) {
		body, err := d.Make()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := d.Make(); !bytes.Equal(body, again) {
			t.Errorf("%s has other bytes each time", d.Path)
		}
		both = append(both, body)
	}
	dir := t.TempDir()
	text := txtar.Parse(both[1])
	if !strings.Contains(string(text.Comment), "    go run ./client 127.0.0.1 \"two words\"") {
		t.Errorf("how to run them: %s", text.Comment)
	}
	for _, f := range text.Files {
		write(t, filepath.Join(dir, "txtar", f.Name), f.Data)
	}
	r, err := zip.NewReader(bytes.NewReader(both[0]), int64(len(both[0])))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != len(text.Files)+1 {
		t.Errorf("the zip file has %d files, the archive as text %d and its comment", len(r.File), len(text.Files))
	}
	for _, f := range r.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "zip", f.Name), data)
	}
	for _, module := range []string{"txtar", "zip/tcp-echo"} {
		for _, program := range []string{"./server", "./client"} {
			run := exec.Command("go", "run", program, "7")
			run.Dir = filepath.Join(dir, module)
			run.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
			if out, err := run.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%s: go run %s: %v\n%s", module, program, err, out)
			}
		}
	}
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}
