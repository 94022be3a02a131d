package lesson

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// A Line is one of the running text of a lesson: without code and addresses.
type Line struct {
	File   string
	Number int // in File; that of the first line for front matter
	Text   string
}

// Prose lists what a reader of l reads that is neither code nor output: its
// front matter, text, tables, questions, tasks and hints.
func (l *Lesson) Prose() []Line {
	var all []Line
	for _, text := range append([]string{l.Title, l.Goal}, slices.Sorted(maps.Values(l.Terms))...) {
		all = append(all, Line{l.File, 1, WithoutCode(text)})
	}
	for _, name := range slices.Sorted(maps.Keys(l.Terms)) {
		all = append(all, Line{l.File, 1, WithoutCode(name)})
	}
	text := l.running()
	for i, start := range l.source.starts {
		line := text[start:l.source.lineEnd(start)]
		if len(bytes.TrimSpace(line)) > 0 {
			all = append(all, Line{l.source.places[i].file, l.source.places[i].line, strings.TrimSpace(string(line))})
		}
	}
	return all
}

// WithoutCode is a line of front matter without what stands in backquotes.
func WithoutCode(s string) string {
	pieces := strings.Split(s, "`")
	for i := 1; i < len(pieces); i += 2 {
		pieces[i] = " "
	}
	return strings.Join(pieces, "")
}

// running is the text with all but its words blanked, so that they keep their
// places; without blocks of the kinds to skip.
func (l *Lesson) running(skip ...ast.NodeKind) []byte {
	out := bytes.Repeat([]byte(" "), len(l.Source))
	ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if slices.Contains(skip, n.Kind()) {
			return ast.WalkSkipChildren, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			copy(out[n.Segment.Start:n.Segment.Stop], n.Segment.Value(l.Source))
		}
		return ast.WalkContinue, nil
	})
	// Typography has made an apostrophe a node of its own.
	for i := 1; i+1 < len(out); i++ {
		if l.Source[i] == '\'' && out[i-1] != ' ' && out[i+1] != ' ' {
			out[i] = '\''
		}
	}
	return out
}

// Words counts the words of what is read from beginning to end, each piece of
// code in it as one: not of tables, questions and exercises.
func (l *Lesson) Words() int {
	words, skip := 0, []ast.NodeKind{east.KindTable, KindQuestion, KindExercise}
	for one := range strings.FieldsSeq(string(l.running(skip...))) {
		if strings.IndexFunc(one, unicode.IsLetter) >= 0 {
			words++
		}
	}
	ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if slices.Contains(skip, n.Kind()) {
			return ast.WalkSkipChildren, nil
		}
		if n.Kind() == ast.KindCodeSpan && entering {
			words++
		}
		return ast.WalkContinue, nil
	})
	return words
}
