package certify

import (
	"fmt"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// TestRefusals names what is refused in programs that yaegi gets wrong, as they
// are, without lowering.
func TestRefusals(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{"var f func()\nfor i := 0; i < 3; i++ {\nf = func() { println(i) }\n}\nf()",
			"main.go:7:5: function literal in the frame of the function around"},
		{"for i := range 3 {\nprintln(i)\n}",
			"main.go:5:1: range over int with a key"},
		{"a, t := 1+len(os.Args), [1]func(){}\nfmt.Println(a, t)",
			"main.go:5:25: definition of several values, one a literal of an array, to a new variable"},
		{"f := func() {}\nf()",
			"main.go:5:6: function literal in the frame of the function around"},
		{"println(recover() == nil)",
			"main.go:5:9: recover where nothing is deferred"},
		{"var list []*int\nfor i := 0; i < 3; i++ {\nlist = append(list, &i)\n}",
			"main.go:6:5: address of a variable declared in a loop: i"},
		{"f := func() (n int) { n++; return n }\nfmt.Println(f())",
			"main.go:5:21: a named result that is a variable: n"},
		{"for {\nselect {\ndefault:\nbreak\n}\n}",
			"main.go:8:1: break of a select"},
		{"for i := range \"é\" {\nfmt.Println(i)\n}",
			"main.go:5:1: range over a string with a key"},
		{"slices.Sort(os.Args)",
			"main.go:5:1: generic library function slices.Sort"},
		{"fmt.Println(runtime.NumCgoCall())",
			"main.go:5:13: the interpreter has no runtime.NumCgoCall"},
		{"n := 0\nf := func() int { n++; return n }\nfmt.Println(n, f())",
			"main.go:7:13: a value that a function called in the same statement may change"},
		{"c := make(chan int, 1)\nvar ok bool\n_, ok = <-c\nfmt.Println(ok)",
			"main.go:7:1: assignment of one of several values of an operation unary <- to _"},
		{"println(1)",
			"main.go:5:1: println of int"},
		{"println()",
			"main.go:5:1: println of]"},
		{"type T struct {\nfs map[string]func(*T)\n}\nvar t T\n_ = t",
			"main.go:5:6: recursive type in a function that a field holds in something else"},
		{"type T struct {\nc chan struct{ f func() (*T, error) }\n}\nvar t T\n_ = t",
			"main.go:5:6: recursive type in a function that a field holds in something else"},
		{"for {\nselect {\ndefault:\nswitch {\ndefault:\ncontinue\n}\n}\n}",
			"main.go:10:1: continue through a select"},
		{"type H func()\nm := []func() H{}\n_ = func() H {\nreturn m[0]()\n}",
			"main.go:8:8: function that comes from something else than a variable, and is returned"},
		{"e := struct {\n*bytes.Buffer\nLen int\n}{}\ne.Len++",
			"main.go:9:1: field that hides a method of what is embedded beside it"},
		{"s := func() ([]int, int) { return nil, 1 }\n_ = append(s())",
			"main.go:6:5: append of all that a call returns"},
		{"goto end\nend:\nx := complex(1, 2)\n_ = x",
			"main.go:7:6: constant as complex128"},
	} {
		source := "package main\n\nimport (" + imports(test.body) + ")\nfunc main() {\n" + test.body + "\n}\n"
		checked, problems := gocheck.Load(map[string]string{"main.go": source})
		if len(problems) > 0 {
			t.Errorf("%s\n%v", source, problems)
			continue
		}
		found := fmt.Sprintln(Program(checked))
		if !strings.Contains(found, test.want) {
			t.Errorf("%s\ngot %s\nwant %s", source, found, test.want)
		}
	}
}

func imports(body string) string {
	list := ""
	for _, name := range []string{"bytes", "fmt", "os", "slices", "runtime"} {
		if strings.Contains(body, name+".") {
			list += "\"" + name + "\"; "
		}
	}
	return list
}

// TestFault holds that a mistake of this package's keeps nothing but the interpreter from a program.
func TestFault(t *testing.T) {
	checked, problems := gocheck.Load(map[string]string{"main.go": "package main\n\nfunc main() { println(1) }\n"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checked.Info = nil
	if got := fmt.Sprint(Program(checked)); !strings.Contains(got, "which is a fault of the list") {
		t.Error(got)
	}
}

// TestOlderGo holds that a file is not interpreted whose loops share their variables.
func TestOlderGo(t *testing.T) {
	for constraint, want := range map[string]string{
		"//go:build go1.21":          "[main.go:3:1: an older Go by a build constraint]",
		"//go:build go1.22 && linux": "[]",
	} {
		checked, problems := gocheck.Load(map[string]string{"main.go": constraint + "\n\npackage main\n\nfunc main() {}\n"})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := fmt.Sprint(Program(checked)); got != want {
			t.Errorf("%s: %s; want %s", constraint, got, want)
		}
	}
}
