package lesson

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/runner/nearest"
)

// Callouts are the kinds of text that stand beside the rest, as a quotation that
// begins with a line [!NOTE], after which a title may follow.
var Callouts = []string{"note", "tip", "warning", "history"}

// A Callout is text that stands beside the rest.
type Callout struct {
	ast.BaseBlock
	Class string // one of Callouts
	Title string // in which code may stand in backquotes; may be empty
}

// KindCallout is the kind of [Callout].
var KindCallout = ast.NewNodeKind("Callout")

// Kind implements ast.Node.
func (n *Callout) Kind() ast.NodeKind { return KindCallout }

// Dump implements ast.Node.
func (n *Callout) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Class": n.Class, "Title": n.Title}, nil)
}

var calloutForm = regexp.MustCompile(`^\[!([A-Za-z]+)\][ \t]*(.*)`)

// callouts replaces the quotations that are none.
func (r *reader) callouts(l *Lesson) {
	for _, quotation := range slices.Collect(nodes[*ast.Blockquote](l.Doc)) {
		p, ok := quotation.FirstChild().(*ast.Paragraph)
		if !ok {
			continue
		}
		first := p.Lines().At(0)
		m := calloutForm.FindStringSubmatch(strings.TrimSpace(string(first.Value(l.Source))))
		if m == nil {
			continue
		}
		n := &Callout{Class: strings.ToLower(m[1]), Title: m[2]}
		if !slices.Contains(Callouts, n.Class) {
			r.mistakes.add(l.source.at(p.Pos()), "nothing is called [!%s]%s; there are %s", m[1], nearest.Hint(n.Class, Callouts), strings.ToUpper(strings.Join(Callouts, ", ")))
			continue
		}
		withoutFirstLine(p)
		for quotation.FirstChild() != nil {
			child := quotation.FirstChild()
			quotation.RemoveChild(quotation, child)
			if child.HasChildren() || child != ast.Node(p) {
				n.AppendChild(n, child)
			}
		}
		if !n.HasChildren() {
			r.mistakes.add(l.source.at(p.Pos()), "[!%s] has no text; write it in the lines below, each after >", m[1])
		}
		quotation.Parent().ReplaceChild(quotation.Parent(), quotation, n)
	}
}

// withoutFirstLine takes the first line off a paragraph.
func withoutFirstLine(p *ast.Paragraph) {
	for p.HasChildren() {
		child := p.FirstChild()
		p.RemoveChild(p, child)
		if t, ok := child.(*ast.Text); ok && (t.SoftLineBreak() || t.HardLineBreak()) {
			return
		}
	}
}
