package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// planInterface plans a value of one of the program's own interfaces that becomes
// one of any, of error or of an interface of the library. Only the interpreter
// knows what it holds; but it can only hold what the program puts into such
// interfaces somewhere, and type assertions tell these apart.
//
//	fmt.Println(shape)        fmt.Println(loweredoutShape(shape))
//
//	func loweredoutShape(v Shape) any { if x, ok := v.(Circle); ok { return loweredtypes.Box(1, x) }; …; return nil }
func (b *boxer) planInterface(c conversion, from types.Type) {
	if !b.isOwn(from) || isEmpty(from) || !isAdapted(c.to) && !b.looksOnly(c, from) {
		return
	}
	name, ok := b.outHelper(from, b.file(c.expr))
	if !ok {
		return
	}
	if text, known := b.fileTypeText(c.to, b.file(c.expr)); !isEmpty(c.to) {
		if !known {
			return
		}
		if !isError(c.to) && !types.Identical(c.to, stringerOf(c.to)) {
			if name, ok = b.outAsHelper(name, from, c); !ok {
				return
			}
		} else {
			c.asserted = text
		}
	}
	c.function = name
	b.boxes = append(b.boxes, c)
	b.planned[c.expr] = true
}

// outAsHelper is the name of the function that makes one of the library's of an interface of
// the program's own; out is the one that takes a value out of it.
func (b *boxer) outAsHelper(out string, from types.Type, c conversion) (name string, ok bool) {
	file := b.file(c.expr)
	text, ok := b.fileTypeText(from, file)
	to, ok2 := b.importedText(c.to, file)
	held, ok3 := b.held(from)
	if !ok || !ok2 || !ok3 || b.cell || !isNamed(c.to) {
		return "", false
	}
	for _, t := range held {
		index, ok := b.table.known(t)
		if _, answered := b.answer(index, t, c.to); b.isOwn(t) && !(ok && answered) {
			return "", false
		}
	}
	number := b.numbered(c.to)
	name = fmt.Sprint(out, "as", number)
	b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v %s) %s { r, ok := %s.Ask(%s(v), \"%d\").(%s); _ = ok; return r }", name, text, to, Table, out, number, to)
	return name, true
}

func isNamed(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Named)
	return ok
}

// planWhole plans a value in an interface of the library that becomes one of any, for which
// there may be a box with the methods of that interface only.
func (b *boxer) planWhole(c conversion, from types.Type) {
	if fn := b.libraryFunction(c.call); fn != nil && (fn.Pkg().Path() == "fmt" || fn.Pkg().Path() == "log") {
		return // which are done with it when they return
	}
	if isEmpty(c.to) && b.isBoxable(from) && isAdapted(from) && b.looksOnly(c, from) {
		c.whole = true
		b.boxes = append(b.boxes, c)
		b.planned[c.expr] = true
	}
}

// withoutWhole leaves out what planWhole has planned if there is no box.
func (b *boxer) withoutWhole() {
	if slices.ContainsFunc(b.boxes, func(c conversion) bool { return !c.whole && !c.copied }) {
		return
	}
	b.boxes = slices.DeleteFunc(b.boxes, func(c conversion) bool {
		if c.whole {
			delete(b.planned, c.expr)
		}
		return c.whole
	})
}

// stringerOf is the type itself if it is fmt.Stringer, else nothing that is
// identical to it.
func stringerOf(t types.Type) types.Type {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "fmt" && n.Obj().Name() == "Stringer" {
		return t
	}
	return types.Typ[types.Invalid]
}

// outHelper is the name of the function that takes a value out of an interface of
// the program's own.
func (b *boxer) outHelper(from types.Type, file *ast.File) (name string, ok bool) {
	text, ok := b.fileTypeText(from, file)
	named, isNamed := types.Unalias(from).(*types.Named)
	if !ok || !isNamed || named.TypeArgs().Len() > 0 {
		return "", false
	}
	held, ok := b.held(from)
	if !ok {
		return "", false
	}
	var cases []string
	for _, t := range held {
		text, ok := b.fileTypeText(t, file)
		if !ok {
			return "", false
		}
		value := "x"
		if b.isOwn(t) {
			index, ok := b.table.known(t)
			if !ok {
				return "", false
			}
			value = fmt.Sprintf("%s.Box(%d, x)", Table, index)
		}
		cases = append(cases, fmt.Sprintf("if x, ok := v.(%s); ok { return %s }; ", text, value))
	}
	b.used = true
	name = Prefix + "out" + named.Obj().Name()
	b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v %s) any { %sreturn nil }", name, text, strings.Join(cases, ""))
	return name, true
}

// outOf is outHelper for the table, whose functions are in the first file.
func (b *boxer) outOf(in types.Type) (name string, held []types.Type, ok bool) {
	if name, ok = b.outHelper(in, b.Files[0]); !ok {
		return "", nil, false
	}
	held, ok = b.held(in)
	return name, held, ok
}

// held are the types whose values the program puts into interfaces of its own and
// that one of these can hold; ok is false if they are not all known.
func (b *boxer) held(in types.Type) (held []types.Type, ok bool) {
	i := in.Underlying().(*types.Interface)
	for _, c := range b.all {
		from := b.Info.TypeOf(c.expr)
		if boxable := !b.isOwn(c.to) || isEmpty(c.to); boxable && !(b.asksOwn && b.isOwn(from)) { // which may come out of the box
			continue
		}
		if isTypeParam(from) || types.IsInterface(from) && !b.isOwn(from) {
			return nil, false
		}
		if types.IsInterface(from) || !types.Implements(from, i) {
			continue
		}
		known := false
		for _, t := range held {
			known = known || types.Identical(t, from)
		}
		if !known {
			held = append(held, from)
		}
	}
	return held, true
}

// comparison has boxes compared where the program compares its own interfaces: yaegi
// compares the places of what they hold.
//
//	if s == last         if loweredoutShape(s) == loweredoutShape(last)
//	if s == Shape(c)     if loweredoutShape(s) == loweredtypes.Box(1, c)
func (b *boxer) comparison(n *ast.BinaryExpr) {
	if n.Op != token.EQL && n.Op != token.NEQ || b.Info.Types[n.X].IsNil() || b.Info.Types[n.Y].IsNil() {
		return
	}
	left, right := b.Info.TypeOf(n.X), b.Info.TypeOf(n.Y)
	if !isOwnInterface(b.rewriter, left) && !isOwnInterface(b.rewriter, right) {
		return
	}
	before, after, operands := [2]string{}, [2]string{}, [2]ast.Expr{n.X, n.Y}
	for i, t := range []types.Type{left, right} {
		if value := b.converted(operands[i]); value != nil {
			operands[i], t = value, b.Info.TypeOf(value)
		}
		switch {
		case isOwnInterface(b.rewriter, t):
			name, ok := b.outHelper(t, b.file(n))
			if !ok {
				return
			}
			before[i], after[i] = name+"(", ")"
		case types.IsInterface(t):
			return
		case b.isOwn(t):
			index, ok := b.table.known(t)
			if !ok {
				return
			}
			before[i], after[i] = fmt.Sprintf("%s.Box(%d, ", Table, index), ")"
		default:
			before[i], after[i] = b.host(b.file(n))+".Any(", ")"
		}
	}
	for i, e := range []ast.Expr{n.X, n.Y} {
		b.replace(e.Pos(), operands[i].Pos(), before[i])
		b.replace(operands[i].End(), e.End(), after[i])
	}
	b.used = true
}

// converted is the value that a conversion makes one of the program's own interfaces of; nil if
// an expression is something else.
func (b *boxer) converted(e ast.Expr) ast.Expr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !b.Info.Types[call.Fun].IsType() || !isOwnInterface(b.rewriter, b.Info.TypeOf(e)) || types.IsInterface(b.Info.TypeOf(call.Args[0])) {
		return nil
	}
	return call.Args[0]
}
