package lesson

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Markdown is the dialect of lessons: CommonMark with tables, strikethrough,
// footnotes and typographic quotes, and an id on each heading.
func Markdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithExtensions(
			// Without it, tables would carry style=, which the pages' policy forbids.
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough,
			extension.NewFootnote(),
			extension.Typographer,
		),
	)
}

// dialect is the parser of the dialect. It keeps nothing of what it parses.
var dialect = sync.OnceValue(func() parser.Parser { return Markdown().Parser() })

// Blocks parses the blocks of a text alone, and leaves what stands in them as it is.
func Blocks(src []byte) ast.Node { return blocks().Parse(text.NewReader(src)) }

var blocks = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithBlockParsers(util.Prioritized(extension.NewFootnoteBlockParser(), 999)),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
})

// ids that the pages themselves use; no heading gets them.
var reservedIDs = []string{"main", "contents"}

// parse parses the whole of a text. Of parsers that share a context, later
// ones know the link definitions and heading ids of earlier ones.
func parse(src []byte, ctx parser.Context) ast.Node {
	return dialect().Parse(text.NewReader(src), parser.WithContext(ctx))
}

// parsePiece parses what stands from start to stop of a source, and gives its nodes
// the offsets that they have in the whole.
func parsePiece(s *source, start, stop int, ctx parser.Context) ast.Node {
	r := text.NewReader(s.masked(start, stop))
	r.SetPosition(-1, text.NewSegment(start, start)) // or it would look at each blank line before
	r.AdvanceLine()
	return dialect().Parse(r, parser.WithContext(ctx))
}

func newContext() parser.Context {
	ctx := parser.NewContext()
	for _, id := range reservedIDs {
		ctx.IDs().Put([]byte(id))
	}
	return ctx
}

// subContext is for parsing a piece of the text that ctx parsed.
func subContext(ctx parser.Context) parser.Context {
	sub := parser.NewContext(parser.WithIDs(ctx.IDs()))
	for _, ref := range ctx.References() {
		sub.AddReference(ref)
	}
	return sub
}

// lesson reads the text of one lesson.
func (r *reader) lesson(l *Lesson) {
	text, ok := r.read(l.File)
	if !ok {
		return
	}
	text = r.frontMatter(l, text)
	if l.Part == nil {
		r.book.Title = l.Title
	} else if l == l.Part.Index {
		l.Part.Title = l.Title
	}
	r.included = 0
	l.source = r.expand(l.File, text, []string{l.File})
	if !r.bounded(l.source) {
		l.source = &source{}
	}
	l.Source = l.source.text
	ctx := newContext()
	l.Doc = parse(l.Source, ctx)
	r.fences(l, ctx)
	r.callouts(l)
	r.captions(l)
	r.headings(l)
	r.noHTML(l)
}

// headings lists the headings of l. The title is the only one of level 1.
func (r *reader) headings(l *Lesson) {
	for h := range nodes[*ast.Heading](l.Doc) {
		if h.Level == 1 {
			r.mistakes.add(l.source.at(h.Pos()), "a heading of level 1; the title stands in the front matter, so begin with ##")
		}
		id, _ := h.AttributeString("id")
		idText, _ := id.([]byte)
		l.Headings = append(l.Headings, Heading{h.Level, string(idText), plain(h, l.Source)})
	}
}

// noHTML refuses HTML, which would vanish without a word. Comments may stay.
func (r *reader) noHTML(l *Lesson) {
	report := func(n ast.Node, html []byte) {
		if html = bytes.TrimSpace(html); !bytes.HasPrefix(html, []byte("<!--")) {
			line, _, _ := strings.Cut(string(html), "\n")
			r.mistakes.add(l.source.at(n.Pos()), "HTML is not rendered: %s; write it as code, in backquotes", line)
		}
	}
	for n := range nodes[*ast.HTMLBlock](l.Doc) {
		report(n, n.Lines().Value(l.Source))
	}
	for n := range nodes[*ast.RawHTML](l.Doc) {
		report(n, n.Segments.Value(l.Source))
	}
}

// nodes yields the nodes of one type below n, in order.
func nodes[T ast.Node](n ast.Node) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if t, ok := n.(T); ok && entering && !yield(t) {
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
	}
}

// plain is the text of n without markup.
func plain(n ast.Node, src []byte) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Value(src))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.WriteString(html.UnescapeString(string(n.Value)))
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
