package gocheck

import (
	"go/ast"
	"go/types"
	"strings"
	"testing"
)

const patchable = `package main

import "fmt"

type box[T any] struct{ v T }

func (b *box[T]) get() T { return b.v }

type counter struct{ n int }

func (c *counter) add(by int) (sum int) {
	c.n += by
	return c.n
}

var total = double(1)

func double(n int) int { return 2 * n }

func init() { total++ }

func main() {
	c := counter{}
	fmt.Println(c.add(double(total)), (&box[int]{v: 1}).get())
}
`

// TestChange makes changes one after the other: each leaves a program in which
// every place is where its text is, and every name has the type that a check of the
// whole gives it.
func TestChange(t *testing.T) {
	for _, test := range []struct {
		name    string
		changes [][2]string
		parts   bool   // it is checked in parts
		problem string // of the last
	}{
		{"bodies", [][2]string{{"2 * n", "n + n"}, {"c.n += by", "const one = 1; c.n += by * one"}, {"n + n", "n << 1"}}, true, ""},
		{"a body that is no longer, and one that is longer", [][2]string{{"\n\tc.n += by\n", "\n"}, {"total++", "total += 10; total--"}, {"2 * n", "n"}}, true, ""},
		{"an import", [][2]string{{"import \"fmt\"", "import (\"fmt\"; again \"fmt\")"}, {"c := counter{}", "c := counter{}; again.Println()"}}, true, ""},
		{"an import that nothing uses", [][2]string{{"import \"fmt\"", "import (\"fmt\"; again \"fmt\")"}}, true, "main.go:3:16: \"fmt\" imported as again and not used"},
		{"an import of what was not read", [][2]string{{"package main", "package main; import \"os\""}}, false, "main.go:1:22: \"os\" imported and not used"},
		{"a declaration", [][2]string{{"2 * n", "n"}, {"n int }", "n, m int }"}, {"c.n += by", "c.m += by"}}, true, ""},
		{"names of parameters and results", [][2]string{{"n int) int { return 2 * n", "m int) (twice int) { return 2 * m"}, {"by int) (sum int) {\n\tc.n += by", "more int) (_ int) {\n\tc.n += more"}, {"c := counter{}", "c, f := counter{}, double; f(1)"}}, true, ""},
		{"a result of another type", [][2]string{{"2 * n", "n"}, {"sum int) {\n\tc.n += by\n\treturn c.n", "sum int64) {\n\treturn 1"}}, false, ""},
		{"tags", [][2]string{{"n int }", "n int `json:\"-\"` }"}, {"c := counter{}", "c := counter{n: 1}; d := struct{ n int `json:\"-\"` }(c); c = d"}}, true, ""},
		{"a tag of a generic type", [][2]string{{"2 * n", "n"}, {"v T }", "v T `json:\"-\"` }"}}, false, ""},
		{"a body of a generic type", [][2]string{{"2 * n", "n"}, {"return b.v", "v := b.v; return v"}}, false, ""},
		{"a type", [][2]string{{"2 * n", "n"}, {"total++", "total += \"\""}}, false, "main.go:20:15: invalid operation: total += \"\" (mismatched types int and untyped string)"},
		{"a label", [][2]string{{"total++", "L: total++"}}, false, "main.go:20:15: label L defined and not used"},
	} {
		c, problems := Load(map[string]string{"main.go": patchable})
		if problems != nil {
			t.Fatal(problems)
		}
		for _, change := range test.changes {
			at := strings.Index(c.Sources["main.go"], change[0])
			want := strings.Replace(c.Sources["main.go"], change[0], change[1], 1)
			c, problems = c.Change([]Change{{"main.go", at, at + len(change[0]), change[1]}}, nil)
			if problems != nil {
				break
			}
			if c.Sources["main.go"] != want {
				t.Fatalf("%s: got %s", test.name, c.Sources["main.go"])
			}
			sameAsWhole(t, test.name, c)
		}
		if problems == nil {
			if parts := c.pieces != nil; parts != test.parts {
				t.Errorf("%s: checked in parts: %t", test.name, parts)
			}
			_, problems = c.Whole(nil)
		}
		if test.problem == "" && problems != nil || test.problem != "" && (len(problems) == 0 || !strings.HasPrefix(problems[0].String(), test.problem)) {
			t.Errorf("%s: got %v; want %q", test.name, problems, test.problem)
		}
	}
}

// sameAsWhole compares the names of a program with what a check of the whole knows
// of them.
func sameAsWhole(t *testing.T, name string, c *Checked) {
	t.Helper()
	whole, problems := Load(c.Sources)
	if problems != nil {
		return // an import is unused until the next change
	}
	list := func(c *Checked) (all []string) {
		ast.Inspect(c.Files[0], func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				file, offset := c.Place(id.Pos())
				text := c.Sources[file][offset:c.Offset(id.End())]
				if o := c.Info.ObjectOf(id); o != nil {
					text += " " + types.ObjectString(o, nil)
				}
				all = append(all, text)
			}
			return true
		})
		return all
	}
	got, want := strings.Join(list(c), "\n"), strings.Join(list(whole), "\n")
	if got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}
