package gocheck

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestAcceptsStandardLibrary reads every tenth file of GOROOT/src, or all of
// them if GOCHECK_ALL is set. They have no mistake and are nested as people
// nest, so nothing must be found.
func TestAcceptsStandardLibrary(t *testing.T) {
	every := 10
	if os.Getenv("GOCHECK_ALL") != "" {
		every = 1
	}
	seen, read := 0, 0
	err := filepath.WalkDir(filepath.Join(runtime.GOROOT(), "src"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		if seen++; seen%every != 0 {
			return nil
		}
		read++
		source, err := os.ReadFile(path)
		accepts(t, path, string(source))
		return err
	})
	if err != nil {
		t.Skip("skipped: the sources of the standard library are not here: ", err)
	}
	t.Logf("%d of %d files", read, seen)
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
}

func accepts(t *testing.T, path, source string) {
	t.Helper()
	lines := lineStarts(source)
	complain := func(offset int, text string) {
		line, column := lines.place(offset)
		t.Errorf("%s:%d:%d: %s", path, line, column, text)
	}
	lexemes, _ := lex(source)
	if offset, ok := nesting(lexemes); !ok {
		complain(offset, "nested too deeply")
	}
	for _, f := range mistakes(source, lexemes, complain) {
		complain(f.offset, f.text)
	}
}

// TestMistakes holds what the compiler says of constructs that are too rare for
// wrong.txtar. The texts are those of cmd/compile.
func TestMistakes(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"func f(a int, ...string, b int) {}", "syntax error: missing parameter name"},
		{"func f(a, b ...int) {}", "can only use ... with final parameter"},
		{"func f() (a ...int)", "invalid use of ..."},
		{"type T[P any, Q] int", "syntax error: missing type constraint"},
		{"type T[P *C] int", ""},
		{"type T[P *C,] int", ""},
		{"type T[P *C | ~int] int", ""},
		{"type T [2]int; type U []T; type V [len(x)]int", ""},
		{"type I interface { m[T any]() }", "interface method must have no type parameters"},
		{"type I interface { E[int]; ~int | string; m() }", ""},
		{"type S struct { T[int]; p.T; *p.U; a, b int; c [2]T; d []T }", ""},
		{"type C <-chan <-chan chan<- chan int", ""},
		{"type C <-<-chan int", "syntax error: unexpected <-, expected keyword chan"},
		{"var x = <-chan int(c)", ""},
		{"var x = T[int]{1}.f[2:3:4](a...).(type)", ""},
		{"var x = []int{{1}, 2: {3}, {}: {}}", ""},
		{"func f() { if x := (T{1}); x == (T{}) {} else if y {} else {} }", ""},
		{"func f() { for range x {}; for i := range x {}; for ;; {}; for {} }", ""},
		{"func f() { select { case x := <-c: case c <- 1: default: } }", ""},
		{"func f() { switch x := y.(type) { case int, []T: default: } }", ""},
		{"func f() { for i := 0; i < 2; i := 1 {} }", "syntax error: cannot declare in post statement of for loop"},
		{"func f() { if var x = 1; x {} }", "syntax error: var declaration not allowed in if initializer"},
		{"func f() { if x; {} }", "syntax error: missing condition in if statement"},
		{"func f() { else {} }", "syntax error: unexpected keyword else, expected }"},
		{"func f() { if x {} else y }", "syntax error: else must be followed by if or statement block"},
		{"func f() { switch x y {} }", "syntax error: unexpected name y, expected {"},
		{"var x = func() {}()", ""},
		{"var \"x\" = 1", "syntax error: unexpected literal \"x\", expected name"},
		{"import 5", "syntax error: import path must be a string"},
	} {
		source := "package p\n" + test.source + "\n"
		lexemes, _ := lex(source)
		got := ""
		mistakes(source, lexemes, func(_ int, text string) {
			if got == "" {
				got = text
			}
		})
		if got != test.want {
			t.Errorf("%s\n got: %s\nwant: %s", test.source, got, test.want)
		}
	}
}
