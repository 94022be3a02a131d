package lower

import (
	"go/ast"
	"go/types"

	"bothends/runner/yaegi/host"
)

// asked has a program ask values of the library for interfaces that package host
// has, in place of those without a name or of its own: yaegi finds no
// method of the library's by these. Where the name of the interface may be told,
// because the assertion panics, it stays, but for the few that the host asserts itself.
//
//	conn.(interface{ CloseWrite() error }).CloseWrite()  loweredhost.AsCloseWriter(conn).CloseWrite()
//	c, ok := conn.(interface{ CloseWrite() error })      c, ok := conn.(loweredhost.CloseWriter)
//	case closeWriter:                                    case loweredhost.CloseWriter:
func asked(w *rewriter) {
	b := &boxer{rewriter: w}
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			if n.Type == nil || !b.isBoxable(w.Info.TypeOf(n.X)) {
				return
			}
			if _, twice := w.Info.TypeOf(n).(*types.Tuple); twice {
				b.ask(n.Type)
			} else {
				b.askOrPanic(n)
			}
		case *ast.TypeSwitchStmt:
			if !b.isBoxable(b.switched(n)) {
				return
			}
			for _, c := range n.Body.List {
				for _, e := range c.(*ast.CaseClause).List {
					b.ask(e)
				}
			}
		}
	})
}

// askOrPanic has the host make an assertion to an interface without a name.
func (b *boxer) askOrPanic(n *ast.TypeAssertExpr) {
	t := b.Info.TypeOf(n.Type)
	i, ok := types.Unalias(t).(*types.Interface)
	if !ok || b.implemented(i) {
		return
	}
	for _, name := range []string{"CloseWriter", "CloseReader"} {
		if h := host.Package().Scope().Lookup(name); types.Identical(h.Type().Underlying(), i) {
			b.insert(n.Pos(), b.host(b.file(n))+".As"+name+"(")
			b.replace(n.X.End(), n.End(), ")")
		}
	}
}

// ask writes the host's interface for one that has the same methods.
func (b *boxer) ask(e ast.Expr) {
	t := b.Info.TypeOf(e)
	i, ok := t.Underlying().(*types.Interface)
	if b.Info.Types[e].IsNil() || !ok || i.Empty() || isTypeParam(t) || !types.Identical(t, i) && !b.isOwn(t) || b.implemented(i) {
		return
	}
	scope := host.Package().Scope()
	for _, name := range scope.Names() {
		h, isType := scope.Lookup(name).(*types.TypeName)
		if isType && types.Identical(h.Type().Underlying(), i) {
			b.replace(e.Pos(), e.End(), b.host(b.file(e))+"."+name)
			return
		}
	}
}
