// Gen writes methods.txt of package lower: the exported methods that any type of the
// standard library may have, exported or not, with their types where these are of the
// language's own. Run it with go generate ./runner/yaegi/lower.
package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"io/fs"
	"log"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	found := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(runtime.GOROOT(), "src"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "cmd"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		return collect(path, found)
	})
	if err != nil {
		log.Fatal(err)
	}
	text := "\n" + strings.Join(slices.Sorted(maps.Keys(found)), "\n") + "\n"
	if err := os.WriteFile("methods.txt", []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
}

// collect adds the methods that a file declares, and those of its interfaces, which
// what embeds them has.
func collect(path string, found map[string]bool) error {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	add := func(name *ast.Ident, t *ast.FuncType) {
		if name.IsExported() {
			found[name.Name+" "+signature(fset, t)] = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv != nil {
				add(n.Name, n.Type)
			}
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				if t, ok := m.Type.(*ast.FuncType); ok {
					add(m.Names[0], t)
				}
			}
		}
		return true
	})
	return nil
}

// signature is a method's type without names of parameters; a question mark if it
// mentions any type that is not the language's own.
func signature(fset *token.FileSet, t *ast.FuncType) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, fset, t); err != nil {
		log.Fatal(err)
	}
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, b.String())
	if err != nil {
		return "?"
	}
	s := tv.Type.(*types.Signature)
	text := types.TypeString(types.NewSignatureType(nil, nil, nil, bare(s.Params()), bare(s.Results()), s.Variadic()), nil)
	return strings.NewReplacer("byte", "uint8", "rune", "int32", "interface{}", "any").Replace(text)
}

func bare(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewParam(token.NoPos, nil, "", v.Type()))
	}
	return types.NewTuple(vars...)
}
