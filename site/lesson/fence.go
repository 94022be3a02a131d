package lesson

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"

	"bothends/runner/nearest"
)

// words splits the info string of a fence into its first word and the rest.
func words(f *ast.FencedCodeBlock, src []byte) (word, rest string) {
	if f.Info == nil {
		return "", ""
	}
	word, rest, _ = strings.Cut(string(f.Info.Segment.Value(src)), " ")
	return word, strings.TrimSpace(rest)
}

// fences replaces the fences that mean more than code by nodes of their own.
func (r *reader) fences(l *Lesson, ctx parser.Context) {
	var all []*ast.FencedCodeBlock
	for f := range nodes[*ast.FencedCodeBlock](l.Doc) {
		all = append(all, f)
	}
	for _, f := range all {
		var n ast.Node
		word, rest := words(f, l.Source)
		switch word {
		case "show":
			n = r.show(l, f, rest)
		case "run":
			n = r.run(l, f, rest)
		case "session":
			n = r.session(l, f, rest)
		case "break":
			n = r.breakFence(l, f, rest)
		case "exercise":
			n = r.exercise(l, f, rest, ctx)
		case "figure":
			n = r.figure(l, f, rest)
		case "question":
			n = r.question(l, f, rest, ctx)
		case "include": // one that expand could not follow, and has reported
		default:
			look, ok := r.look(l.source.at(f.Pos()), rest, f.Lines().Len())
			f.SetAttributeString(lookAttribute, look)
			if !ok {
				r.mistakes.add(l.source.at(f.Pos()), "no fence is called %q%s; there are show, run, session, break, question, exercise, figure and include, and a block of code names its language, and perhaps {lines} to mark and a \"caption\"", word, nearest.Hint(word, fenceWords()))
			}
		}
		if n != nil {
			f.Parent().ReplaceChild(f.Parent(), f, n)
		}
	}
}

// A Fence is a kind of fence that means more than code.
type Fence struct {
	Form  string // how it begins: show SNIPPET/FILE#REGION
	Body  string // what stands in it; empty for nothing
	Shows string
}

// Fences lists the book's own fences.
func Fences() []Fence {
	return []Fence{
		{"show SNIPPET/FILE", "", "a file of a snippet"},
		{"show SNIPPET/FILE#REGION", "", "what stands between the lines `// ANCHOR: REGION` and `// ANCHOR_END: REGION` in it"},
		{`show SNIPPET/FILE#REGION {2,4-6} "CAPTION"`, "", "the same with lines marked, counted in what is shown, and a caption; either may be left out"},
		{`LANGUAGE {2,4-6} "CAPTION"`, "code", "code that stands in the lesson, such as go, toml, console or text"},
		{"run SNIPPET", "", "the programs of a snippet, and its recording"},
		{"session SESSION", "", "the cells of a session side by side, and its recording"},
		{"session SESSION#TERMINAL:CELL..TERMINAL:CELL", "", "those cells of it; a session may stand in several pieces"},
		{"break SNIPPET/FILE NAME", "an edit, lines with `-`, `+` or a blank before them; then `assert:`, `varies:` and `time:`", "the edit, and the recording of what it does"},
		{"question", "a question, then `- [ ] choice :: why not` and one `- [x] choice :: why`", "the question about what was read"},
		{"question SNIPPET#BREAK", "the same, and `assert:`; without `#BREAK`, about the snippet itself", "the question about a run"},
		{"exercise EXERCISE", "the task, then a numbered list of hints", "the task, what is checked, what to begin with"},
		{"figure KIND", "a title, and lines of data", "a picture drawn from them, and the same as a list"},
		{"include FILE.md", "", "another Markdown file, by its path from this one"},
	}
}

// fenceWords are the words that fences begin with.
func fenceWords() []string {
	var all []string
	for _, f := range Fences() {
		if word, _, _ := strings.Cut(f.Form, " "); word == strings.ToLower(word) {
			all = append(all, word)
		}
	}
	return slices.Compact(all)
}

// empty reports the body of a fence that must have none.
func (r *reader) empty(s *source, f *ast.FencedCodeBlock) {
	if f.Lines().Len() > 0 {
		r.mistakes.add(s.at(f.Lines().At(0).Start), "this fence must have no body; what it shows comes from what it names")
	}
}

// alone reports a fence that stands inside a list or a quotation.
func (r *reader) alone(s *source, f *ast.FencedCodeBlock) bool {
	if f.Parent().Kind() == ast.KindDocument {
		return true
	}
	r.mistakes.add(s.at(f.Pos()), "this fence stands in a list or a quotation; it must stand by itself")
	return false
}

var closing = regexp.MustCompile("^[ \t>]*(```+|~~~+)[ \t]*\n?$")

// extent returns where a fence begins and where the line after it begins, and
// whether it is closed.
func extent(s *source, f *ast.FencedCodeBlock) (start, stop int, closed bool) {
	start, stop = s.lineStart(f.Pos()), s.lineEnd(f.Pos())
	if n := f.Lines().Len(); n > 0 {
		stop = f.Lines().At(n - 1).Stop
	}
	end := s.lineEnd(min(stop, len(s.text)))
	if closing.Match(s.text[stop:end]) {
		return start, end, true
	}
	return start, stop, false
}
