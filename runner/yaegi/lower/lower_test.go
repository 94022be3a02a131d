package lower

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"bothends/runner/gocheck"
)

// TestPrograms lowers every program of testdata: it must compile, keep its
// lines, and have nothing left to lower. That yaegi gets it wrong as it is, and
// right when it is lowered, is tested in package certify, which runs it.
func TestPrograms(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no programs: ", err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		source := string(a.Files[0].Data)
		lowered := lowerSource(t, source)
		if lowered == source {
			t.Errorf("%s: nothing is lowered", path)
		}
		if strings.Count(lowered, "\n") != strings.Count(source, "\n") {
			t.Errorf("%s: lines are moved:\n%s", path, lowered)
		}
	}
}

func lowerSource(t *testing.T, source string) string {
	t.Helper()
	checked, problems := gocheck.Load(map[string]string{"main.go": source})
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, source)
	}
	lowered, err := Program(checked)
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := Load(lowered.Sources); len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, lowered.Sources["main.go"])
	}
	return lowered.Sources["main.go"]
}

// TestRewritings holds what each rewriting makes of the smallest program.
func TestRewritings(t *testing.T) {
	for _, test := range []struct{ name, from, to string }{
		{"struct types with the same fields", "type A struct{ a int }; type B struct{ a int `json:\"b\"` }; use(A{}.a, B{}.a)", "type A struct{ a int `lowered:\"A\"` }; type B struct{ a int `json:\"b\" lowered:\"B\"` }; use(A{}.a, B{}.a)"},
		{"parameters", "f := func(int) {}; f(1)", "f := func() func(lowered1 int) { return func(lowered1 int) {} }(); f(1)"},
		{"range over an integer", "for i := range n { use(i) }", "for lowered1, lowered2 := 0, n; lowered1 < lowered2; lowered1++ { i := lowered1;  use(i) }"},
		{"range over a string", "for i := range s { use(i) }", "for i, _ := range s { use(i) }"},
		{"range over channels", "for _, c := range cs { <-c }", "lowered2 := cs; for lowered1 := range lowered2 { c := lowered2[lowered1];  <-c }"},
		{"a loop variable", "for _, c := range cs { func() { <-c }() }", "lowered2 := cs; for lowered1 := range lowered2 { c := lowered2[lowered1];  func(c chan int) { <-c }(c) }"},
		{"a loop variable by three", "for i := 0; i < 3; i++ { func() { use(i) }() }", "for i := 0; i < 3; i++ { func(i int) { use(i) }(i) }"},
		{"a loop variable that the body changes", "for i := 0; i < 3; i++ { func() { use(i) }(); i++ }", "for i := 0; i < 3; i++ { lowered1 := new(struct{ v int }); lowered1.v = i;  func(lowered1 *struct{v int}) { use(lowered1.v) }(lowered1); lowered1.v++ ; i = lowered1.v; }"},
		{"break in a select", "for { select { default: break } }", "for { select { default: goto lowered1 }; lowered1: ; }"},
		{"min", "use(min(n, 3))", "use(func(lowered1, lowered2 int) int { if lowered2 < lowered1 { lowered1 = lowered2 }; return lowered1 }(n, 3))"},
		{"a method value", "f := t.get; f()", "f := func(lowered1 T) func() int { return func() (int) { return lowered1.get() } }(t); f()"},
		{"several values", "a, b := n, T{}; use(a, b.n)", "lowered1 := n; lowered2 := T{}; a, b := lowered1, lowered2; use(a, b.n)"},
		{"a named result", "f := func() (n int) { return }; f()", "f := func() func() (lowered1 int) { return func() (lowered1 int) { var lowered2 int;  return lowered2 } }(); f()"},
		{"a closure in a loop", "for { f := func() {}; f() }", "for { f := func() func() { return func() {} }(); f() }"},
	} {
		head := "package main\n\ntype T struct{ n int }\n\nfunc (t T) get() int { return t.n }\n\nfunc use(n ...int) {}\n\nvar (\n\tn = 5\n\ts = \"s\"\n\tt T\n\tcs []chan int\n)\n\nfunc main() {\n\t"
		got := lowerSource(t, head+test.from+"\n}\n")
		if got != head+test.to+"\n}\n" {
			t.Errorf("%s:\n%s\nbecame\n%s\nwant\n%s", test.name, test.from, strings.TrimPrefix(got, head), test.to)
		}
	}
}

// TestGenerics: the first copy stands in the place of the generic, the others on
// the line where it ends, and what the library lends on the last line.
func TestGenerics(t *testing.T) {
	for _, test := range []struct{ name, from, to string }{
		{"functions",
			"package main\n\nfunc id[T any](v T) T {\n\treturn v\n}\n\nfunc main() {\n\t_, _ = id(1), id(\"\")\n}\n",
			"package main\n\nfunc lowered1 /* id[int] */ (v int) int {\n\treturn v\n}; func lowered2 /* id[string] */ ( v string ) string { return v ; }\n\nfunc main() {\n\tlowered3 := lowered1(1); lowered4 := lowered2(\"\"); _ = lowered3; _ = lowered4\n}\n"},
		{"types",
			"package main\n\ntype pair[T any] struct{ a, b T }\n\nfunc (p *pair[E]) get() E { return p.a }\n\nfunc main() {\n\tvar p pair[*int]\n\tp.get()\n}\n",
			"package main\n\ntype lowered1 /* pair[*int] */  struct{ a, b *int }\n\nfunc (p *lowered1) get() *int { return p.a }\n\nfunc main() {\n\tvar p lowered1\n\tp.get()\n}\n"},
		{"a constraint, and what is not used",
			"package main\n\ntype number interface {\n\t~int\n}\n\nfunc id[T number](v T) {\n}\n\nfunc main() {\n}\n",
			"package main\n\n\n\n\n\n\n\n\nfunc main() {\n}\n"},
		{"a type argument that has no name where the generic is",
			"package main\n\nfunc id[T any](v T) T { return v }\n\nfunc main() {\n\ttype t int\n\tid(t(1))\n}\n", ""},
		{"the library",
			"package main\n\nimport \"slices\"\n\nfunc main() {\n\tslices.Clip([]int{})\n}\n",
			"package main\n\n\n\nfunc main() {\n\tlowered2([]int{})\n}; func lowered2 /* slices.Clip[[]int,int] */  ( s []int ) []int { return s [ : len ( s ) : len ( s ) ] ; }\n"},
	} {
		if test.to == "" {
			test.to = test.from
		}
		if got := lowerSource(t, test.from); got != test.to {
			t.Errorf("%s:\n%s\nbecame\n%s\nwant\n%s", test.name, test.from, got, test.to)
		}
	}
}

// TestOwnNames: a program that has names like those that rewritings introduce is
// left alone.
func TestOwnNames(t *testing.T) {
	source := "package main\n\nvar lowered1 = 3\n\nfunc main() { for i := range lowered1 { println(i) } }\n"
	if got := lowerSource(t, source); got != source {
		t.Errorf("became %s", got)
	}
}
