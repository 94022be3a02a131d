package lower

import (
	"go/ast"
	"go/types"
	"strings"

	"bothends/runner/yaegi/host"
)

// asked writes interfaces of package host for those that the program asks values of the
// library for without a name or by one of its own: yaegi finds no method of the
// library's by these. What else is of such a type becomes one of the host's, too. An interface
// without a name that the library has no type for gets a name. Where the name of
// the interface may be told, because the assertion panics, it stays in a comment.
//
//	conn.(interface{ CloseWrite() error }).CloseWrite()  conn.(loweredhost.CloseWriter /* interface { CloseWrite() error } */).CloseWrite()
//	c, ok := conn.(interface{ CloseWrite() error })      c, ok := conn.(loweredhost.CloseWriter)
//	case closeWriter:                                    case loweredhost.CloseWriter:
//	c, ok := err.(interface{ Code() int })               c, ok := err.(lowered1)
func asked(w *rewriter) {
	b := &boxer{rewriter: w}
	if w.cell {
		b.askHost()
		return
	}
	var known []renaming
	b.asks(func(t types.Type, _ ast.Expr) {
		for _, r := range known {
			if types.Identical(r.typ, t) {
				return
			}
		}
		known = append(known, b.renaming(t))
	})
	for _, r := range known {
		if r.to != nil {
			b.occurrences(r.typ, func(e ast.Expr, within []ast.Node) {
				text, _ := b.keepLines(e, r.to(e)+r.comment(w, within))
				w.replace(e.Pos(), e.End(), text)
			})
		}
	}
	if b.declared != nil {
		w.append(w.Files[0], strings.Join(b.declared, "; "))
	}
}

// occurrences visits the places where a type is written that may be exchanged.
func (b *boxer) occurrences(of types.Type, visit func(e ast.Expr, within []ast.Node)) {
	b.walk(func(n ast.Node, within []ast.Node) {
		e, ok := n.(ast.Expr)
		if ok && b.Info.Types[e].IsType() && types.Identical(of, b.Info.TypeOf(e)) && isOccurrence(e, within) {
			visit(e, within)
		}
	})
}

// keepLines has the text that stands for a type take as many lines as that: before it or
// behind it, where the line does not end a statement.
func (b *boxer) keepLines(e ast.Expr, text string) (string, bool) {
	lines := strings.Repeat("\n", strings.Count(b.text(e), "\n"))
	if lines == "" {
		return text, true
	}
	file, at := b.Place(e.Pos())
	before := strings.TrimRight(b.Sources[file][:at], " \t\n")
	for _, opening := range []string{"(", ",", "[", "]", "*", "case"} {
		if strings.HasSuffix(before, opening) {
			return lines + text, true
		}
	}
	behind := strings.TrimLeft(b.Sources[file][b.Offset(e.End()):], " \t")
	return text + lines, strings.HasPrefix(behind, "\n")
}

// A renaming is of an interface that a program asks for.
type renaming struct {
	typ     types.Type
	printed string                // its name
	to      func(ast.Expr) string // what stands for it; nil if it stays
}

// comment is the name of the interface where an assertion may have to tell it.
func (r renaming) comment(w *rewriter, within []ast.Node) string {
	assertion, ok := within[len(within)-1].(*ast.TypeAssertExpr)
	if !ok {
		return ""
	}
	if _, twice := w.Info.TypeOf(assertion).(*types.Tuple); twice {
		return ""
	}
	return " /* " + r.printed + " */"
}

// isOccurrence reports whether a type expression is one that can be exchanged: not what a
// declaration gives a name, nor what an interface or a struct embeds.
func isOccurrence(e ast.Expr, within []ast.Node) bool {
	switch e.(type) {
	case *ast.Ident, *ast.InterfaceType:
	default:
		return false
	}
	switch outer := within[len(within)-1].(type) {
	case *ast.TypeSpec:
		return false
	case *ast.Field:
		return len(outer.Names) > 0 || !isEmbedded(within)
	}
	return true
}

// isEmbedded reports whether a field, the innermost node, is of an interface or a struct.
func isEmbedded(within []ast.Node) bool {
	if len(within) < 3 {
		return false
	}
	switch within[len(within)-3].(type) {
	case *ast.StructType, *ast.InterfaceType:
		return true
	}
	return false
}

// renaming finds what stands for an interface.
func (b *boxer) renaming(t types.Type) renaming {
	r := renaming{typ: t}
	i := t.Underlying().(*types.Interface)
	_, unnamed := types.Unalias(t).(*types.Interface)
	printed, ok := b.printedName(t)
	if unnamed {
		printed, ok = b.printedInterface(i)
	}
	if r.printed = printed; !ok || !unnamed && !b.isOwn(t) || !b.isExchangeable(t) {
		return r
	}
	if name := hostInterface(i); name != "" {
		r.to = func(e ast.Expr) string { return b.host(b.file(e)) + "." + name }
		return r
	}
	if text, ok := b.importedText(t, b.Files[0]); unnamed && ok && !b.inLibrary(i) {
		name := b.name()
		b.declared = append(b.declared, "type "+name+" /* "+printed+" */ "+text)
		r.to = func(ast.Expr) string { return name }
	}
	return r
}

// isExchangeable reports whether another interface with the same methods may stand for one:
// nothing that is made of it is put into an interface, which would tell its name, no
// struct embeds it, and it is not what an interface of the program's own is asked for, or becomes.
func (b *boxer) isExchangeable(t types.Type) bool {
	ok := true
	b.occurrences(t, func(e ast.Expr, _ []ast.Node) {
		_, kept := b.keepLines(e, "")
		ok = ok && kept
	})
	is := func(other types.Type) bool { return other != nil && types.Identical(other, t) }
	for _, c := range b.conversions() {
		from := b.Info.TypeOf(c.expr)
		if c.call != nil && b.calls(c.call, "errors", "As") { // the target, or the error
			continue
		}
		if types.IsInterface(from) {
			ok = ok && !(is(c.to) && isOwnInterface(b.rewriter, from) && !is(from))
		} else {
			ok = ok && !mentions(from, map[types.Type]bool{}, is) && !b.holds(from, map[types.Type]bool{}, is)
		}
	}
	b.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.TypeSpec:
			ok = ok && !(n.Assign.IsValid() && is(b.Info.TypeOf(n.Type)))
		case *ast.StructType:
			for _, f := range n.Fields.List {
				ok = ok && (len(f.Names) > 0 || !is(b.Info.TypeOf(f.Type)))
			}
		case *ast.TypeAssertExpr:
			_, twice := b.Info.TypeOf(n).(*types.Tuple)
			ok = ok && (n.Type == nil || !is(b.Info.TypeOf(n.Type)) || b.isBoxable(b.Info.TypeOf(n.X)))
			ok = ok && (n.Type == nil || twice || !is(b.Info.TypeOf(n.X)) || types.IsInterface(b.Info.TypeOf(n.Type))) // which tells its name
		case *ast.CaseClause:
			if s, isSwitch := within[len(within)-2].(*ast.TypeSwitchStmt); isSwitch && !b.isBoxable(b.switched(s)) {
				for _, e := range n.List {
					ok = ok && !is(b.Info.TypeOf(e))
				}
			}
		}
	})
	return ok
}

// holds reports whether a type that counts is part of a value of the program's own types.
func (b *boxer) holds(t types.Type, seen map[types.Type]bool, counts func(types.Type) bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if counts(t) {
		return true
	}
	if named, ok := t.(*types.Named); ok && named.Obj().Pkg() != b.Package {
		return false
	}
	part := func(t types.Type) bool { return b.holds(t, seen, counts) }
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return part(u.Elem())
	case *types.Slice:
		return part(u.Elem())
	case *types.Array:
		return part(u.Elem())
	case *types.Chan:
		return part(u.Elem())
	case *types.Map:
		return part(u.Key()) || part(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if part(f.Type()) {
				return true
			}
		}
	case *types.Signature:
		return mentions(u, map[types.Type]bool{}, counts)
	}
	return false
}

// hostInterface is the name of the host's interface that has the same methods, if there is one.
func hostInterface(i *types.Interface) string {
	scope := host.Package().Scope()
	for _, name := range scope.Names() {
		h, isType := scope.Lookup(name).(*types.TypeName)
		if isType && types.Identical(h.Type().Underlying(), i) {
			return name
		}
	}
	return ""
}

// printedInterface is what %T prints of an interface without a name, if its methods are
// exported.
func (w *rewriter) printedInterface(i *types.Interface) (string, bool) {
	var methods []string
	for m := range i.Methods() {
		text, ok := w.printedName(m.Type())
		if !ok || !m.Exported() {
			return "", false
		}
		methods = append(methods, m.Name()+strings.TrimPrefix(text, "func"))
	}
	return "interface { " + strings.Join(methods, "; ") + " }", true
}

// asks visits the interfaces that a program asks values for which may be of the library,
// each with the expression, if there is one.
func (b *boxer) asks(visit func(t types.Type, e ast.Expr)) {
	ask := func(t types.Type, e ast.Expr) {
		if i, ok := t.Underlying().(*types.Interface); ok && !isTypeParam(t) && !i.Empty() {
			visit(t, e)
		}
	}
	b.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			if n.Type != nil && b.isBoxable(b.Info.TypeOf(n.X)) {
				ask(b.Info.TypeOf(n.Type), n.Type)
			}
		case *ast.TypeSwitchStmt:
			if !b.isBoxable(b.switched(n)) {
				return
			}
			for _, c := range n.Body.List {
				for _, e := range c.(*ast.CaseClause).List {
					if !b.Info.Types[e].IsNil() {
						ask(b.Info.TypeOf(e), e)
					}
				}
			}
		case *ast.CallExpr:
			if b.calls(n, "errors", "As") && len(n.Args) == 2 {
				if p, ok := b.Info.TypeOf(n.Args[1]).Underlying().(*types.Pointer); ok {
					ask(p.Elem(), nil)
				}
			}
		}
	})
}

// askHost writes the host's interfaces in assertions and cases only, where no type of the
// program's has the methods.
func (b *boxer) askHost() {
	b.asks(func(t types.Type, e ast.Expr) {
		i := t.Underlying().(*types.Interface)
		name := hostInterface(i)
		if e == nil || name == "" || !types.Identical(t, i) && !b.isOwn(t) || b.implemented(i) {
			return
		}
		b.replace(e.Pos(), e.End(), b.host(b.file(e))+"."+name)
	})
}
