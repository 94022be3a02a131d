package lower

import (
	"fmt"
	"go/ast"
)

// hiddenFields keeps unexported fields from what encodes values by reflection,
// to which yaegi exports them all.
//
//	type T struct { n int }        type T struct { n int `json:"-" xml:"-"` }
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
			hidden := len(field.Names) > 0 && field.Tag == nil
			for _, name := range field.Names {
				hidden = hidden && !name.IsExported()
			}
			if hidden {
				w.insert(field.End(), fmt.Sprintf(" `%s`", hiddenTag))
			}
		}
	})
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
