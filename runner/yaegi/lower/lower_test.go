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
	if _, problems := gocheck.Load(lowered); len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, lowered["main.go"])
	}
	return lowered["main.go"]
}

// TestRewritings holds what each rewriting makes of the smallest program.
func TestRewritings(t *testing.T) {
	for _, test := range []struct{ name, from, to string }{
		{"parameters", "f := func(int) {}; f(1)", "f := func(lowered1 int) {}; f(1)"},
		{"range over an integer", "for i := range n { use(i) }", "for lowered1, lowered2 := 0, n; lowered1 < lowered2; lowered1++ { i := lowered1;  use(i) }"},
		{"range over a string", "for i := range s { use(i) }", "for i, _ := range s { use(i) }"},
		{"range over channels", "for _, c := range cs { <-c }", "lowered2 := cs; for lowered1 := range lowered2 { c := lowered2[lowered1];  <-c }"},
		{"a loop variable", "for _, c := range cs { func() { <-c }() }", "lowered2 := cs; for lowered1 := range lowered2 { c := lowered2[lowered1];  func() { <-c }() }"},
		{"a loop variable by three", "for i := 0; i < 3; i++ { func() { use(i) }() }", "for i := 0; i < 3; i++ { i := i;  func() { use(i) }() }"},
		{"a loop variable that the body changes", "for i := 0; i < 3; i++ { func() { use(i) }(); i++ }", "for i := 0; i < 3; i++ { func() { use(i) }(); i++ }"},
		{"break in a select", "for { select { default: break } }", "for { select { default: goto lowered1 }; lowered1: ; }"},
		{"a shift", "use(1<<n, n>>3, n<<len(s))", "use(1<<len(make([]struct{}, n)), n>>3, n<<len(s))"},
		{"a shift of a shift", "n <<= n << n", "n <<= len(make([]struct{}, n << len(make([]struct{}, n))))"},
		{"a shift where len is something else", "len := n; use(1 << len)", "len := n; use(1 << len)"},
		{"what is received", "v := <-cs[0]; v++", "v, _ := <-cs[0]; v++"},
		{"what a select receives", "select { case v := <-cs[0]: v++ }", "select { case v := <-cs[0]: v++ }"},
		{"what is received and kept", "v := <-cs[0]; use(v)", "v := <-cs[0]; use(v)"},
		{"what is returned second", "f := func() (int, int, []int) { return len(s), len(s), append([]int{}, n) }; f()",
			"f := func() (int, int, []int) { return len(s), 0+len(s), append([]int{}, n)[:] }; f()"},
		{"min of floats", "use(int(min(2.5, 3) * 2))", "use(int(min(2.5, 3) * 2))"},
		{"clear where a key may be NaN", "clear(map[float64]int{})", "clear(map[float64]int{})"},
		{"min", "use(min(n, 3))", "use(func(lowered1, lowered2 int) int { if lowered2 < lowered1 { lowered1 = lowered2 }; return lowered1 }(n, 3))"},
		{"a method value", "f := t.get; f()", "f := func(lowered1 T) func() int { return func() (int) { return lowered1.get() } }(t); f()"},
		{"go", "go use(n)", "go use(n)"},
		{"go in a loop", "for { go func() { use(n) }() }", "for { func() { go func() { use(n) }() }() }"},
		{"defer", "defer use(n)", "lowered1 := n; defer func() { use(lowered1) }()"},
		{"defer of a method", "defer t.get()", "lowered1 := t; defer func() { lowered1.get() }()"},
		{"several values", "a, b := n, T{}; use(a, b.n)", "lowered1 := n; lowered2 := T{}; a, b := lowered1, lowered2; use(a, b.n)"},
		{"a named result", "f := func() (n int) { return }; f()", "f := func() (n int) { n = 0;  return }; f()"},
		{"a closure in a loop", "for { f := func() {}; f() }", "for { f := func() func() { return func() {} }(); f() }"},
	} {
		head := "package main\n\ntype T struct{ n int }\n\nfunc (t T) get() int { return t.n }\n\nfunc use(n ...int) {}\n\nvar (\n\tn = 5\n\ts = \"s\"\n\tt T\n\tcs []chan int\n)\n\nfunc main() {\n\t"
		got := lowerSource(t, head+test.from+"\n}\n")
		if got != head+test.to+"\n}\n" {
			t.Errorf("%s:\n%s\nbecame\n%s\nwant\n%s", test.name, test.from, strings.TrimPrefix(got, head), test.to)
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
