package lower

import (
	"go/ast"
	"go/types"
)

// madeOf declares a type by what a type of the library is made of, unless that is a struct or an
// interface: yaegi gives it that type's methods, and prints it by them. To Go the two are the
// same, since a new type has none of the other's methods.
//
//	type Duration time.Duration        type Duration int64
func madeOf(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.TypeSpec)
		if !ok || s.Assign.IsValid() || s.TypeParams != nil {
			return
		}
		of, inLibrary := libraryNamed(w.Info.TypeOf(s.Type), w.Package)
		if !inLibrary || types.IsInterface(of) || isStruct(of) {
			return
		}
		if text, ok := w.typeText(of.Underlying(), w.file(s), s.Type.Pos()); ok {
			w.replace(s.Type.Pos(), s.Type.End(), text)
		}
	})
	w.unusedImports()
}
