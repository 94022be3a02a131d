package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"strings"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/host"
)

// recursion puts the functions of a type that refers to itself into structs, where
// package host keeps them: yaegi makes types by reflection, which cannot make that
// one, and it does not end, or leaves a dummy in its place.
//
//	type State func(*Lexer) State      type State struct { lowered1 any }
//	return word                        return (&State{loweredhost.Any(word)})
//	s = s(l)                           s = lowered2(s, l)
//	s = f                              s = lowered3(f)
//	f = s                              f = lowered4(s)
//
// A type that is declared in a function has its functions in the struct themselves. It leaves a
// type alone if its values go into an interface that would tell.
func recursion(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		if spec, ok := n.(*ast.TypeSpec); ok && len(w.edits) == 0 {
			w.makeStruct(spec, within)
		}
	})
}

// makeStruct makes all edits for a type if it is one of functions that leads to itself, and
// they can be made; else none.
func (w *rewriter) makeStruct(spec *ast.TypeSpec, within []ast.Node) bool {
	signature, isFunc := spec.Type.(*ast.FuncType)
	if !isFunc || spec.Assign.IsValid() || spec.TypeParams != nil {
		return false
	}
	named, ok := w.Info.Defs[spec.Name].Type().(*types.Named)
	if !ok || !leadsTo(named.Underlying(), named, isMadeWhole) {
		return false
	}
	hosts := maps.Clone(w.hosts)
	r := &recursive{rewriter: w, in: within[0].(*ast.File), spec: spec, signature: signature, named: named, local: len(within) > 2, possible: true}
	if r.structFor() && w.compiles() {
		return true
	}
	w.edits, w.hosts = nil, hosts
	return false
}

// compiles reports whether the program does with the edits made.
func (w *rewriter) compiles() bool {
	_, problems := w.Again(gocheck.Changed(w.Sources, w.changes()), given())
	return len(problems) == 0
}

// A recursive type is one of functions that refers to itself.
type recursive struct {
	*rewriter
	in        *ast.File // where it is declared
	spec      *ast.TypeSpec
	signature *ast.FuncType
	named     *types.Named
	local     bool // to a function
	possible  bool

	field, call, to, from string // names: of the struct's field, and of functions
	called, made, taken   bool   // whether these functions are used
}

// structFor makes the edits for the type; they are not all if it is to be left alone.
func (r *recursive) structFor() bool {
	r.field, r.call, r.to, r.from = r.name(), r.name(), r.name(), r.name()
	if r.local {
		r.insert(r.signature.Pos(), "struct{ "+r.field+" ")
		r.insert(r.signature.End(), " }")
	} else {
		r.replace(r.signature.Pos(), r.signature.End(), "struct{ "+r.field+" any }")
	}
	converted := map[*ast.CallExpr]bool{}
	r.conversionsTo(r.isIt, func(c conversion) { r.make(c, converted) })
	r.conversionsTo(isFunc, func(c conversion) { r.take(c) })
	r.becomesInterface()
	r.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.Ident:
			if r.local || n.Pos() < r.signature.Pos() || r.signature.End() <= n.Pos() {
				r.possible = r.possible && r.pointTo(n, within, converted)
			}
		case *ast.CallExpr:
			if r.isIt(r.Info.TypeOf(n.Fun)) && !r.Info.Types[n.Fun].IsType() {
				r.callIt(n, within)
			}
		}
	})
	if !r.local {
		r.declare()
	}
	return r.possible
}

func (r *recursive) isIt(t types.Type) bool { return t != nil && types.Identical(t, r.named) }

func isFunc(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Signature)
	return ok
}

// make has a function become one of the type.
func (r *recursive) make(c conversion, converted map[*ast.CallExpr]bool) {
	switch {
	case r.local:
		r.possible = r.possible && r.isFunction(c.expr)
		r.insert(c.expr.Pos(), "(&"+r.spec.Name.Name+"{")
		r.insert(c.expr.End(), "})")
	case r.isFunction(c.expr):
		r.insert(c.expr.Pos(), "(&"+r.spec.Name.Name+"{"+r.host(r.file(c.expr))+".Any(")
		r.insert(c.expr.End(), ")})")
		r.possible = r.possible && r.isVisible(c.expr.Pos())
	default:
		r.made = true
		r.insert(c.expr.Pos(), r.to+"(")
		r.insert(c.expr.End(), ")")
	}
	if c.call != nil && r.Info.Types[c.call.Fun].IsType() {
		r.replace(c.call.Pos(), c.call.Lparen, "")
		converted[c.call] = true
	}
}

// take has one of the type become a function without.
func (r *recursive) take(c conversion) {
	if r.isIt(r.Info.TypeOf(c.expr)) {
		r.taken = true
		r.possible = r.possible && !r.local
		r.insert(c.expr.Pos(), r.from+"(")
		r.insert(c.expr.End(), ")")
	}
}

// callIt makes a call of a call: what is given is evaluated before it turns out
// that there is no function to call.
func (r *recursive) callIt(call *ast.CallExpr, within []ast.Node) {
	switch within[len(within)-1].(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		r.possible = false
	}
	if r.local {
		r.possible = r.possible && r.isCalledPlainly(call)
		r.insert(call.Fun.End(), "."+r.field)
		return
	}
	r.called = true
	comma := ", "
	if len(call.Args) == 0 {
		comma = ""
	}
	r.insert(call.Pos(), r.call+"(")
	r.replace(call.Fun.End(), call.Lparen+1, comma)
}

// becomesInterface finds out whether an interface may tell what the type is made of:
// one without methods, and one that becomes another.
func (r *recursive) becomesInterface() {
	var kept []types.Type
	r.conversionsTo(types.IsInterface, func(c conversion) {
		from, fn := r.Info.TypeOf(c.expr), r.libraryFunction(c.call)
		if types.IsInterface(from) || !leadsTo(from, r.named, nil) || fn != nil && fn.Pkg().Path() == host.Path {
			return
		}
		r.possible = r.possible && !isEmpty(c.to)
		kept = append(kept, from)
	})
	r.conversionsTo(types.IsInterface, func(c conversion) {
		i, ok := r.Info.TypeOf(c.expr).Underlying().(*types.Interface)
		for _, t := range kept {
			r.possible = r.possible && !(ok && types.Implements(t, i))
		}
	})
}

// declare puts the functions that are used behind all else.
func (r *recursive) declare() {
	name, lent := r.spec.Name.Name, r.host(r.in)
	plain := r.pointed(r.signature.Pos(), r.signature.End())
	r.possible = r.possible && !strings.Contains(plain, "\n")
	get := fmt.Sprintf("var r %s; %s.Restore(f.%s, &r); ", plain, lent, r.field)
	var list []string
	if r.called {
		params, args := r.parameters()
		results := ""
		if r.signature.Results != nil {
			results = r.pointed(r.signature.Results.Pos(), r.signature.Results.End()) + " "
		}
		list = append(list, fmt.Sprintf("func %s(f *%s%s) %s{ %s%sr(%s) }", r.call, name, params, results, get, returns(r.named.Underlying()), args))
	}
	if r.made {
		list = append(list, fmt.Sprintf("func %s(f %s) *%s { if f == nil { return nil }; return &%s{%s.Any(f)} }", r.to, plain, name, name, lent))
	}
	if r.taken {
		list = append(list, fmt.Sprintf("func %s(f *%s) %s { if f == nil { return nil }; %sreturn r }", r.from, name, plain, get))
	}
	if list != nil {
		r.append(r.in, strings.Join(list, "; "))
	}
}

// parameters are those of the type, each behind a comma, and they as arguments.
func (r *recursive) parameters() (params, args string) {
	var names []string
	for _, field := range r.signature.Params.List {
		for range max(len(field.Names), 1) {
			name := fmt.Sprint("p", len(names))
			names = append(names, name)
			params += ", " + name + " " + r.pointed(field.Type.Pos(), field.Type.End())
		}
	}
	args = strings.Join(names, ", ")
	if r.named.Underlying().(*types.Signature).Variadic() {
		args += "..."
	}
	return params, args
}

// pointed is the text of a part of the type, with pointers for the type itself.
func (r *recursive) pointed(from, to token.Pos) string {
	text, at := "", from
	ast.Inspect(r.signature, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && r.Info.Uses[id] == r.named.Obj() && from <= id.Pos() && id.Pos() < to {
			text += r.between(at, id.Pos()) + "*"
			at = id.Pos()
		}
		return true
	})
	return text + r.between(at, to)
}

// pointTo makes a pointer of a mention of the type.
func (r *recursive) pointTo(id *ast.Ident, within []ast.Node, converted map[*ast.CallExpr]bool) bool {
	if r.Info.Uses[id] != r.named.Obj() {
		return true
	}
	switch outer := within[len(within)-1].(type) {
	case *ast.CallExpr:
		if outer.Fun == id {
			if !converted[outer] {
				r.replace(id.Pos(), id.End(), "(*"+id.Name+")")
			}
			return true
		}
	case *ast.TypeSpec, *ast.ParenExpr, *ast.SelectorExpr:
		return false
	case *ast.StarExpr:
		if _, isReceiver := within[len(within)-2].(*ast.Field); isReceiver && len(within) > 3 {
			if f, ok := within[len(within)-4].(*ast.FuncDecl); ok && f.Recv == within[len(within)-3] {
				return false
			}
		}
	}
	r.insert(id.Pos(), "*")
	return r.isVisible(id.Pos())
}

// isVisible reports whether the type's name means the type at a place.
func (r *recursive) isVisible(at token.Pos) bool {
	_, found := r.scope(at).LookupParent(r.named.Obj().Name(), at)
	return found == r.named.Obj()
}

// isFunction holds for what is a function and never nil.
func (w *rewriter) isFunction(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return true
	case *ast.Ident:
		_, ok := w.Info.Uses[e].(*types.Func)
		return ok
	case *ast.SelectorExpr:
		_, ok := w.Info.Uses[e.Sel].(*types.Func)
		return ok
	}
	return false
}

// isCalledPlainly holds for calls that do the same, if there is no function to call,
// whenever that is found out.
func (w *rewriter) isCalledPlainly(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		effects := false
		ast.Inspect(arg, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				effects = effects || !w.Info.Types[n.Fun].IsType()
			case *ast.UnaryExpr:
				effects = effects || n.Op.String() == "<-"
			case *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.TypeAssertExpr: // which may panic
				effects = true
			case *ast.FuncLit:
				return false
			}
			return !effects
		})
		if effects {
			return false
		}
	}
	return true
}

// leadsTo reports whether a type of the program has to do with another, by another way than through
// those that are left out.
func leadsTo(t types.Type, to *types.Named, leftOut func(*types.Named) bool) bool {
	seen := map[types.Type]bool{}
	var counts func(types.Type) bool
	counts = func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Named:
			return t == to || t.Obj().Pkg() == to.Obj().Pkg() && !(leftOut != nil && leftOut(t)) && mentions(t.Underlying(), seen, counts)
		case *types.Struct:
			for f := range t.Fields() {
				if mentions(f.Type(), seen, counts) {
					return true
				}
			}
		}
		return false
	}
	return mentions(t, seen, counts)
}

// isMadeWhole reports whether a type is one of those that package yaegi makes before the interpreter
// needs them.
func isMadeWhole(t *types.Named) bool {
	_, isStruct := t.Underlying().(*types.Struct)
	return isStruct && t.Obj().Parent() == t.Obj().Pkg().Scope()
}
