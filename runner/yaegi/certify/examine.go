package certify

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"

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
	functions []*function
	declared  map[types.Object]*ast.FuncDecl
	repeated  []ast.Expr // the values that a constant without its own repeats
	program   []*ast.File
	declaring types.Object           // the type that is being examined
	boxes     []types.Type           // what boxedTypes has found; nil before
	keeps     *bool                  // what keepsBoxes has found
	hands     *bool                  // what plains has found
	calls     []*ast.CallExpr        // all, by place
	fullNames map[*types.Func]string // of the library's functions that libraryCallee was asked for
	decoded   ast.Expr               // the call whose error is given names
}

// A function is one that is being examined, declared or literal.
type function struct {
	node      ast.Node // *ast.FuncDecl or *ast.FuncLit
	signature *types.Signature
	body      *ast.BlockStmt
	loops     int  // around the current statement
	returning bool // the current statement returns
	maker     bool // it is called where it stands, and does nothing but return another function literal
}

// loopVersion is the Go since which each turn of a loop has variables of its own.
const loopVersion = "go1.22"

// examine reports every construct of a program. A detail is a name that makes
// the construct easier to find.
func examine(c *gocheck.Checked, found func(pos token.Pos, construct, detail string)) {
	x := &examiner{info: c.Info, pkg: c.Package, found: found, program: c.Files, fullNames: map[*types.Func]string{}}
	x.vars = collectVariables(c)
	x.calls = collectCalls(c)
	x.effects = collectEffects(c, x.vars)
	x.declared = map[types.Object]*ast.FuncDecl{}
	for _, f := range c.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				x.declared[c.Info.Defs[fn.Name]] = fn
			}
		}
	}
	for _, f := range c.Files {
		if f.GoVersion != "" && version.Compare(f.GoVersion, loopVersion) < 0 {
			x.use(f.Package, "an older Go by a build constraint")
		}
		for _, d := range f.Decls {
			x.declaration(d)
		}
	}
	x.inWords(c)
	x.rooms()
	x.bufferRooms()
	x.initialization(c)
	x.files(c)
	x.names()
}

// names examines the names that a program gives to things of its own: some of the
// language's, yaegi goes on to take for what they are there.
func (x *examiner) names() {
	for id, o := range x.info.Defs {
		switch id.Name {
		case "nil", "iota", "true", "false", "bool":
			if o != nil && o.Parent() != nil {
				x.use(id.Pos(), "another thing that is called %s", id.Name)
			}
		}
	}
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
