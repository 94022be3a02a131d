package certify

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"bothends/runner/gocheck"
)

// An examiner takes a program apart. Its methods are in the file of the group
// of constructs that they are about.
type examiner struct {
	info      *types.Info
	pkg       *types.Package
	found     func(pos token.Pos, construct, detail string)
	vars      map[*types.Var]*variable
	effects   *effects
	ownErrors string // what errors may be: nothing if the program has no error types of its own
	ownPanics string // what a value of type any may be, as recover returns it: nothing if the program panics with none of its own
	functions []*function
	declared  map[types.Object]*ast.FuncDecl
	symbols   map[string]bool // of the library, that the interpreter has
	repeated  []ast.Expr      // the values that a constant without its own repeats
}

// A function is one that is being examined, declared or literal.
type function struct {
	node      ast.Node // *ast.FuncDecl or *ast.FuncLit
	signature *types.Signature
	body      *ast.BlockStmt
	loops     int  // around the current statement
	literals  bool // it holds function literals or defer statements
}

// examine reports every construct of a program. A detail is a name that makes
// the construct easier to find.
func examine(c *gocheck.Checked, found func(pos token.Pos, construct, detail string)) {
	x := &examiner{info: c.Info, pkg: c.Package, found: found, symbols: librarySymbols(c.Package.Imports())}
	x.vars = collectVariables(c)
	x.effects = collectEffects(c, x.vars)
	x.ownErrors = x.errorTypes()
	x.ownPanics = x.panicTypes(c.Files)
	x.declared = map[types.Object]*ast.FuncDecl{}
	for _, f := range c.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				x.declared[c.Info.Defs[fn.Name]] = fn
			}
		}
	}
	for _, f := range c.Files {
		for _, d := range f.Decls {
			x.declaration(d)
		}
	}
	x.initialization(c)
	x.files(c)
}

// use reports a construct.
func (x *examiner) use(pos token.Pos, format string, args ...any) {
	x.found(pos, fmt.Sprintf(format, args...), "")
}

// current is the innermost function; nil outside of functions.
func (x *examiner) current() *function {
	if len(x.functions) == 0 {
		return nil
	}
	return x.functions[len(x.functions)-1]
}

// errorTypes says what a value of type error may be. One of the program's own
// making loses its identity on its way through the library; and its methods
// Unwrap, Is and As are not found there.
func (x *examiner) errorTypes() string {
	own, unwraps := false, false
	for _, object := range x.info.Defs {
		fn, ok := object.(*types.Func)
		if !ok || fn.Signature().Recv() == nil {
			continue
		}
		switch fn.Name() {
		case "Error":
			own = true
		case "Unwrap", "Is", "As":
			unwraps = true
		}
	}
	switch {
	case own && unwraps:
		return " that may be of the program's own and unwrap"
	case own:
		return " that may be of the program's own"
	}
	return ""
}

// panicTypes says what recover may return. Elsewhere a value of the program's own
// type does not get into a variable of type any.
func (x *examiner) panicTypes(files []*ast.File) string {
	own := false
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !x.info.Types[call.Fun].IsBuiltin() || builtinName(call.Fun) != "panic" {
				return true
			}
			t := x.info.TypeOf(call.Args[0])
			own = own || x.isOwn(t) || x.ownErrors != "" && types.IsInterface(t) && !isAny(t)
			return true
		})
	}
	if own {
		return " that may be of the program's own"
	}
	return ""
}

// anyOwn is what else matters about a value of a type, if that is any.
func (x *examiner) anyOwn(t types.Type) string {
	if x.class(t) == "any" {
		return x.ownPanics
	}
	return ""
}
