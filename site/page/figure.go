package page

import (
	"html/template"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bothends/site/lesson"
)

// figure renders a picture, and the same as a list.
func (d document) figure(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	f := node.(*lesson.Figure).Figure
	return ast.WalkSkipChildren, d.words.execute(w, "figure.html", struct {
		Title string
		SVG   template.HTML
		List  []string
	}{f.Title, template.HTML(f.SVG()), f.List()})
}
