package site

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hugoModule builds Hugo: the newest version that goes with this Go, with the
// goldmark and chroma that this module has.
const hugoModule = `module hugo

go 1.26.0

require (
	github.com/alecthomas/chroma/v2 v2.27.0
	github.com/gohugoio/hugo v0.165.0
	github.com/yuin/goldmark v1.8.7
)
`

const hugoMain = `package main

import (
	"os"

	"github.com/gohugoio/hugo/commands"
)

func main() {
	if err := commands.Execute(os.Args[1:]); err != nil {
		os.Exit(1)
	}
}
`

// hugoSettings are those of package lesson's Markdown and package page's code: no
// inline styles, classes, no guessing of languages.
const hugoSettings = `baseURL = "https://example.org/"
title = "Large"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT"]

[markup.goldmark.parser]
autoHeadingID = true
autoHeadingIDType = "github"

[markup.goldmark.extensions]
definitionList = false
linkify = false
taskList = false

[markup.highlight]
noClasses = false
codeFences = true
guessSyntax = false
`

// hugoPage has what a page of ours has: title, goal, the contents of its part, and
// the way on.
const hugoPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ .Title }} · {{ site.Title }}</title>
<meta name="description" content="{{ .Params.goal }}">
</head>
<body>
<nav>
{{ $here := . }}{{ range site.Sections.ByWeight }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a></p>
{{ if eq . $here.CurrentSection }}<ol>
{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ol>
{{ end }}{{ end }}</nav>
<main>
<h1>{{ .Title }}</h1>
<p>{{ .Params.goal }}</p>
{{ .Content }}
</main>
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
</body>
</html>
`

// A cost is what one run of a program took.
type cost struct{ wall, processor time.Duration }

// run runs a program to its end.
func run(b *testing.B, dir, program string, args ...string) cost {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if filepath.Base(program) == "bothends" { // what it remembers is not the machine's
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"))
	}
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s %s: %v\n%.2000s", filepath.Base(program), strings.Join(args, " "), err, out)
	}
	return cost{time.Since(began), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}

// best keeps the smaller of each: what else the machine does only adds.
func (c *cost) best(d cost) {
	c.wall = cmp.Or(min(c.wall, d.wall), d.wall)
	c.processor = cmp.Or(min(c.processor, d.processor), d.processor)
}

// program builds our command.
func program(b *testing.B) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "bothends")
	run(b, ".", "go", "build", "-trimpath", "-o", file, "./cmd/bothends")
	return file
}

var largeBook = flag.Int("lessons", 2000, "how many lessons the large book has, each with two snippets")

// rounds is how often each is built; the best counts.
const rounds = 3

// builds measures whole builds and builds after one change of the book in dir.
func builds(b *testing.B, bothends, dir, lesson string, each func()) (whole, change cost) {
	work := b.TempDir()
	file := filepath.Join(dir, lesson)
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	for i := range rounds {
		whole.best(run(b, work, bothends, "build", "-all", "-book", dir, "-o", fmt.Sprintf("whole-%d", i)))
		run(b, work, bothends, "build", "-book", dir, "-o", "public")
		text = append(text, "\nOne more paragraph.\n"...)
		if err := os.WriteFile(file, text, 0o666); err != nil {
			b.Fatal(err)
		}
		change.best(run(b, work, bothends, "build", "-book", dir, "-o", "public"))
		os.RemoveAll(filepath.Join(work, fmt.Sprintf("whole-%d", i)))
		each()
	}
	return whole, change
}

func report(b *testing.B, what string, c cost) {
	b.ReportMetric(c.wall.Seconds(), what+"-s")
	b.ReportMetric(c.processor.Seconds(), what+"-cpu-s")
}

// BenchmarkThisBook builds this book whole, and after one change.
func BenchmarkThisBook(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "book")
	for _, top := range []string{"lessons", "snippets"} {
		if err := os.CopyFS(filepath.Join(dir, top), os.DirFS(filepath.Join("..", top))); err != nil {
			b.Fatal(err)
		}
	}
	whole, change := builds(b, program(b), dir, "lessons/03-sockets/050-four-tuple.md", func() {})
	report(b, "whole", whole)
	report(b, "change", change)
	b.ReportMetric(float64(change.wall)/float64(whole.wall), "change/whole")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkLargeBook builds a book of 2000 lessons and 4000 recorded snippets whole
// and after one change, and has Hugo build the same, in turn.
func BenchmarkLargeBook(b *testing.B) {
	dir, site := generate(b, *largeBook)
	hugo := filepath.Join(b.TempDir(), "hugo")
	if ready := os.Getenv("HUGO"); ready != "" { // one that was built so before
		hugo = ready
	} else {
		module := b.TempDir()
		for name, text := range map[string]string{"go.mod": hugoModule, "main.go": hugoMain} {
			if err := os.WriteFile(filepath.Join(module, name), []byte(text), 0o666); err != nil {
				b.Fatal(err)
			}
		}
		run(b, module, "go", "build", "-mod=mod", "-o", hugo, ".")
	}
	for name, text := range map[string]string{"hugo.toml": hugoSettings, "layouts/_default/single.html": hugoPage, "layouts/_default/list.html": hugoPage, "layouts/index.html": hugoPage} {
		file := filepath.Join(site, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	var theirs cost
	whole, change := builds(b, program(b), dir, "lessons/001-part-1/0010-lesson-10.md", func() {
		theirs.best(run(b, site, hugo, "--quiet", "--cleanDestinationDir"))
	})
	report(b, "whole", whole)
	report(b, "change", change)
	report(b, "hugo", theirs)
	b.ReportMetric(float64(whole.wall)/float64(theirs.wall), "whole/hugo")
	b.ReportMetric(float64(change.wall)/float64(whole.wall), "change/whole")
	b.ReportMetric(0, "ns/op")
}
