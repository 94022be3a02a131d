package gocheck

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"testing"
)

// TestCodes compares the numbers with those in go/types' own sources.
func TestCodes(t *testing.T) {
	fset := token.NewFileSet()
	file := filepath.Join(runtime.GOROOT(), "src/internal/types/errors/codes.go")
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Skip("skipped: the sources of the standard library are not here: ", err)
	}
	pkg, err := new(types.Config).Check("errors", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for c, name := range codeNames {
		obj, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok {
			t.Errorf("%s: go/types has no such code any more", name)
			continue
		}
		if n, _ := constant.Int64Val(obj.Val()); n != int64(c) {
			t.Errorf("%s is %d; code.go says %d", name, n, c)
		}
	}
}
