package page

import (
	"html/template"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"bothends/site/lesson"
)

// What stands beside the text: callouts, and footnotes below it.

// callout renders text that stands beside the rest. What kind it is says a word, and
// a colour besides.
func (d document) callout(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		w.WriteString("</div>\n")
		return ast.WalkContinue, nil
	}
	n := node.(*lesson.Callout)
	kind := d.words.say("callout-" + n.Class)
	label := template.HTML(template.HTMLEscapeString(kind))
	if n.Title != "" {
		label = d.words.html("callout-title", kind, n.Title)
	}
	w.WriteString(`<div class="callout ` + n.Class + `" role="note" aria-label="` + template.HTMLEscapeString(kind) + "\">\n<p class=\"label\">" + string(label) + "</p>\n")
	return ast.WalkContinue, nil
}

// footnotes renders the list of them.
func (d document) footnotes(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString(`<section class="footnotes" role="doc-endnotes" aria-label="` + string(d.words.html("footnotes")) + "\">\n<ol>\n")
	} else {
		w.WriteString("</ol>\n</section>\n")
	}
	return ast.WalkContinue, nil
}

// backlink leads from a footnote to where it is asked for. Its address is that of
// goldmark's own footnotes.
func (d document) backlink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*east.FootnoteBacklink)
		w.WriteString(`&#160;<a href="#` + footnoteRef(n) + `" class="footnote-backref" role="doc-backlink" aria-label="` + string(d.words.html("note-back")) + `">↩</a>`)
	}
	return ast.WalkContinue, nil
}

// footnoteRef is the id that goldmark gives to the place where a footnote is asked for.
func footnoteRef(n *east.FootnoteBacklink) string {
	id := "fnref"
	if n.RefIndex > 0 {
		id += strconv.Itoa(n.RefIndex)
	}
	return id + ":" + strconv.Itoa(n.Index)
}
