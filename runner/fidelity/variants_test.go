package fidelity

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// A variant puts the body of every function into something else that executes
// it, or that of main into something that executes it twice: what is right where
// it stands may be wrong in a loop, a closure or a case, or the second time.
var variants = []struct {
	name, before, after string
	closure             bool // nothing can be returned
	main                bool // executing more than main twice would change what is sent and received
}{
	{name: "in a loop", before: "for round := 0; round < 2; round++ {", after: "}", main: true},
	{name: "in a range", before: "for range []int{1, 2} {", after: "}", main: true},
	{name: "in a closure in a loop", before: "for round := 0; round < 2; round++ { func() {", after: "}() }", closure: true, main: true},
	{name: "in a closure that is kept", before: "again := func() {", after: "}\nagain()\nagain()", closure: true, main: true},
	{name: "in a round", before: "for round := 0; round < 1; round++ {", after: "}"},
	{name: "in a range of one", before: "for range []int{1} {", after: "}"},
	{name: "in a block", before: "{", after: "}"},
	{name: "in a case", before: "switch {\ndefault:", after: "}"},
	{name: "in a select", before: "select {\ndefault:", after: "}"},
	{name: "in an if", before: "if once := true; once {", after: "}"},
	{name: "in a closure", before: "func() {", after: "}()", closure: true},
	// What is deferred runs before main goes on: the function in the goroutine is for that.
	{name: "in a goroutine", before: "ended := make(chan bool)\ngo func() { func() {", after: "\n}(); ended <- true }()\n<-ended", closure: true},
	{name: "in a deferred closure", before: "defer func() {", after: "}()", closure: true},
}

// vary returns a variant of a program; nothing if it does not compile.
func vary(source string, n int) string {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "main.go", source, 0)
	if err != nil {
		return ""
	}
	v := variants[n]
	var b strings.Builder
	last := 0
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil || len(fn.Body.List) == 0 || v.closure && fn.Type.Results.NumFields() > 0 || v.main && fn.Name.Name != "main" {
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
	made := make([]*Program, len(programs)*len(variants))
	each(len(made), func(i int) {
		p, n := programs[i/len(variants)], i%len(variants)
		source := vary(p.Files["main.go"], n)
		if _, _, refusals, err := prepare(source); err == nil && len(refusals) == 0 { // else it would be compiled, which the program itself shows as well
			made[i] = &Program{Path: p.Path + " " + variants[n].name, Files: map[string]string{"main.go": source}}
		}
	})
	return slices.DeleteFunc(made, func(p *Program) bool { return p == nil })
}

func TestVary(t *testing.T) {
	source := "package main\n\nfunc f() int { return 1 }\n\nfunc main() {\n\tprintln(f())\n}\n"
	wants := map[string]string{
		"in a range": "package main\n\nfunc f() int { return 1 }\n\nfunc main() {\n\tfor range []int{1, 2} {\n\t\tprintln(f())\n\t}\n}\n",
		"in a block": "package main\n\nfunc f() int {\n\t{\n\t\treturn 1\n\t}\n\tpanic(\"not reached\")\n}\n\nfunc main() {\n\t{\n\t\tprintln(f())\n\t}\n}\n",
	}
	for n, v := range variants {
		if want := wants[v.name]; want != "" && vary(source, n) != want {
			t.Errorf("got\n%s\nwant\n%s", vary(source, n), want)
		}
	}
	for n := range variants {
		if vary(source, n) == "" {
			t.Error(fmt.Sprint(variants[n].name, ": does not compile"))
		}
	}
}
