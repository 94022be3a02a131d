// Package feed makes what machines read of a book:
//
//	PART/010-lesson.md       each page as plain Markdown, beside it: programs and recordings in full
//	recordings/SNIPPET.json  each recorded run, with its events as bothends run -json prints them
//	llms.txt                 what there is, with links to the Markdown, see llmstxt.org
//	robots.txt               everybody may read everything
//	sitemap.xml              all pages, where the address of the site is known
//
// It says of a book what its pages say, and nothing more. Start at [Files].
package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"bothends/runner"
	"bothends/site/lesson"
)

// A File is one of these files.
type File struct {
	Path string // from the root of the site
	Type string // its media type
	Make func() ([]byte, error)

	// What the file is made of: one lesson, or one snippet, and otherwise the front
	// matter of all.
	Lesson  *lesson.Lesson
	Snippet string
}

const (
	markdownType = "text/markdown; charset=utf-8"
	textType     = "text/plain; charset=utf-8"
)

// Files lists the files of a book whose site has the address base, in the form of
// page.ParseBase, or none that is known.
func Files(b *lesson.Book, base string) []File {
	var all []File
	for _, l := range b.Lessons() {
		all = append(all, File{Path: MarkdownPath(l), Type: markdownType, Lesson: l, Make: func() ([]byte, error) { return Markdown(l) }})
	}
	for _, name := range slices.Sorted(maps.Keys(b.Snippets)) {
		if s := b.Snippets[name]; s.Recording != nil {
			all = append(all, File{Path: RecordingPath(name), Type: "application/json", Snippet: name, Make: func() ([]byte, error) { return recorded(s) }})
		}
	}
	all = append(all,
		File{Path: "llms.txt", Type: textType, Make: func() ([]byte, error) { return llms(b), nil }},
		File{Path: "robots.txt", Type: textType, Make: func() ([]byte, error) { return robots(base), nil }})
	if base != "" {
		all = append(all, File{Path: "sitemap.xml", Type: "application/xml", Make: func() ([]byte, error) { return sitemap(b, base) }})
	}
	return all
}

// MarkdownPath is where the site has a lesson as Markdown.
func MarkdownPath(l *lesson.Lesson) string { return path.Join(path.Dir(l.Path), path.Base(l.File)) }

// RecordingPath is where the site has the recorded run of a snippet.
func RecordingPath(snippet string) string { return "recordings/" + snippet + ".json" }

// A recordedRun is what the file of a recording holds.
type recordedRun struct {
	Snippet string            `json:"snippet"`
	Sum     string            `json:"sum"` // of the sources and the scenario
	Sources map[string]string `json:"sources"`
	Events  []runner.Event    `json:"events"`
}

func recorded(s *lesson.Snippet) ([]byte, error) {
	r := recordedRun{s.Name, s.Recording.Sum, map[string]string{}, s.Recording.Events}
	for _, f := range s.Files {
		r.Sources[f.Name] = f.Source
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return b.Bytes(), err
}

// llms lists the pages for those who read text only. Its links are relative to it.
func llms(b *lesson.Book) []byte {
	var w bytes.Buffer
	fmt.Fprintf(&w, "# %s\n\n", b.Title)
	if b.Index.Goal != "" {
		fmt.Fprintf(&w, "> %s\n\n", b.Index.Goal)
	}
	fmt.Fprintf(&w, "Each lesson holds its programs and what they really printed. The recorded runs are in recordings/, one JSON object for each program shown.\n\n- [%s](%s)\n", b.Title, MarkdownPath(b.Index))
	for _, p := range b.Parts {
		fmt.Fprintf(&w, "\n## %s\n\n- [%[1]s](%s)\n", p.Title, MarkdownPath(p.Index))
		for _, l := range p.Lessons {
			fmt.Fprintf(&w, "- [%s](%s): %s\n", l.Title, MarkdownPath(l), l.Goal)
		}
	}
	return w.Bytes()
}

func robots(base string) []byte {
	text := "User-agent: *\nAllow: /\n"
	if base != "" {
		text += "\nSitemap: " + base + "sitemap.xml\n"
	}
	return []byte(text)
}

// A urlSet is a sitemap. It names no dates: they would not be the book's, but
// those of a copy of it.
type urlSet struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []struct {
		Loc string `xml:"loc"`
	} `xml:"url"`
}

// sitemap lists the pages by the addresses that they give themselves.
func sitemap(b *lesson.Book, base string) ([]byte, error) {
	var set urlSet
	for _, l := range b.Lessons() {
		folder, ok := strings.CutSuffix(l.Path, "index.html")
		if !ok {
			folder = l.Path
		}
		set.URLs = append(set.URLs, struct {
			Loc string `xml:"loc"`
		}{base + folder})
	}
	text, err := xml.MarshalIndent(set, "", " ")
	return append(append([]byte(xml.Header), text...), '\n'), err
}
