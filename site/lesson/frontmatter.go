package lesson

import (
	"bytes"
	"crypto/sha256"
	"strings"

	"bothends/runner/strict"
)

// fence is the line before and after front matter.
const fence = "+++"

// frontMatter is what stands between the fences, in TOML.
type frontMatter struct {
	Title   string            `toml:"title"`   // the page's only heading of the first level; required
	Goal    string            `toml:"goal"`    // one sentence: what the reader can do afterwards; required, except on first pages
	Mirrors []string          `toml:"mirrors"` // ids of the ideas that the lesson covers, if there is such a list
	Calls   []string          `toml:"calls"`   // what it shows of the library, besides what its programs use
	Terms   map[string]string `toml:"terms"`   // the words that it defines, for the glossary

	Language string `toml:"language"` // what it is written in, such as `de`; on a first page, for all pages that do not say so themselves; `en` without it
}

// frontMatter takes the front matter off the text of l. Its lines stay, empty,
// so that the lines after it keep their numbers.
func (r *reader) frontMatter(l *Lesson, text []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	isFence := func(line []byte) bool { return string(bytes.TrimRight(line, " \t\n")) == fence }
	if !isFence(lines[0]) {
		r.mistakes.add(place{l.File, 1}, `no front matter; begin the file with a line %s, title = "…", goal = "…" and another line %[1]s`, fence)
		return text
	}
	end := 1
	for end < len(lines) && !isFence(lines[end]) {
		end++
	}
	if end == len(lines) {
		r.mistakes.add(place{l.File, 1}, "the front matter is never closed; end it with a line %s", fence)
		return nil
	}
	front := bytes.Join(lines[1:end], nil)
	l.front, l.frontText = sha256.Sum256(front), string(front)
	r.decode(l, front)
	return append(bytes.Repeat([]byte("\n"), end+1), bytes.Join(lines[end+1:], nil)...)
}

// decode reads the front matter, whose first line is line 2 of the file.
func (r *reader) decode(l *Lesson, text []byte) {
	var f frontMatter
	wrong := strict.Decode(text, &f)
	l.Title, l.Goal, l.Mirrors, l.Calls, l.Terms, l.Language = f.Title, f.Goal, f.Mirrors, f.Calls, f.Terms, f.Language
	for _, e := range wrong {
		at := place{l.File, e.Line + 1}
		switch {
		case e.Unknown:
			r.mistakes.add(at, "front matter has no key %s; it has title, goal, mirrors, calls, terms and language", strings.Join(e.Key, "."))
			continue
		case len(e.Key) > 0: // sound TOML of another type
			e.Text = strings.Join(e.Key, ".") + " has the wrong type; title, goal and language are strings, mirrors and calls lists of strings, terms a table of strings"
		}
		r.mistakes.add(at, "front matter: %v", e)
		return
	}
	if strings.TrimSpace(l.Title) == "" {
		r.mistakes.add(place{l.File, 1}, `front matter lacks title = "…"`)
	}
	if strings.TrimSpace(l.Goal) == "" && l.Slug != "index" {
		r.mistakes.add(place{l.File, 1}, `front matter lacks goal = "…", one sentence that says what the reader can do afterwards`)
	}
}
