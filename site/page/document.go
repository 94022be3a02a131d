package page

import (
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"bothends/site/lesson"
)

// document renders the text of a lesson: goldmark's own HTML, but for what
// depends on the page or exists in lessons alone.
type document struct {
	*view
}

// text renders the whole document.
func (v *view) text() (template.HTML, error) {
	md := lesson.Markdown()
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(document{v}, 0)))
	var b strings.Builder
	if err := md.Renderer().Render(&b, v.lesson.Source, v.lesson.Doc); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}

// RegisterFuncs implements renderer.NodeRenderer.
func (d document) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindLink, d.link)
	r.Register(ast.KindHeading, d.heading)
	r.Register(east.KindTable, d.table)
	r.Register(east.KindTableCell, d.cell)
	r.Register(lesson.KindCallout, d.callout)
	r.Register(east.KindFootnoteList, d.footnotes)
	r.Register(east.KindFootnoteBacklink, d.backlink)
	r.Register(ast.KindFencedCodeBlock, d.code)
	r.Register(ast.KindCodeBlock, d.code)
	r.Register(ast.KindHTMLBlock, nothing)
	r.Register(ast.KindRawHTML, nothing)
	r.Register(lesson.KindShow, d.show)
	r.Register(lesson.KindRun, d.run)
	r.Register(lesson.KindSession, d.session)
	r.Register(lesson.KindBreak, d.breakBlock)
	r.Register(lesson.KindExercise, d.exercise)
	r.Register(lesson.KindHint, d.hint)
	r.Register(lesson.KindFigure, d.figure)
	r.Register(lesson.KindQuestion, d.question)
	r.Register(lesson.KindChoice, d.choice)
}

// nothing renders comments, the one kind of HTML that lessons may hold.
func nothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

// table puts a table where it can scroll, should it be wider than the screen.
func (d document) table(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString(`<div class="table" tabindex="0" role="group" aria-label="` + string(d.words.html("table")) + "\"><table>\n")
		if caption := lesson.Caption(node); caption != nil {
			w.WriteString("<caption>")
			if err := d.inline(w, source, caption); err != nil {
				return ast.WalkStop, err
			}
			w.WriteString("</caption>\n")
		}
	} else {
		w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

// cell renders a cell. One that is empty heads nothing, wherever it stands.
func (d document) cell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n, tag := node.(*east.TableCell), "td"
	if n.Parent().Kind() == east.KindTableHeader && n.HasChildren() {
		tag = "th"
	}
	switch {
	case !entering:
		w.WriteString("</" + tag + ">\n")
	case n.Alignment == east.AlignNone:
		w.WriteString("<" + tag + ">")
	default:
		w.WriteString("<" + tag + ` align="` + n.Alignment.String() + `">`)
	}
	return ast.WalkContinue, nil
}

// link makes the addresses of pages relative. A place on the page itself is
// there wherever the page is served.
func (d document) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if !entering {
		w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	dest, attributes := string(n.Destination), ""
	if id, ok := strings.CutPrefix(dest, "/"+lesson.GlossaryPage+"#"); ok {
		attributes = d.term(id)
	}
	if there, ok := strings.CutPrefix(dest, "/"); ok {
		if file, _, _ := strings.Cut(there, "#"); d.paper != nil && d.paper.lessons[file] {
			dest = "#" + dest // forPaper makes a place of it
		} else if file, place, ok := strings.Cut(there, "#"); ok && file == d.lesson.Path {
			dest = "#" + place
		} else {
			dest = d.href(there)
		}
	}
	w.WriteString(`<a href="`)
	w.Write(util.EscapeHTML(util.URLEscape([]byte(dest), true)))
	if n.Title != nil {
		w.WriteString(`" title="`)
		html.DefaultWriter.Write(w, n.Title)
	}
	w.WriteString(`"` + attributes + `>`)
	return ast.WalkContinue, nil
}

// heading renders a heading that can be linked to.
func (d document) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	tag := "h" + strconv.Itoa(n.Level)
	id, _ := n.AttributeString("id")
	text, _ := id.([]byte)
	if entering {
		w.WriteString("<" + tag + ` id="` + template.HTMLEscapeString(string(text)) + `">`)
	} else {
		w.WriteString(` <a class="anchor" href="#` + template.HTMLEscapeString(string(text)) + `" aria-label="` + string(d.words.html("section-link")) + `">#</a></` + tag + ">\n")
	}
	return ast.WalkContinue, nil
}

// code renders a block of code that stands in the lesson itself.
func (d document) code(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	language := ""
	if n, ok := node.(*ast.FencedCodeBlock); ok {
		language = string(n.Language(source))
	}
	code, look := highlight(string(node.Lines().Value(source)), language), lesson.LookOf(node)
	if look.Caption != "" || len(look.Marked) > 0 {
		return ast.WalkSkipChildren, d.words.execute(w, "show.html", d.newShowView("", "", code, look))
	}
	w.WriteString(`<div class="plain"><pre class="code" tabindex="0"><code>`) // who has no mouse can scroll it too
	w.WriteString(string(code))
	w.WriteString("</code></pre></div>\n")
	return ast.WalkSkipChildren, nil
}

// show renders a file of a snippet, or a region of one.
func (d document) show(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*lesson.Show)
	file := n.Snippet.Name + "/" + n.File.Name
	return ast.WalkSkipChildren, d.words.execute(w, "show.html", d.newShowView(n.File.Program, file, highlight(n.Code, languageOf(n)), n.Look))
}

// question renders a question, whose answers are opened one by one: it works
// without a script, and needs no keeping of marks.
func (d document) question(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		name := string(d.words.html("question"))
		w.WriteString(`<section class="question" role="group" aria-label="` + name + "\">\n<p class=\"label\">" + name + "</p>\n")
	} else {
		w.WriteString("</section>\n")
	}
	return ast.WalkContinue, nil
}

// choice renders an answer to a question, and, folded, whether it is right.
func (d document) choice(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	class := "wrong"
	if node.(*lesson.Choice).Right {
		class = "right"
	}
	w.WriteString(`<details class="choice ` + class + `"><summary><span>`)
	if err := d.inline(w, source, node.FirstChild()); err != nil {
		return ast.WalkStop, err
	}
	w.WriteString("</span></summary>\n<p><strong>" + string(d.words.html(class)) + "</strong> ")
	if err := d.inline(w, source, node.LastChild()); err != nil {
		return ast.WalkStop, err
	}
	w.WriteString("</p></details>\n")
	return ast.WalkSkipChildren, nil
}

// inline renders what stands in a paragraph, without the paragraph.
func (d document) inline(w io.Writer, source []byte, paragraph ast.Node) error {
	md := lesson.Markdown()
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(d, 0)))
	for n := paragraph.FirstChild(); n != nil; n = n.NextSibling() {
		if err := md.Renderer().Render(w, source, n); err != nil {
			return err
		}
	}
	return nil
}
