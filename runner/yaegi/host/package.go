package host

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"sync"
)

// Path is what a lowered program imports this package as.
const Path = "bothends/host"

// Symbols are what a program can name of this package, as the interpreter takes
// them.
func Symbols() map[string]reflect.Value {
	return map[string]reflect.Value{
		"NewDefers": reflect.ValueOf(NewDefers),
		"Nil":       reflect.ValueOf(Nil),
		"Rune":      reflect.ValueOf(Rune),
		"Defers":    reflect.ValueOf((*Defers)(nil)),
	}
}

// declarations are the same for the type checker. They mention no other
// package, so that a check can take them as they are.
const declarations = `package host

type Defers struct{ _ int }

func NewDefers() *Defers
func Nil()
func Rune(s string, at int) (r rune, next int)
func (d *Defers) Push(call func())
func (d *Defers) Run(value any)
func (d *Defers) Recover() any
`

// Package is this package to the type checker.
var Package = sync.OnceValue(func() *types.Package {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "host.go", declarations, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	conf := types.Config{IgnoreFuncBodies: true}
	pkg, err := conf.Check(Path, fset, []*ast.File{f}, nil)
	if err != nil {
		panic(err)
	}
	return pkg
})
