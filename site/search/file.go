package search

import (
	"bytes"
	"encoding/json"
	"strings"

	"bothends/site/lesson"
)

// The index of a site is a script for each part, and one for the first page of the
// book, which comes first: it lists the parts. A lesson is one line of its script, so
// that a line can be taken over while the lesson is as it was (Lines).
//
//	bookIndex={"parts":["ip-sockets"],"pages":{}};bookIndex.pages[""]=[
//	["index.html","Both Ends",[["","","A book about …","","",""]]]
//	];
//
// Of a lesson stand there path, title and sections, of a section the anchor, the
// heading, text, calls, errors and lines of code. The anchor of a term has its page in front.

// A File is one of these scripts.
type File struct {
	Path    string
	Lessons []*lesson.Lesson // of which it is made
	head    string
}

// First is the path of the script that comes first. No part has its name.
const First = "search/_book.js"

// Files are those of a book.
func Files(b *lesson.Book) []File {
	parts := []string{}
	for _, p := range b.Parts {
		parts = append(parts, p.Slug)
	}
	files := []File{{First, []*lesson.Lesson{b.Index}, `bookIndex={"parts":` + encoded(parts) + `,"pages":{}};bookIndex.pages[""]=[` + "\n"}}
	for _, p := range b.Parts {
		f := File{Path: "search/" + p.Slug + ".js", head: `bookIndex.pages["` + p.Slug + `"]=[` + "\n"}
		f.Lessons = append(f.Lessons, p.Index)
		f.Lessons = append(f.Lessons, p.Lessons...)
		files = append(files, f)
	}
	return files
}

// Make makes the script. What known has a line for is not made again; it may be nil.
func (f File) Make(known map[string]string) []byte {
	lines := make([]string, len(f.Lessons))
	for i, l := range f.Lessons {
		line, ok := known[l.Path]
		if !ok {
			line = newLine(l)
		}
		lines[i] = line
	}
	return []byte(f.head + strings.Join(lines, ",\n") + "\n];\n")
}

// Lines are those of a script that was made before, by the paths of their lessons.
func Lines(script []byte) map[string]string {
	known := map[string]string{}
	for line := range strings.SplitSeq(string(script), "\n") {
		if rest, ok := strings.CutPrefix(line, `["`); ok {
			page, _, _ := strings.Cut(rest, `"`)
			known[page] = strings.TrimSuffix(line, ",")
		}
	}
	return known
}

// newLine is the line of a lesson.
func newLine(l *lesson.Lesson) string {
	sections := [][]string{}
	for _, s := range Sections(l) {
		anchor := s.Anchor
		if s.Path != l.Path {
			anchor = s.Path + "#" + anchor
		}
		sections = append(sections, []string{anchor, s.Heading, s.Text, s.Calls, s.Errors, s.Code})
	}
	return encoded([]any{l.Path, plain(l.Title), sections})
}

// encoded is a value in JSON, which is one in JavaScript as well.
func encoded(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings can be written
	}
	return strings.TrimSuffix(b.String(), "\n")
}
