package lesson

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// mentions links each lesson's first mention of a term to the glossary, where an
// author has not done so: terms of several words and abbreviations alone, since a
// word like address is often just a word. The lesson that defines a term explains
// it in its text.
func (b *Book) mentions() {
	terms := map[string]string{} // how it may be written, to its id
	var forms []string
	for _, t := range b.Terms() {
		if distinct(t.Name) {
			form := strings.ToLower(t.Name)
			terms[form] = t.ID()
			forms = append(forms, regexp.QuoteMeta(form))
		}
	}
	if len(forms) == 0 {
		return
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) }) // the longest first
	pattern := regexp.MustCompile(`(?i)(` + strings.Join(forms, "|") + `)(s?)`)
	for _, l := range b.Lessons() {
		said := map[string]bool{}
		for name := range l.Terms {
			said[Term{Name: name}.ID()] = true
		}
		for n := range nodes[*ast.Link](l.Doc) {
			if id, ok := strings.CutPrefix(string(n.Destination), "/"+GlossaryPage+"#"); ok {
				said[id] = true
			}
		}
		l.mention(pattern, terms, said)
	}
}

// distinct holds for names that mean nothing else in plain text.
func distinct(name string) bool {
	return strings.ContainsAny(name, " -_") || len(name) > 2 && name == strings.ToUpper(name)
}

// mention makes links of the first mention of each term that is not said yet.
func (l *Lesson) mention(pattern *regexp.Regexp, terms map[string]string, said map[string]bool) {
	var texts []*ast.Text
	ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading, *ast.Link, *ast.CodeSpan, *Question, *Exercise:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				texts = append(texts, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, t := range texts {
		for t != nil {
			t = l.mentionIn(t, pattern, terms, said)
		}
	}
}

// mentionIn links the first new term in t, and returns what follows it.
func (l *Lesson) mentionIn(t *ast.Text, pattern *regexp.Regexp, terms map[string]string, said map[string]bool) *ast.Text {
	line := t.Segment.Value(l.Source)
	for _, m := range pattern.FindAllSubmatchIndex(line, -1) {
		written := string(line[m[2]:m[3]])
		id := terms[strings.ToLower(written)]
		abbreviation := written == strings.ToUpper(written)
		isAbbreviation := strings.ToUpper(id) == strings.ToUpper(written) && !strings.ContainsAny(written, " -_")
		if said[id] || !word(l.Source, t.Segment.Start+m[0], t.Segment.Start+m[1]) || isAbbreviation && !abbreviation {
			continue
		}
		said[id] = true
		at := t.Segment
		link := ast.NewLink()
		link.Destination = []byte("/" + GlossaryPage + "#" + id)
		link.AppendChild(link, ast.NewTextSegment(text.NewSegment(at.Start+m[0], at.Start+m[1])))
		rest := ast.NewTextSegment(text.NewSegment(at.Start+m[1], at.Stop))
		rest.SetSoftLineBreak(t.SoftLineBreak())
		rest.SetHardLineBreak(t.HardLineBreak())
		t.Segment = text.NewSegment(at.Start, at.Start+m[0])
		t.SetSoftLineBreak(false)
		t.SetHardLineBreak(false)
		t.Parent().InsertAfter(t.Parent(), t, link)
		t.Parent().InsertAfter(t.Parent(), link, rest)
		return rest
	}
	return nil
}

// word reports whether source[from:to] is no part of a longer word.
func word(source []byte, from, to int) bool {
	before, _ := utf8.DecodeLastRune(source[:from])
	after, _ := utf8.DecodeRune(source[to:])
	joins := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || bytes.ContainsRune([]byte("-_/`:+"), r)
	}
	return !joins(before) && (!joins(after) || after == ':')
}
