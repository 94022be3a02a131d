package lower

import (
	"go/ast"
	"go/types"
	"strings"
)

// embeds writes out the methods of interfaces of the library, and of error, that an
// interface of the program's own embeds: yaegi does not find these where it looks
// for the methods of an interface.
//
//	type conn interface { net.Conn; Name() string }    type conn interface { Close() error; …; Name() string }
func embeds(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		e, ok := n.(*ast.InterfaceType)
		if !ok {
			return
		}
		has := map[string]bool{} // what another element of the interface says
		for _, m := range e.Methods.List {
			switch t := w.Info.TypeOf(m.Type).Underlying().(type) {
			case *types.Signature:
				has[m.Names[0].Name] = true
			case *types.Interface:
				for f := range t.Methods() {
					has[f.Name()] = has[f.Name()] || w.isOwn(w.Info.TypeOf(m.Type))
				}
			}
		}
		for _, m := range e.Methods.List {
			t := w.Info.TypeOf(m.Type)
			if i, ok := t.Underlying().(*types.Interface); ok && len(m.Names) == 0 && !w.isOwn(t) && i.IsMethodSet() && !isTypeParam(t) {
				w.writeMethods(m, i, has)
			}
		}
	})
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

// writeMethods puts the methods that are not there in the place of an embedded interface.
func (w *rewriter) writeMethods(embedded *ast.Field, i *types.Interface, has map[string]bool) {
	var methods []string
	for m := range i.Methods() {
		text, ok := w.typeText(m.Type(), w.file(embedded), embedded.Pos())
		if !ok || !m.Exported() {
			return
		}
		if !has[m.Name()] {
			methods = append(methods, m.Name()+strings.TrimPrefix(text, "func"))
		}
	}
	for m := range i.Methods() {
		has[m.Name()] = true
	}
	w.replace(embedded.Pos(), embedded.End(), strings.Join(methods, "; "))
}
