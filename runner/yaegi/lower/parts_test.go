package lower

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// TestReaches: a part is found through every way that parts lie within each other, and a type that
// contains itself is gone through once.
func TestReaches(t *testing.T) {
	const src = `package main
	type sought int
	type direct sought
	type pointer *sought
	type slice []sought
	type array [2]sought
	type key map[sought]int
	type value map[int]sought
	type field struct { first string; second sought }
	type deep []map[string]*struct { in [1]sought }
	type list struct { next *list; value string }
	type found struct { next *found; value sought }
	type result func() sought
	type channel chan sought
	`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "main.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("main", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sought := pkg.Scope().Lookup("sought").Type()
	for name, want := range map[string]bool{
		"sought": true, "pointer": true, "slice": true, "array": true, "key": true, "value": true,
		"field": true, "deep": true, "found": true,
		"direct": false, "list": false, "result": false, "channel": false,
	} {
		visits := 0
		got := reaches(pkg.Scope().Lookup(name).Type(), func(part types.Type) (found, deeper bool) {
			visits++
			return part == sought, true
		})
		if got != want {
			t.Errorf("reaches(%s, sought) = %v, want %v", name, got, want)
		}
		if visits > 8 {
			t.Errorf("reaches(%s, sought) looked at %d types, more than there are", name, visits)
		}
	}
}
