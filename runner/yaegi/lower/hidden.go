package lower

import (
	"fmt"
	"go/ast"
	"strings"
)

// hiddenFields keeps unexported fields from what encodes values by reflection,
// to which yaegi exports them all.
//
//	type T struct { n int }        type T struct { n int `json:"-" xml:"-"` }
//	type T struct { N, n int }     type T struct { N int; n int `json:"-" xml:"-"` }
func hiddenFields(w *rewriter) {
	if !w.hasImport("encoding/json") && !w.hasImport("encoding/xml") && !w.hasImport("log/slog") {
		return
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.StructType)
		if !ok {
			return
		}
		for _, field := range s.Fields.List {
			hidden := 0
			for _, name := range field.Names {
				if !name.IsExported() {
					hidden++
				}
			}
			switch {
			case hidden == 0 || field.Tag != nil:
			case hidden == len(field.Names):
				w.insert(field.End(), fmt.Sprintf(" `%s`", hiddenTag))
			default:
				w.hideEach(field)
			}
		}
	})
}

// hideEach declares fields one by one, since some of them are exported.
func (w *rewriter) hideEach(field *ast.Field) {
	var list []string
	for _, name := range field.Names {
		text := name.Name + " " + oneLine(w.text(field.Type))
		if !name.IsExported() {
			text += fmt.Sprintf(" `%s`", hiddenTag)
		}
		list = append(list, text)
	}
	if w.line(field.Pos()) == w.line(field.End()) {
		w.replace(field.Pos(), field.End(), strings.Join(list, "; "))
	}
}

const hiddenTag = `json:"-" xml:"-"`

// hasImport reports whether the program imports a package.
func (w *rewriter) hasImport(path string) bool {
	for _, p := range w.Package.Imports() {
		if p.Path() == path {
			return true
		}
	}
	return false
}
