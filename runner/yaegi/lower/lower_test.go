package lower

import (
	"go/types"
	"os"
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

// TestInParts lowers programs, checking them in parts on the way and as a whole
// each time: the outcome is the same.
func TestInParts(t *testing.T) {
	for _, pattern := range []string{"testdata/*.txtar", "../../../snippets/*/*/main.go", "../../testdata/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatal("no programs: ", pattern, err)
		}
		for _, path := range paths {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Ext(path) == ".txtar" {
				source = txtar.Parse(source).Files[0].Data
			}
			lower := func(change func(*gocheck.Checked, []gocheck.Change) (*gocheck.Checked, []gocheck.Problem)) string {
				checked, problems := gocheck.Load(map[string]string{"main.go": string(source)})
				if problems != nil {
					return "" // a peer, which has a kit besides
				}
				lowered, err := apply(checked, change, false)
				if err != nil {
					return err.Error()
				}
				return lowered.Sources["main.go"]
			}
			whole := lower(asAWhole)
			if got := lower(inParts); got != whole {
				t.Errorf("%s: in parts:\n%s\nas a whole:\n%s", path, got, whole)
			}
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
		{"a function type that refers to itself", "type S func() S; var s S = func() S { return nil }; s()", "type S struct{ lowered1 func() *S }; var s *S = (&S{func() func() *S { return func() *S { return nil } }()}); s.lowered1()"},
		{"a function type that refers to itself, from a variable", "type S func() S; var f func() S; var s S = f; s()", "type S func() S; var f func() S; var s S = f; s()"},
		{"a call beside what it may change", "type N struct{ n int }; var p N; next := func() int { p.n++; return n }; p.n += next(); p.n = p.n + next(); p.n += len(s)", "type N struct{ n int `lowered:\"N\"` }; lowered3 := new(struct{ v N }); next := func(lowered3 *struct{v N}) func() int { return func() int { lowered3.v.n++; return n } }(lowered3); lowered1 := next(); lowered3.v.n += lowered1; lowered2 := next(); lowered3.v.n = lowered3.v.n + lowered2; lowered3.v.n += len(s)"},
		{"a value that fails before its place", "ns[n] = ns[n+1]", "lowered1 := ns[n+1]; ns[n] = lowered1"},
		{"values that fail in the compiler's order", "ns[n], ns[0] = ns[0], ns[n]", "lowered2 := ns[n]; lowered1 := ns[0]; ns[n] = lowered1; ns[0] = lowered2"},
		{"places that fail in the compiler's order", "type P struct{ n int }; var ps []*P; ps[n].n, ps[0].n = 1, 2", "type P struct{ n int `lowered:\"P\"` }; var ps []*P; lowered2 := ps[0]; lowered1 := ps[n]; lowered1.n = 1; lowered2.n = 2"},
		{"a call before what may fail", "var i I; i.M(two2())", "var i I; lowered1 := two2(); i.M(lowered1)"},
		{"a deferred call of what a call changes", "defer use(n, two2())", "lowered1 := two2(); lowered3 := n; lowered2.PushCall(func(lowered3 int, lowered1 int) func() { return func() { use(lowered3, lowered1) } }(lowered3, lowered1))"},
		{"a fraction that becomes a small integer", "x := 1.5; use(int(x), int(uint8(x)), int(int32(x)))", "x := 1.5; use(int(x), int(uint8(loweredhost.Uint8(float64(x)))), int(int32(loweredhost.Int32(float64(x)))))"},
		{"an array with keys", "use(len([...]int{2: 1, 0: 5}))", "use(len([3]int{2: 1, 0: 5}))"},
		{"a method value of an interface", "var i I; f := i.N; f()", "var i I; f := func(lowered1 I) func() { if lowered1 == nil { loweredhost.Nil() }; return func(lowered1 I) func() () { return func() () { lowered1.N() } }(lowered1) }(i); f()"},
		{"a method of a pointer that takes a value", "f := (*T).get; f(&t)", "f := func() func(lowered1 *T) (int) { return func(lowered1 *T) (int) { if lowered1 == nil { loweredhost.NilPointer(\"T\", \"get\") }; return lowered1.get() } }(); f(&t)"},
		{"an operation behind an own interface", "f := func() (I, bool) { return nil, n > 1 }; f()", "f := func() func() (I, bool) { return func() (I, bool) { return nil, bool(n > 1) } }(); f()"},
		{"parameters", "func(int) {}(1)", "func(lowered1 int) {}(1)"},
		{"range over an integer", "for i := range n { use(i) }", "for lowered1, lowered2 := 0, n; lowered1 < lowered2; lowered1++ { i := lowered1;  use(i) }"},
		{"range over an array that is used for nothing else", "a := [2]int{}; for i := range a { use(i) }", "a := [2]int{}; for lowered1, lowered2 := 0, 2; lowered1 < lowered2; lowered1++ { i := lowered1;  _ = a;  use(i) }"},
		{"range over a string", "for i := range s { use(i) }", "for lowered1, lowered2 := 0, s; lowered1 < len(lowered2);  { i := lowered1;  _, lowered3 := loweredhost.Rune(lowered2, lowered1); lowered1 = lowered3;  use(i) }"},
		{"range over channels", "for _, c := range cs { <-c }", "lowered2 := cs; for lowered1 := range lowered2 { c := lowered2[lowered1];  <-c }"},
		{"a loop variable", "for _, c := range cs { func() { <-c }() }", "lowered2 := cs; for lowered1 := range lowered2 { c := lowered2[lowered1];  func(c chan int) { <-c }(c) }"},
		{"a loop variable by three", "for i := 0; i < 3; i++ { func() { use(i) }() }", "for i := 0; i < 3; i++ { func(i int) { use(i) }(i) }"},
		{"a loop variable that the body changes", "for i := 0; i < 3; i++ { func() { use(i) }(); i++ }", "for lowered2 := 0; lowered2 < 3; lowered2++ { lowered1 := new(struct{ v int }); lowered1.v = lowered2;  func(lowered1 *struct{v int}) { use(lowered1.v) }(lowered1); lowered1.v++ ; lowered2 = lowered1.v; }"},
		{"range over an array", "for _, v := range ar { use(v) }", "lowered1 := ar; for _, v := range lowered1[:] { use(v) }"},
		{"range over the indices of an array", "for i := range &ar { use(i) }", "for lowered1, lowered2 := 0, 2; lowered1 < lowered2; lowered1++ { i := lowered1;  use(i) }"},
		{"range that assigns", "for n = range ns { use(n) }", "for lowered1 := range ns { n = lowered1;  use(n) }"},
		{"the address of a variable in a loop", "for { x := n; use(*(&x)) }", "for { x := n; lowered1 := new(struct{ v int }); lowered1.v = x; use(*(&lowered1.v)) }"},
		{"a shared variable", "x := n; f := func() { x++ }; f()", "x := n; lowered1 := new(struct{ v int }); lowered1.v = x; f := func(lowered1 *struct{v int}) func() { return func() { lowered1.v++ } }(lowered1); f()"},
		{"a variable that does not change", "x := n; f := func() { use(x) }; f()", "x := n; f := func(x int) func() { return func() { use(x) } }(x); f()"},
		{"a clause", "if x := n; x > 0 { f := func() { x++ }; f() }", "{ x := n; lowered1 := new(struct{ v int }); lowered1.v = x; if lowered1.v > 0 { f := func(lowered1 *struct{v int}) func() { return func() { lowered1.v++ } }(lowered1); f() } }"},
		{"a statement before a condition", "if n++; n > 0 { use(n) }", "{ n++; if n > 0 { use(n) } }"},
		{"continue in a select", "for { select { default: continue }; use(n) }", "for { lowered1 := false; select { default: lowered1 = true; goto lowered2 }; lowered2: ; if lowered1 { continue }; use(n) }"},
		{"a function from a method that is returned", "type F func(); f := func() (F, error) { return map[int]func() (F, error){}[n]() }; f()", "type F func(); f := func() func() (F, error) { return func() (F, error) { lowered1, lowered2 := map[int]func() (F, error){}[n](); return lowered1, lowered2 } }(); f()"},
		{"break in a select", "for { select { default: break } }", "for { select { default: goto lowered1 }; lowered1: ; }"},
		{"a case of a select", "select { case <-cs[0]: }", "lowered1 := cs[0]; select { case <-lowered1: }"},
		{"a constant expression", "x := len(\"abc\")*2 - 7; use(x, int('a'+1))", "x := (-1); use(x, 98)"},
		{"constants of the language's types", "const a, b = 1 << iota, -3.5; x, y := float32(a), uint8(a|8); use(int(x-b), int(y))", "; x, y := float32(1.0), uint8(9); use(int(x-float32((-3.5))), int(y))"},
		{"a constant that stays", "const k T2 = 2; v := k; use(int(v), len(ar), int(k), (1+\n1))", "const k T2 = 2; v := k; use(int(v), len(ar), 2, (1+\n1))"},
		{"an interface that the library is asked for", "var v any; _, ok := v.(interface{ Len() int }); use(map[bool]int{}[ok])", "var v any; _, ok := v.(loweredhost.Lengther); use(map[bool]int{}[ok])"},
		{"a shift of a constant", "k := T2(3); use(int(k & (1 << n)), 1<<n)", "k := T2(3); use(int(k & (T2(1) << n)), 1<<n)"},
		{"a case of a select that defines", "select { case v := <-cs[0]: use(v) }", "lowered2 := cs[0]; select { case lowered1 := <-lowered2: v := lowered1;  use(v) }"},
		{"a case of a select that assigns", "select { case n = <-cs[0]: }", "lowered2 := cs[0]; select { case lowered1 := <-lowered2: n = lowered1;  }"},
		{"conditions of a case", "switch { case n > 1, n < 0: }", "{  if n > 1 || n < 0 {  } }"},
		{"a switch on a value", "switch n { case 1, 2: }", "{ lowered1 := n; _ = lowered1;  if lowered1 == 1 || lowered1 == 2 {  } }"},
		{"a condition in parentheses", "if (n > 1) { use(n) } else { return }", "if n > 1 { use(n) } else { return }"},
		{"a condition in parentheses with a literal", "if (t == T{1}) { use(n) } else { return }", "if !!(t == T{1}) { use(n) } else { return }"},
		{"a switch with a default only", "switch n { default: use(1) }", "{ _ = n;  {  use(1) } }"},
		{"an early default", "switch { default: case n > 1: }; n++", "{ lowered1 := 0; if n > 1 { lowered1 = 2 };  if lowered1 == 0 {  } else {  } }; n++"},
		{"a break in a switch", "for { switch { case n > 1: break; case n > 2: } }", "for { {  if n > 1 {  goto lowered1; } else if n > 2 {  }; lowered1: ; } }"},
		{"what is returned second", "f := func() (int, int, []int) { return len(s), len(s), append([]int{}, n) }; f()",
			"f := func() func() (int, int, []int) { return func() (int, int, []int) { return len(s), 0+len(s), append([]int{}, n)[:] } }(); f()"},
		{"clear where a key may be NaN", "clear(map[float64]int{})", "loweredhost.Clear(map[float64]int{})"},
		{"clear where a key may hold NaN", "m := map[any]int{}; clear(m); clear(map[[2]struct{ f float64 }]int{})", "m := map[any]int{}; loweredhost.Clear(m); loweredhost.Clear(map[[2]struct{ f float64 }]int{})"},
		{"clear where a key is a struct", "clear(map[T]int{})", "func(lowered1 map[T]int) { for lowered2 := range lowered1 { delete(lowered1, lowered2) } }(map[T]int{})"},
		{"new of a value", "use(*new(n + 1))", "use(*func(lowered1 int) *int { lowered2 := new(struct{ v int }); lowered2.v = lowered1; return &lowered2.v }(n + 1))"},
		{"nil in front", "use(map[bool]int{}[nil != ns || nil == cs])", "use(map[bool]int{}[ns != nil || nil == cs])"},
		{"min", "use(min(n, 3))", "use(func(lowered1, lowered2 int) int { if lowered2 < lowered1 { lowered1 = lowered2 }; return lowered1 }(n, 3))"},
		{"a method value", "f := t.get; f()", "f := func(lowered1 T) func() int { return func() (int) { return lowered1.get() } }(t); f()"},
		{"several values", "a, b := n, T{}; use(a, b.n)", "lowered1 := n; lowered2 := T{}; a, b := lowered1, lowered2; use(a, b.n)"},
		{"a named result", "f := func() (n int) { return }; f()", "f := func() func() (lowered1 int) { return func() (lowered1 int) { var lowered2 int;  return lowered2 } }(); f()"},
		{"println", "println(n, s, T2(n))", "loweredhost.Println(n, s, int(T2(n)))"},
		{"println of a pointer", "println(&t)", "println(&t)"},
		{"a closure in a loop", "for { f := func() {}; f() }", "for { f := func() func() { return func() {} }(); f() }"},
		{"a function as a value", "f := use; f(1)", "f := func() func(lowered1 ...int) () { return func(lowered1 ...int) () { use(lowered1...) } }(); f([]int{1}...)"},
		{"go", "go use(n)", "go use(n)"},
		{"go with a method", "go t.get()", "lowered1 := t; lowered2 := func(lowered1 T) func() { return func() { lowered1.get() } }(lowered1); go lowered2()"},
		{"go with a literal", "go func(k int) { use(n, k) }(2)", "lowered1 := func() func(k int) { return func(k int) { use(n, k) } }(); go lowered1(2)"},
		{"several results", "ar[0], t.n = two()", "lowered1, lowered2 := two(); ar[0] = lowered1; t.n = lowered2"},
		{"an index that is assigned to", "n, ar[n] = 1, n", "lowered1 := n; lowered2 := n; n = 1; ar[lowered1] = lowered2"},
		{"a literal", "t = T{1}", "lowered1 := T{1}; t = lowered1"},
		{"a dereference", "p := &t; use((*p).n)", "p := &t; use(p.n)"},
		{"parentheses", "(use)(1)", "use(1)"},
		{"a label", "n := 1; n: for { break n }; use(n)", "n := 1; lowered1: for { break lowered1 }; use(n)"},
		{"defer", "defer use(n)", "lowered2 := n; lowered1.PushCall(func(lowered2 int) func() { return func() { use(lowered2) } }(lowered2))"},
		{"defer with a literal", "defer func(k int) { recover() }(n)", "lowered1.Push(func(lowered1 *loweredhost.Defers, k int) func() { return func() { lowered1.Recover() } }(lowered1, n))"},
	} {
		head := "package main\n\ntype T struct{ n int }; type T2 int; type I interface { M(int); N() }\n\nfunc (t T) get() int { return t.n }\n\nfunc use(n ...int) {}\n\nfunc two() (int, int) { return 1, 2 }; func two2() int { n++; return n }\n\nvar (\n\tn = 5\n\ts = \"s\"\n\tt T\n\tcs []chan int\n\tns []int\n\tar [2]int\n)\n\nfunc main() {"
		got := lowerSource(t, head+"\n\t"+test.from+"\n}\n")
		_, got, _ = strings.Cut(got, "func main() {")
		_, got, _ = strings.Cut(got, "\n\t") // what stands before it runs what is deferred
		if got != test.to+"\n}\n" {
			t.Errorf("%s:\n%s\nbecame\n%s\nwant\n%s", test.name, test.from, got, test.to)
		}
	}
}

// TestFault holds that a mistake of a rewriting keeps nothing but the interpreter from a program.
func TestFault(t *testing.T) {
	checked, problems := gocheck.Load(map[string]string{"main.go": "package main\n\nfunc main() { println(1 + 1) }\n"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checked.Info = nil
	if lowered, err := Program(checked); lowered != nil || err == nil || !strings.Contains(err.Error(), "which is a fault of the rewriting") {
		t.Errorf("got %v, %v", lowered, err)
	}
}

// TestImportsOfOneLine takes out imports, whatever stands beside them.
func TestImportsOfOneLine(t *testing.T) {
	const one, two = "slices.Max([]int{1, 2})", "slices.Max(slices.Collect(maps.Keys(map[int]int{})))"
	for _, test := range []struct{ imports, value string }{
		{`import ("fmt"; "slices")`, one}, {`import ("slices"; "fmt")`, one}, {`import (s "slices"; "fmt")`, "s.Max([]int{1, 2})"},
		{"import (\n\"slices\"; \"fmt\"\n)", one}, {`import ("slices"); import ("fmt")`, one}, {`import "slices"; import "fmt"`, one},
		{"import (\n\t\"fmt\"\n\t\"slices\" // of them; all\n)", one}, {`import ("slices" /* ; */; "fmt")`, one},
		{"import (\n\t\"slices\"\n\t\"fmt\";)", one}, {`import ("slices"; "maps"; "fmt")`, two}, {`import ("maps"; "fmt"; "slices";)`, two},
	} {
		from := "package main; " + test.imports + "; func main() { fmt.Println(" + test.value + ") }\n"
		if got := lowerSource(t, from); strings.Contains(got, `"slices"`) || strings.Contains(got, `"maps"`) || strings.Count(got, "\n") != strings.Count(from, "\n") {
			t.Errorf("%q became %q", from, got)
		}
	}
}

// TestNothings: what has the compiler check a type goes, what is computed stays.
func TestNothings(t *testing.T) {
	from := "package main\n\nimport \"io\"\n\ntype r struct{}\n\nfunc (r) Read(b []byte) (int, error) { return f(b), nil }\n\nvar _ io.Reader = r{}\n\nvar (\n\t_ = (*r)(nil)\n\t_ = f(nil)\n)\n\nfunc f([]byte) int { return 1 }\n\nfunc main() {}\n"
	got := lowerSource(t, from)
	for text, want := range map[string]bool{"io.Reader": false, "\"io\"": false, "nil)(nil)": false, "(*r)": false, "_ = f(nil)": true, "func (lowered1 r) Read": true} {
		if strings.Contains(got, text) != want {
			t.Errorf("%q in the lowered program: want %v\n%s", text, want, got)
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
			"package main\n\nfunc id[T any](v T) T { return v }\n\nfunc main() {\n\ttype t int\n\ttype u struct{ t }\n\tid(t(1))\n}\n", ""},
		{"a type argument that a function declares",
			"package main\n\ntype l[T any] struct{ v T }\n\nfunc main() {\n\ttype a int\n\ttype b struct {\n\t\tn a // so many\n\t}\n\tvar _ l[b]\n}\n",
			"package main\n\ntype lowered3 /* l[main.b·2] */  struct{ v lowered2 }\n\nfunc main() {\n\t\n\t\n\n\n\tvar _ lowered3\n}\ntype lowered1 /* a·1 */ int; type lowered2 /* b·2 */ struct { n lowered1 ; }"},
		{"the library",
			"package main\n\nimport \"slices\"\n\nfunc main() {\n\tslices.Clip([]int{})\n}\n",
			"package main\n\n\n\nfunc main() {\n\tlowered4([]int{})\n}; func lowered4 /* slices.Clip[[]int,int] */  ( s []int ) []int { return s [ : len ( s ) : len ( s ) ] ; }\n"},
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

// TestInLibrary: what a type of the library may have is told by names and simple types.
func TestInLibrary(t *testing.T) {
	checked, problems := gocheck.Load(map[string]string{"main.go": `package main

import "time"

type own struct{}
type (
	yes1 interface{ Timeout() bool }
	yes2 interface{ ReadByte() (uint8, error); Read(p []byte) (n int, err error) }
	yes3 interface{ SetDeadline(t time.Time) error }
	no1  interface{ Timeout() int }
	no2  interface{ Timeout() bool; Weight() int }
	no3  interface{ timeout() bool }
	no4  interface{ Unwrap() own }
)

func main() {}
`})
	if problems != nil {
		t.Fatal(problems)
	}
	w := &rewriter{Checked: checked}
	scope := checked.Package.Scope()
	for _, name := range scope.Names() {
		if i, ok := scope.Lookup(name).Type().Underlying().(*types.Interface); ok && w.inLibrary(i) != strings.HasPrefix(name, "yes") {
			t.Errorf("%s: %v", name, w.inLibrary(i))
		}
	}
}
