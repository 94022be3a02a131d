package fidelity

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// A variant puts the body of every function into something else that executes
// it, the same or twice: what is right where it stands may be wrong in a loop,
// a closure or a case, or the second time.
var variants = []struct{ name, before, after string }{
	{"in a loop", "for round := 0; round < 2; round++ {", "}"},
	{"in a range", "for range []int{1, 2} {", "}"},
	{"in a block", "{", "}"},
	{"in a case", "switch {\ndefault:", "}"},
	{"in a select", "select {\ndefault:", "}"},
	{"in an if", "if once := true; once {", "}"},
	{"in a closure", "func() {", "}()"},
	{"in a closure in a loop", "for round := 0; round < 2; round++ { func() {", "}() }"},
	{"in a closure that is kept", "again := func() {", "}\nagain()\nagain()"},
	{"in a goroutine", "ended := make(chan bool)\ngo func() { defer close(ended)", "}()\n<-ended"},
	{"in a deferred closure", "defer func() {", "}()"},
}

// vary returns a variant of a program; nothing if it does not compile.
func vary(source string, n int) string {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "main.go", source, 0)
	if err != nil {
		return ""
	}
	v := variants[n]
	closure := strings.Contains(v.name, "closure") || strings.Contains(v.name, "goroutine")
	var b strings.Builder
	last := 0
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil || len(fn.Body.List) == 0 || closure && fn.Type.Results.NumFields() > 0 {
			continue
		}
		from, to := fset.Position(fn.Body.Lbrace).Offset+1, fset.Position(fn.Body.Rbrace).Offset
		ending := ""
		if fn.Type.Results.NumFields() > 0 {
			ending = "\npanic(\"not reached\")\n"
		}
		b.WriteString(source[last:from] + "\n" + v.before + source[from:to] + v.after + ending)
		last = to
	}
	b.WriteString(source[last:])
	text, err := format.Source([]byte(b.String()))
	if err != nil || len(gocheck.Check(map[string]string{"main.go": string(text)})) > 0 {
		return ""
	}
	return string(text)
}

// variantsOf makes those variants of programs that are interpreted.
func variantsOf(programs []*Program) []*Program {
	var made []*Program
	for _, p := range programs {
		for n := range variants {
			source := vary(p.Files["main.go"], n)
			if _, _, refusals, err := prepare(source); err != nil || len(refusals) > 0 {
				continue // it would be compiled, which the program itself shows as well
			}
			made = append(made, &Program{Path: p.Path + " " + variants[n].name, Files: map[string]string{"main.go": source}})
		}
	}
	return made
}

func TestVary(t *testing.T) {
	source := "package main\n\nfunc f() int { return 1 }\n\nfunc main() {\n\tprintln(f())\n}\n"
	want := "package main\n\nfunc f() int {\n\tfor range []int{1, 2} {\n\t\treturn 1\n\t}\n\tpanic(\"not reached\")\n}\n\n" +
		"func main() {\n\tfor range []int{1, 2} {\n\t\tprintln(f())\n\t}\n}\n"
	if got := vary(source, 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for n := range variants {
		if vary(source, n) == "" {
			t.Error(fmt.Sprint(variants[n].name, ": does not compile"))
		}
	}
}
