package feed

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/runner/recording"
	"bothends/site/lesson"
)

// Markdown is the text of a lesson as its author wrote it, with what its fences
// name in their place, so that it can be read without the book.
func Markdown(l *lesson.Lesson) ([]byte, error) {
	var blocks []ast.Node // those that came in the place of fences
	ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && isBlock(n) {
			blocks = append(blocks, n)
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	var w bytes.Buffer
	fmt.Fprintf(&w, "# %s\n\n", l.Title)
	if l.Goal != "" {
		fmt.Fprintf(&w, "%s\n\n", l.Goal)
	}
	done := 0
	for _, f := range fences(l.Source) {
		if len(blocks) == 0 {
			return nil, fmt.Errorf("%s: more fences than blocks that came of them", l.File)
		}
		w.Write(prose(l, l.Source[done:f.start]))
		block(&w, l, blocks[0], f.body)
		blocks, done = blocks[1:], f.stop
	}
	if len(blocks) > 0 {
		return nil, fmt.Errorf("%s: a block of no fence", l.File)
	}
	w.Write(prose(l, l.Source[done:]))
	return append(bytes.TrimSpace(blankLines.ReplaceAll(w.Bytes(), []byte("\n\n"))), '\n'), nil
}

var blankLines = regexp.MustCompile(`\n{3,}`)

func isBlock(n ast.Node) bool {
	switch n.(type) {
	case *lesson.Show, *lesson.Run, *lesson.Session, *lesson.Break, *lesson.Question, *lesson.Exercise, *lesson.Figure:
		return true
	}
	return false
}

// A fence is one that means more than a block of code.
type fence struct {
	start, stop int
	body        string
}

// fences finds them in the text of a lesson.
func fences(src []byte) []fence {
	own := map[string]bool{}
	for _, f := range lesson.Fences() {
		word, _, _ := strings.Cut(f.Form, " ")
		own[word] = true
	}
	var all []fence
	ast.Walk(lesson.Blocks(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		f, ok := n.(*ast.FencedCodeBlock)
		if !ok || !entering || !own[string(f.Language(src))] {
			return ast.WalkContinue, nil
		}
		// From the line that opens it to the one that closes it.
		start := bytes.LastIndexByte(src[:f.Pos()], '\n') + 1
		stop := endOfLine(src, f.Pos())
		if lines := f.Lines(); lines.Len() > 0 {
			stop = lines.At(lines.Len() - 1).Stop
		}
		all = append(all, fence{start, endOfLine(src, stop), string(f.Lines().Value(src))})
		return ast.WalkContinue, nil
	})
	return all
}

// endOfLine is where the line after that of an offset begins.
func endOfLine(src []byte, offset int) int {
	if i := bytes.IndexByte(src[min(offset, len(src)):], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(src)
}

// block writes what stands in the place of a fence.
func block(w *bytes.Buffer, l *lesson.Lesson, n ast.Node, body string) {
	switch n := n.(type) {
	case *lesson.Show:
		code(w, n.Snippet.Name+"/"+n.File.Name, n.Code)
	case *lesson.Run:
		for _, f := range n.Snippet.Files {
			code(w, n.Snippet.Name+"/"+f.Name, f.Source)
		}
		run(w, "What they printed, recorded", n.Snippet.Recording)
	case *lesson.Session:
		for _, c := range n.Cells() {
			code(w, n.Snippet.Name+", "+c.Terminal+": "+c.Name, c.Text)
		}
		if n.Last {
			run(w, "What the cells did, recorded", n.Snippet.Recording)
		}
	case *lesson.Break:
		fmt.Fprintf(w, "An edit to %s:\n\n", n.Snippet.Name)
		for _, c := range n.Edit.Changes {
			var diff strings.Builder
			fmt.Fprintf(&diff, "%s\n", c.File)
			for _, line := range c.Lines {
				fmt.Fprintf(&diff, "%c %s\n", line.Op, line.Text)
			}
			fenced(w, "diff", diff.String())
		}
		run(w, "What happens then, recorded", n.Recording)
	case *lesson.Figure:
		fmt.Fprintf(w, "%s:\n\n", strings.TrimSuffix(n.Figure.Title, "."))
		for _, line := range n.Figure.List() {
			fmt.Fprintf(w, "- %s\n", line)
		}
		w.WriteByte('\n')
	case *lesson.Question:
		w.WriteString("**Question.** ")
		w.Write(prose(l, []byte(strings.TrimLeft(directives.ReplaceAllString(body, ""), "\n"))))
		w.WriteByte('\n')
	case *lesson.Exercise:
		exercise(w, l, n, body)
	}
}

// directives are lines of a fence that are for bothends verify.
var directives = regexp.MustCompile(`(?m)^assert: .*\n`)

func exercise(w *bytes.Buffer, l *lesson.Lesson, n *lesson.Exercise, body string) {
	x := n.Exercise
	fmt.Fprintf(w, "**Exercise.** ")
	w.Write(prose(l, []byte(body)))
	fmt.Fprintf(w, "\nThe %s must do this:\n\n", x.Reader)
	for _, p := range x.Properties {
		fmt.Fprintf(w, "- it %s\n", p.Held)
	}
	w.WriteByte('\n')
	code(w, "to begin with", x.Starter["main.go"])
	code(w, "a solution", x.Solution["main.go"])
}

// code writes a file, under its name.
func code(w *bytes.Buffer, name, source string) {
	language := "go"
	if strings.HasSuffix(name, ".toml") {
		language = "toml"
	}
	fmt.Fprintf(w, "`%s`:\n\n", name)
	fenced(w, language, source)
}

// run writes a recording as it lies beside its snippet, without its header.
func run(w *bytes.Buffer, what string, r *recording.Recording) {
	if r == nil {
		return
	}
	_, events, _ := strings.Cut(string(r.Format()), "\n")
	fmt.Fprintf(w, "%s: milliseconds, process, what happened.\n\n", what)
	fenced(w, "text", events)
}

// fenced writes a block of code in a fence that the code does not close.
func fenced(w *bytes.Buffer, language, code string) {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	fmt.Fprintf(w, "%s%s\n%s\n%s\n\n", fence, language, strings.TrimRight(code, "\n"), fence)
}

// Links between lessons name files of the book, whose folders have numbers that the
// site has not, and pages that are made of the whole book, from its root.
var (
	numbered = regexp.MustCompile(`(\]\(|\]: *)((?:\.\./)*)\d+-([a-z0-9-]+/[^)\s]*\.md)`)
	rooted   = regexp.MustCompile(`(\]\(|\]: *)/([a-z]+\.html)`)
)

// prose is a piece of the author's text, with links that lead to files of the site.
func prose(l *lesson.Lesson, text []byte) []byte {
	up := strings.Repeat("../", strings.Count(l.Path, "/"))
	text = numbered.ReplaceAll(text, []byte("${1}${2}${3}"))
	return rooted.ReplaceAll(text, []byte("${1}"+up+"${2}"))
}
