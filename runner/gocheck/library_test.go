package gocheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// What several programs import is the same package to all of them, whichever came
// first, and what there is not is an error.
func TestLibrary(t *testing.T) {
	fset := token.NewFileSet()
	library := NewLibrary()
	for _, test := range []struct{ imports, expression, want string }{
		{"io", "io.EOF", "error"},
		{"net", "(*net.TCPConn).CloseWrite", "func(*net.TCPConn) error"},
		{"net", "net.Dial", "func(network string, address string) (net.Conn, error)"},
		{"unsafe", "unsafe.Pointer(nil)", "unsafe.Pointer"},
		{"net/http", "http.Get", "func(url string) (resp *net/http.Response, err error)"},
		{"example.org/none", "none.X", ""},
	} {
		source := "package p\n\nimport \"" + test.imports + "\"\n\nvar x = " + test.expression + "\n"
		f, err := parser.ParseFile(fset, "p.go", source, 0)
		if err != nil {
			t.Fatal(err)
		}
		conf := types.Config{Importer: library, Sizes: Sizes()}
		pkg, err := conf.Check("p", fset, []*ast.File{f}, nil)
		if test.want == "" {
			if err == nil {
				t.Errorf("%s was imported", test.imports)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.expression, err)
			continue
		}
		if got := pkg.Scope().Lookup("x").Type().String(); got != test.want {
			t.Errorf("%s is a %s, want %s", test.expression, got, test.want)
		}
	}
}
