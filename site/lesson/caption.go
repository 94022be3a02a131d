package lesson

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// captionMark is how a paragraph begins that is the caption of the table above it.
const captionMark = "Table: "

const captionAttribute = "caption"

// Caption returns the paragraph that is the caption of a table, or nil.
func Caption(table ast.Node) ast.Node {
	v, _ := table.AttributeString(captionAttribute)
	n, _ := v.(ast.Node)
	return n
}

// captions ties the paragraphs that begin with "Table: " to the tables that they
// stand below.
func (r *reader) captions(l *Lesson) {
	for _, p := range slices.Collect(nodes[*ast.Paragraph](l.Doc)) {
		first, ok := p.FirstChild().(*ast.Text)
		if !ok || !strings.HasPrefix(string(first.Value(l.Source)), captionMark) {
			continue
		}
		table, ok := p.PreviousSibling().(*east.Table)
		if !ok {
			r.mistakes.add(l.source.at(p.Pos()), "%q begins the caption of a table, and there is no table right above it", strings.TrimSpace(captionMark))
			continue
		}
		first.Segment.Start += len(captionMark)
		p.Parent().RemoveChild(p.Parent(), p)
		table.SetAttributeString(captionAttribute, ast.Node(p))
	}
}
