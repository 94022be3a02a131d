package host

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
)

var update = flag.Bool("update", false, "write host.export")

// TestExported: host.export is what the type checker makes of the declarations.
func TestExported(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "declarations.go.txt", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{IgnoreFuncBodies: true}
	pkg, err := conf.Check(Path, fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := gcexportdata.Write(&b, token.NewFileSet(), pkg); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("host.export", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if b.String() != exported {
		t.Error("host.export is not what declarations.go.txt comes to: run go test ./runner/yaegi/host -update")
	}
}

// TestPackage: the type checker and the interpreter are told of the same things.
func TestPackage(t *testing.T) {
	scope, symbols := Package().Scope(), Symbols()
	for _, name := range scope.Names() {
		if !symbols[name].IsValid() {
			t.Errorf("the interpreter is not told of %s", name)
		}
	}
	for name, v := range symbols {
		object := scope.Lookup(name)
		if object == nil {
			t.Errorf("the type checker is not told of %s", name)
			continue
		}
		if _, isType := object.(*types.TypeName); isType {
			methods(t, object.Type(), v.Type())
			continue
		}
		same(t, name, object.Type(), v.Type())
	}
}

// methods compares those of a type that both are told of.
func methods(t *testing.T, checked types.Type, real reflect.Type) {
	set := types.NewMethodSet(types.NewPointer(checked))
	for m := range set.Methods() {
		method, ok := real.MethodByName(m.Obj().Name())
		if !ok {
			t.Errorf("%v has no method %s", real, m.Obj().Name())
			continue
		}
		text := strings.Replace(method.Type.String(), real.String()+", ", "", 1)
		text = strings.Replace(text, real.String(), "", 1)
		compare(t, m.Obj().Name(), m.Type(), text)
	}
}

func same(t *testing.T, name string, checked types.Type, real reflect.Type) {
	compare(t, name, checked, real.String())
}

func compare(t *testing.T, name string, checked types.Type, real string) {
	s := checked.(*types.Signature)
	var params, results []string
	for v := range s.Params().Variables() {
		params = append(params, types.TypeString(v.Type(), (*types.Package).Name))
	}
	for v := range s.Results().Variables() {
		results = append(results, types.TypeString(v.Type(), (*types.Package).Name))
	}
	if n := len(params) - 1; s.Variadic() {
		params[n] = "..." + strings.TrimPrefix(params[n], "[]")
	}
	text := "func(" + strings.Join(params, ", ") + ")"
	switch len(results) {
	case 0:
	case 1:
		text += " " + results[0]
	default:
		text += " (" + strings.Join(results, ", ") + ")"
	}
	if text = strings.NewReplacer("any", "interface {}", "rune", "int32").Replace(text); text != real {
		t.Errorf("%s is %s to the type checker and %s in truth", name, text, real)
	}
}
