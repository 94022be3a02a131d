package lesson

import (
	"errors"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/site/figure"
)

// A Figure is a block that shows a picture, drawn from the lines of its fence.
type Figure struct {
	ast.BaseBlock
	Figure *figure.Figure
}

// KindFigure is the kind of [Figure].
var KindFigure = ast.NewNodeKind("Figure")

// Kind implements ast.Node.
func (n *Figure) Kind() ast.NodeKind { return KindFigure }

// Dump implements ast.Node.
func (n *Figure) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Title": n.Figure.Title}, nil)
}

// figure makes the node of a fence "figure layers".
func (r *reader) figure(l *Lesson, f *ast.FencedCodeBlock, kind string) ast.Node {
	at := l.source.at(f.Pos())
	if !r.alone(l.source, f) {
		return nil
	}
	var text strings.Builder
	for i := range f.Lines().Len() {
		line := f.Lines().At(i)
		text.Write(line.Value(l.source.text))
	}
	drawn, err := figure.Parse(kind, text.String())
	var wrong *figure.Mistake
	if errors.As(err, &wrong) {
		if i := wrong.Line - 1; i > 0 {
			at = l.source.at(f.Lines().At(i).Start)
		}
		r.mistakes.add(at, "%s", wrong.Text)
		return nil
	}
	return &Figure{Figure: drawn}
}
