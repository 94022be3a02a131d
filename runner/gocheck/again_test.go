package gocheck

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
	"testing"
)

const failing = `package main

import (
	"errors"
	"fmt"
)

func main() {
	err := fmt.Errorf("%w", errors.New("no"))
	fmt.Println(err)
}
`

// TestAgain rewrites a program.
func TestAgain(t *testing.T) {
	given := types.NewPackage("given", "given")
	given.Scope().Insert(types.NewConst(0, given, "Seven", types.Typ[types.Int], constant.MakeInt64(7)))
	given.MarkComplete()
	for _, test := range []struct{ name, from, to, problem string }{
		{"a name of the program", "err)\n}", "err, 1)\n}", ""},
		{"a name that the program did not have", "Println(err)", "Println(errors.Unwrap(err))", ""},
		{"an import", "\"errors\"", "\"errors\"; \"io\"; \"given\"", "main.go:4:12: \"io\" imported and not used"},
		{"an import that is given", "\"fmt\"\n)", "\"fmt\"; \"given\"\n)\nvar x = given.Seven", ""},
		{"syntax", "err :=", "err ==", "main.go:9:2: undefined: err"},
		{"types", "Println(err)", "Println(err + 1)", "main.go:10:14: invalid operation: err + 1"},
		{"labels", "err :=", "L: err :=", "main.go:9:2: label L defined and not used"},
	} {
		c, problems := Load(map[string]string{"main.go": failing, "other.go": "package main\n\nvar other int\n"})
		if problems != nil {
			t.Fatal(problems)
		}
		files := map[string]string{"main.go": strings.Replace(failing, test.from, test.to, 1), "other.go": c.Sources["other.go"]}
		next, problems := c.Again(files, []*types.Package{given})
		switch {
		case test.problem == "" && len(problems) > 0, test.problem != "" && (len(problems) == 0 || !strings.HasPrefix(problems[0].String(), test.problem)):
			t.Errorf("%s: got %v; want %q", test.name, problems, test.problem)
		case test.problem == "":
			if next.Sources["main.go"] != files["main.go"] || next.Package.Scope().Lookup("other") == nil {
				t.Errorf("%s: not what was loaded again", test.name)
			}
			var printed types.Object
			ast.Inspect(next.Files[0], func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.Name == "Println" {
					printed = next.Info.Uses[id]
				}
				return true
			})
			if printed == nil || printed.Pkg().Path() != "fmt" {
				t.Errorf("%s: Println is %v", test.name, printed)
			}
		}
	}
}
