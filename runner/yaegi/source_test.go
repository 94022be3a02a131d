package yaegi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// What Go calls the functions of a program, as its traces show. What package lower
// put in has no name, and leaves the count as it is.
func TestFunctionNames(t *testing.T) {
	const source = `package main

var v = func() int { return 1 }()

func init() { mark() }

func init() { mark() }

func f(n int) {
	mark()
	go func() { mark() }()
	defer func(lowered1 int) { func() { mark() }() }(1)
	func() {
		func(s string) { mark() }("")
	}()
}

type T[E any] struct{ e E }

func (t *T[E]) m() { mark() }

func g[E any](e E) { mark() }

func mark() {}

func main() {}
`
	s, err := parse(token.NewFileSet(), Program{Files: map[string]string{"main.go": source}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for at := 0; ; {
		next := strings.Index(source[at:], "mark() ")
		if line := strings.Index(source[at:], "mark()\n"); line >= 0 && (next < 0 || line < next) {
			next = line
		}
		if next < 0 {
			break
		}
		at += next + 1
		if text := s.frame(s.base + token.Pos(at-1)); text.function != "main.mark()" {
			got = append(got, text.function)
		}
	}
	want := []string{"main.init.0()", "main.init.1()", "main.f(...)", "main.f.func1()", "main.f.func2()", "main.f.func3.1(...)", "main.(*T[...]).m(...)", "main.g[...](...)"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// Files become one: imports once, then types, then variables in Go's order.
func TestFilesAreOne(t *testing.T) {
	files := map[string]string{
		"a.go": "package main\n\nimport \"fmt\"\n\nvar a = b + f()\n\nfunc main() { fmt.Println(a) }\n",
		"b.go": "package main\n\nimport \"fmt\"\n\nvar b, c = d, 1\n\nfunc f() int { return c }\n\nvar d = len(fmt.Sprint())\n\ntype T int\n",
	}
	checked, problems := gocheck.Load(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s, err := parse(token.NewFileSet(), Program{Files: files, Init: InitOrder(checked.Fset, checked.Info)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			got = append(got, d.Name.Name)
		case *ast.GenDecl:
			switch spec := d.Specs[0].(type) {
			case *ast.ImportSpec:
				got = append(got, spec.Path.Value)
			case *ast.TypeSpec:
				got = append(got, spec.Name.Name)
			case *ast.ValueSpec:
				got = append(got, spec.Names[0].Name)
			}
		}
	}
	if want := []string{`"fmt"`, "T", "c", "d", "b", "a", "main", "f"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A place is found again by its number.
func TestPlaces(t *testing.T) {
	files := map[string]string{"a.go": "package main\n\nfunc main() {\n\tf()\n}\n", "b.go": "package main\n\nfunc f() {\n\n\tpanic(1)\n}\n"}
	s, err := parse(token.NewFileSet(), Program{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	places, err := NewPlaces(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range s.file.Decls {
		f := d.(*ast.FuncDecl)
		function, place := places.Frame(s.number(f.Body.List[0].Pos()))
		if want := map[string]string{"main": "a.go:4", "f": "b.go:5"}[f.Name.Name]; function != "main."+f.Name.Name+"()" || place != want {
			t.Errorf("%s is at %s in %s, want %s", f.Name.Name, place, function, want)
		}
	}
	if digit, ok := Digit("bothends/runner/yaegi.digitb"); digit != 11 || !ok {
		t.Errorf("digit b is %d, %v", digit, ok)
	}
	if _, ok := Digit(Digits); ok {
		t.Error("the function between digits is one")
	}
}

// What package lower makes is told from what the reader wrote.
func TestIsLowered(t *testing.T) {
	for text, want := range map[string]bool{
		"func() { f() }": false,
		"func() { lowered1 := f(); g(lowered1) }":    false,
		"func(lowered1 T) func() { return nil }":     true,
		"func() { g(lowered1) }":                     true,
		"func() func() { return func() { f() } }":    true,
		"func() int { n := lowered1; return n + 1 }": false,
	} {
		e, err := parser.ParseExpr(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := isLowered(e.(*ast.FuncLit)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
