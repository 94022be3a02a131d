package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/gocheck"
)

// A few words of Go and its library name the type of what an interface holds, and
// a value of the program's own is in a box there. Programs are refused in which such
// words may be about one.

// inWords examines what names the types of values in interfaces.
func (x *examiner) inWords(c *gocheck.Checked) {
	incomparable, hasKeys := x.incomparable(), false
	stored := map[string]bool{}
	for _, f := range c.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if (n.Op == token.EQL || n.Op == token.NEQ) && !x.isComparable(n.X) && !x.isComparable(n.Y) {
					x.comparesWith(n.OpPos, incomparable, x.info.TypeOf(n.X), x.info.TypeOf(n.Y))
				}
			case *ast.IndexExpr:
				if m, ok := x.info.TypeOf(n.X).Underlying().(*types.Map); ok {
					x.comparesWith(n.Lbrack, incomparable, m.Key(), m.Key())
				}
			case *ast.CallExpr:
				x.misfit(n)
				switch name := x.libraryCallee(n); name {
				case "context.WithValue":
					hasKeys = hasKeys || x.isOwnBoxed(n.Args[1]) != nil
				case "(*sync/atomic.Value).Store", "(*sync/atomic.Value).Swap", "(*sync/atomic.Value).CompareAndSwap":
					for _, arg := range n.Args {
						if t := x.isOwnBoxed(arg); t != nil {
							stored[t.String()] = true
						} else {
							stored[""] = true
						}
					}
					if len(stored) > 1 {
						x.use(n.Pos(), "values of several types in an atomic.Value, own ones among them")
					}
				}
			}
			return true
		})
	}
	if hasKeys {
		x.contexts(c)
	}
	x.formatValues()
	x.ownFlags()
}

// incomparable are the types of the program's own in boxes whose values cannot be
// compared, or not as Go compares them. What is only printed is compared with nothing.
func (x *examiner) incomparable() (all []types.Type) {
	printed := map[ast.Expr]bool{}
	for _, call := range x.calls {
		if prints(x.libraryCallee(call)) {
			for _, arg := range call.Args {
				printed[arg] = true
			}
		}
		if t := x.isOwnBoxed(call); t != nil && !printed[call] && (!types.Comparable(t) || holdsOwnInterface(x, t)) {
			all = append(all, t)
		}
	}
	return all
}

// boxesPointers reports whether a pointer to a type of the program's own is put into a
// box, and not only printed. JSON that is decoded where an interface holds a pointer goes
// to what that points to, which package json does not see in a box; anything else that
// an interface holds, it replaces.
func (x *examiner) boxesPointers() bool {
	return slices.ContainsFunc(x.boxedTypes(), func(t types.Type) bool {
		_, isPointer := t.Underlying().(*types.Pointer)
		return isPointer
	})
}

// boxesOwn reports whether a value of the program's own is put into a box, and not only
// printed. Where none is, an interface that the library sees holds a value of the library's:
// an own one that is not in a box is refused where it becomes an interface.
func (x *examiner) boxesOwn() bool { return len(x.boxedTypes()) > 0 }

// boxedTypes are the types of what is put into boxes, and not only printed.
func (x *examiner) boxedTypes() []types.Type {
	if x.boxes == nil {
		printed, found := map[ast.Expr]bool{}, []types.Type{}
		for _, call := range x.calls {
			if prints(x.libraryCallee(call)) {
				for _, arg := range call.Args {
					printed[arg] = true
				}
			}
			if t := x.isOwnBoxed(call); t != nil && !printed[call] {
				found = append(found, t)
			}
		}
		x.boxes = found
	}
	return x.boxes
}

// logsOtherwise reports whether there may be a box that package slog does not log as what is in it:
// in JSON, errors are what they say, unless they encode themselves, as boxes do; in text, bytes are
// text.
func (x *examiner) logsOtherwise() bool {
	failure := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	asJSON := false
	for _, o := range x.info.Uses {
		asJSON = asJSON || o.Name() == "NewJSONHandler" && o.Pkg() != nil && o.Pkg().Path() == "log/slog"
	}
	return slices.ContainsFunc(x.boxedTypes(), func(t types.Type) bool {
		list, isList := t.Underlying().(*types.Slice)
		return asJSON && types.Implements(t, failure) || isList && types.Identical(list.Elem().Underlying(), types.Typ[types.Byte])
	})
}

// ownFlags examines a program that has flags of its own types and asks for defaults of flags: package
// host leaves these out where they are what a zero value says.
func (x *examiner) ownFlags() {
	own := slices.ContainsFunc(x.calls, func(call *ast.CallExpr) bool { return x.libraryCallee(call) == "(*"+hostPath+".Types).Flag" })
	for id, o := range x.info.Uses {
		if v, ok := o.(*types.Var); ok && own && v.IsField() && v.Name() == "DefValue" {
			x.use(id.Pos(), "default of a flag that may be of an own type")
		}
	}
}

// hidesFields reports whether the program has structs without names, with fields that are
// not exported, which yaegi exports: templates and package gob would find them.
func (x *examiner) hidesFields(context string) bool {
	if strings.Contains(context, "reflect.") {
		return false
	}
	found := false
	for _, f := range x.program {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				return false
			case *ast.CallExpr: // a cell of package lower, which no interface holds
				if len(n.Args) == 1 && builtinName(n.Fun) == "new" {
					return false
				}
			case *ast.StructType:
				for _, field := range n.Fields.List {
					for _, name := range field.Names {
						found = found || !name.IsExported()
					}
				}
			}
			return !found
		})
	}
	return found
}

// prints holds for functions that are done with what they print when they return.
func prints(function string) bool {
	return function == hostPath+".Joined" || (strings.HasPrefix(function, "fmt.") || strings.HasPrefix(function, "log.")) && strings.Contains(strings.ToLower(function), "print")
}

// isOwnBoxed is the type of what an expression puts into a box; nil if it is
// something else.
func (x *examiner) isOwnBoxed(e ast.Expr) types.Type {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	id, _ := calledName(call)
	if id == nil {
		return nil
	}
	fn, ok := x.info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != hostPath || fn.Name() != "Box" && fn.Name() != "Error" && fn.Name() != "Adapt" {
		return nil
	}
	return x.info.TypeOf(call.Args[1])
}

// comparesWith examines a comparison of interfaces, which panics with the name of a
// type if both hold one whose values cannot be compared.
func (x *examiner) comparesWith(pos token.Pos, incomparable []types.Type, left, right types.Type) {
	i, ok := left.Underlying().(*types.Interface)
	if !ok || isTypeParam(left) || isTypeParam(right) || !types.IsInterface(right) {
		return
	}
	for _, t := range incomparable {
		if types.Implements(t, i) {
			x.use(pos, "comparison of interfaces that may hold own values which cannot be compared")
			return
		}
	}
}

// isComparable reports whether what an interface holds can be compared, which is asked only if
// the other one holds a value of the same type: it is an error that the library has or makes, such as
// io.EOF, a variable that is one for good, or a value that becomes an interface here.
func (x *examiner) isComparable(e ast.Expr) bool {
	e = ast.Unparen(e)
	if t := x.isOwnBoxed(e); t != nil {
		return types.Comparable(t)
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		if x.info.Types[e.Fun].IsType() {
			t := x.info.TypeOf(e.Args[0])
			return x.isComparable(e.Args[0]) || !types.IsInterface(t) && types.Comparable(t)
		}
		name := x.libraryCallee(e)
		return name == "errors.New" || name == "fmt.Errorf"
	case *ast.SelectorExpr:
		v, ok := x.info.Uses[e.Sel].(*types.Var)
		return ok && !v.IsField() && v.Pkg() != x.pkg && types.Identical(v.Type(), types.Universe.Lookup("error").Type())
	case *ast.Ident:
		v, ok := x.info.Uses[e].(*types.Var)
		return ok && x.vars[v] != nil && x.vars[v].fixed() && x.vars[v].value != nil && x.isComparable(x.vars[v].value)
	}
	return false
}

// contexts examines what prints a context, and so the types of its keys.
func (x *examiner) contexts(c *gocheck.Checked) {
	for _, f := range c.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || x.info.Types[call.Fun].IsBuiltin() {
				return true
			}
			signature, ok := x.info.TypeOf(call.Fun).Underlying().(*types.Signature)
			for i, arg := range call.Args {
				t := x.info.TypeOf(arg)
				if ok && signature.Variadic() && i >= signature.Params().Len()-1 && t != nil && t.String() == "context.Context" {
					x.use(arg.Pos(), "context with own keys as a variadic argument")
				}
			}
			return true
		})
	}
}
