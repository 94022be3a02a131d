package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// errorsAs writes out errors.As for error types of the program's own, which the
// library does not know under yaegi.
//
//	errors.As(err, &pe)        func(lowered1 error, lowered2 **E) bool { for lowered1 != nil { … } }(err, &pe)
//
// It follows one chain of errors. It leaves a program alone that joins errors, or
// whose own types have a say in the matter through methods Unwrap, Is or As.
func errorsAs(w *rewriter) {
	if w.joinsErrors() {
		return
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 || !w.calls(call, "errors", "As") {
			return
		}
		target, ok := w.Info.TypeOf(call.Args[1]).(*types.Pointer)
		if !ok || !isPointer(target.Elem()) {
			return
		}
		named, ok := target.Elem().(*types.Pointer).Elem().(*types.Named)
		if !ok || named.Obj().Pkg() != w.Package {
			return
		}
		t, ok := w.typeText(target.Elem(), w.file(call), call.Pos())
		if !ok {
			return
		}
		err, to, found, is := w.name(), w.name(), w.name(), w.name()
		w.replace(call.Fun.Pos(), call.Fun.End(), fmt.Sprintf(
			"func(%s error, %s *%s) bool { for %s != nil { if %s, %s := %s.(%s); %s { *%s = %s; return true }; %s = errors.Unwrap(%s) }; return false }",
			err, to, t, err, found, is, err, t, is, to, found, err, err))
	})
}

// calls reports whether a call is of a function of the library.
func (w *rewriter) calls(call *ast.CallExpr, pkg, name string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, ok := w.Info.Uses[sel.Sel].(*types.Func)
	return ok && fn.FullName() == pkg+"."+name
}

// joinsErrors reports whether errors of the program may form more than a chain
// that the library follows.
func (w *rewriter) joinsErrors() bool {
	found := false
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			name := n.Name.Name
			found = found || n.Recv != nil && (name == "Unwrap" || name == "Is" || name == "As")
		case *ast.CallExpr:
			found = found || w.calls(n, "errors", "Join")
			if w.calls(n, "fmt", "Errorf") {
				v := w.Info.Types[n.Args[0]].Value
				found = found || v == nil || strings.Count(constant.StringVal(v), "%w") > 1
			}
		}
	})
	return found
}
