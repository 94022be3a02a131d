package lesson

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A Term is a word that a lesson defines, in its front matter.
type Term struct {
	Name, Text string
	Lesson     *Lesson
}

// ID is the id of the term in the glossary.
func (t Term) ID() string { return strings.ReplaceAll(strings.ToLower(t.Name), " ", "-") }

// Terms lists the terms of all lessons in the order of the alphabet. Every page asks
// for them: they are gathered once.
func (b *Book) Terms() []Term { return b.terms }

// gatherTerms gathers the terms of the lessons, which have been read.
func (b *Book) gatherTerms() {
	for _, l := range b.Lessons() {
		b.terms = append(b.terms, l.Defined()...)
	}
	slices.SortStableFunc(b.terms, func(a, b Term) int { return cmp.Compare(a.ID(), b.ID()) })
}

// Defined lists the terms that l defines, by name.
func (l *Lesson) Defined() []Term {
	var all []Term
	for _, name := range slices.Sorted(maps.Keys(l.Terms)) {
		all = append(all, Term{name, l.Terms[name], l})
	}
	return all
}

// SearchPage is where one searches without a script, if the site is served.
const SearchPage = "search.html"

// GlossaryPage and CallsPage are the addresses of the pages that are made of the
// whole book. Lessons link to them with a slash in front, to a term with its
// words joined by dashes: [backlog](/glossary.html#backlog).
const (
	GlossaryPage = "glossary.html"
	CallsPage    = "calls.html"
)

// terms reports what cannot stand in a glossary.
func (r *reader) terms() {
	r.book.gatherTerms()
	defined := map[string]Term{}
	for _, t := range r.book.Terms() {
		switch other, twice := defined[t.ID()]; {
		case strings.TrimSpace(t.Name) == "" || strings.TrimSpace(t.Text) == "":
			r.mistakes.add(place{t.Lesson.File, 1}, "terms: %q has no definition; write what it is in one sentence", t.Name)
		case twice:
			r.mistakes.add(place{t.Lesson.File, 1}, "terms: %q is defined already, in %s; link to it: [%[1]s](/%[3]s#%[4]s)", t.Name, other.Lesson.File, GlossaryPage, t.ID())
		}
		defined[t.ID()] = t
	}
}

// generated returns what a link to a page made of the whole book may name after
// #; false if there is no such page.
func (b *Book) generated(page string) (anchors []string, ok bool) {
	switch page {
	case "/" + GlossaryPage:
		for _, t := range b.Terms() {
			anchors = append(anchors, t.ID())
		}
		return anchors, true
	case "/" + CallsPage:
		return []string{"calls", "options", "errors"}, true
	}
	return nil, false
}
