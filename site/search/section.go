package search

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/index"
	"bothends/site/lesson"
)

// A Section is what is found: the text below one heading, or above the first.
type Section struct {
	Path    string // of the page, from the root of the site
	Title   string // of the lesson
	Anchor  string // of the heading; empty above the first
	Heading string // empty likewise
	Text    string
	Calls   string // words: what its programs call, and what they were seen to call
	Errors  string // those that its programs met, by name and in words
	Code    string // lines of its programs: those with a word that is in none before
}

// What is taken of one section at most, in bytes of text, and of code, and in words of code.
const (
	mostText  = 6 << 10
	mostWords = 400
)

// Sections are those of a lesson, in order, and the words that it defines, which
// are found in the glossary.
func Sections(l *lesson.Lesson) []Section {
	g := gatherer{lesson: l}
	g.begin("", "")
	g.text.WriteString(plain(l.Goal) + " ")
	ast.Walk(l.Doc, g.visit)
	g.end()
	for _, t := range l.Defined() {
		g.all = append(g.all, Section{Path: lesson.GlossaryPage, Title: plain(l.Title), Anchor: t.ID(), Heading: plain(t.Name), Text: bounded(plain(t.Text))})
	}
	return g.all
}

// A gatherer gathers the sections of one lesson.
type gatherer struct {
	lesson *lesson.Lesson
	all    []Section
	text   strings.Builder
	lines  []string // of programs
	code   words    // what is in them, but for calls
	calls  words
	errors words
}

// begin begins a section.
func (g *gatherer) begin(anchor, heading string) {
	g.all = append(g.all, Section{Path: g.lesson.Path, Title: plain(g.lesson.Title), Anchor: anchor, Heading: heading})
	g.text.Reset()
	g.lines, g.code, g.calls, g.errors = nil, words{}, words{}, words{}
}

// end fills in the section that was begun last.
func (g *gatherer) end() {
	s := &g.all[len(g.all)-1]
	s.Text = bounded(strings.Join(strings.Fields(g.text.String()), " "))
	s.Calls, s.Errors = g.calls.String(), g.errors.String()
	s.Code = bounded(strings.Join(g.lines, "\n"))
}

// visit takes what a node of the text says.
func (g *gatherer) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		if n.Type() == ast.TypeBlock {
			g.text.WriteByte(' ')
		}
		return ast.WalkContinue, nil
	}
	source := g.lesson.Source
	switch n := n.(type) {
	case *ast.Heading:
		g.end()
		id, _ := n.AttributeString("id")
		anchor, _ := id.([]byte)
		g.begin(string(anchor), heading(n, source))
		return ast.WalkSkipChildren, nil
	case *ast.Text:
		g.text.Write(n.Value(source))
		if n.SoftLineBreak() || n.HardLineBreak() {
			g.text.WriteByte(' ')
		}
	case *ast.String:
		g.text.WriteString(html.UnescapeString(string(n.Value))) // quotation marks, as entities
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		g.program(string(n.Lines().Value(source)))
	case *east.FootnoteBacklink, *ast.HTMLBlock, *ast.RawHTML, *lesson.Choice, *lesson.Hint:
		return ast.WalkSkipChildren, nil
	case *lesson.Callout:
		g.text.WriteString(plain(n.Title) + " ")
	default:
		return g.block(n), nil
	}
	return ast.WalkContinue, nil
}

// block takes what one of the book's own blocks shows.
func (g *gatherer) block(n ast.Node) ast.WalkStatus {
	switch n := n.(type) {
	case *lesson.Show:
		g.program(n.Code)
		g.text.WriteString(" " + n.Look.Caption + " ")
	case *lesson.Run:
		for _, f := range n.Snippet.Files {
			g.program(f.Source)
		}
		g.run(n.Snippet.Recording)
	case *lesson.Break:
		for _, c := range n.Edit.Changes {
			for _, line := range c.Lines {
				g.program(line.Text)
			}
		}
		g.run(n.Recording)
	case *lesson.Exercise:
		g.program(n.Exercise.Starter["main.go"])
	case *lesson.Figure:
		g.text.WriteString(" " + n.Figure.Title + " ")
	}
	return ast.WalkContinue
}

// program takes the lines of a program that say something new.
func (g *gatherer) program(source string) {
	for line := range strings.Lines(source) {
		if g.line(line) {
			g.lines = append(g.lines, strings.TrimSpace(line))
		}
	}
}

// line takes the words of a line, and tells whether one of them is new. What follows a dot
// and begins with a capital is called, or is a constant of a package.
func (g *gatherer) line(source string) bool {
	fresh := false
	before, dot := "", false // the word before a dot
	for start := 0; start < len(source); {
		end := start
		for end < len(source) && inWord(source[end]) {
			end++
		}
		if end == start {
			dot = source[start] == '.'
			if !dot {
				before = ""
			}
			start++
			continue
		}
		word := source[start:end]
		switch {
		case dot && word[0] >= 'A' && word[0] <= 'Z' && index.Listed(before):
			fresh = g.calls.add(before+"."+word) || fresh
		case dot && word[0] >= 'A' && word[0] <= 'Z':
			fresh = g.calls.add(word) || fresh
		case end-start > 1 && (word[0] < '0' || word[0] > '9'):
			fresh = g.code.add(word) || fresh
		}
		before, dot, start = word, false, end
	}
	return fresh
}

// inWord is whether a byte belongs to a word; those of letters beyond ASCII do.
func inWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}

// run takes what a recorded run called, and what it failed with.
func (g *gatherer) run(r *recording.Recording) {
	if r == nil {
		return
	}
	for _, e := range r.Events {
		switch e.Kind {
		case runner.Call:
			if !e.Call.Noise {
				g.calls.add(e.Call.Name)
			}
			if e.Call.Errno != "" && !e.Call.Noise {
				g.errors.add(e.Call.Errno)
			}
		case runner.Stdout, runner.Stderr:
			for _, f := range index.Failures(e.Text) {
				g.errors.add(f.Name + " (" + f.Text + ")")
			}
		}
	}
}

// heading is the text of a heading.
func heading(n ast.Node, source []byte) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Value(source))
		}
		if s, ok := n.(*ast.String); ok && entering {
			b.WriteString(html.UnescapeString(string(s.Value)))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// plain is a line of front matter without its backquotes.
func plain(s string) string { return strings.ReplaceAll(s, "`", "") }

// bounded cuts a text where it has to end, behind a word.
func bounded(s string) string {
	if len(s) <= mostText {
		return s
	}
	return s[:strings.LastIndexAny(s[:mostText], " \n")+1]
}

// words are several, each once.
type words struct {
	all  []string
	seen map[string]bool
}

// add tells whether the word is a new one.
func (w *words) add(word string) bool {
	if len(w.all) == mostWords || w.seen[word] {
		return false
	}
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[word] = true
	w.all = append(w.all, word)
	return true
}

func (w *words) String() string { return strings.Join(w.all, " ") }
