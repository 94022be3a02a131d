// Package generic holds generic functions and types of the library as plain Go
// that an interpreter without any of them gets right: package lower puts copies
// of these into programs, and then copies for the type arguments.
//
// Each folder stands for the package of the library of its name; each
// declaration does what the library's does, which the tests beside them check. Those that
// end in List are for what is ranged over or collected at once.
//
// Start at [Find].
package generic

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"sync"
)

//go:embed atomic/atomic.go cmp/cmp.go errors/errors.go iter/iter.go maps/maps.go slices/slices.go slices/iter.go sync/sync.go
var sources embed.FS

// folders are the packages by import path.
var folders = map[string]string{
	"cmp": "cmp", "errors": "errors", "iter": "iter", "maps": "maps", "slices": "slices", "sync": "sync", "sync/atomic": "atomic",
}

// A Declaration is one of a function, or of a type with its methods.
type Declaration struct {
	Path, Name string
	Nodes      []ast.Node // *ast.FuncDecl or *ast.TypeSpec
}

// Text is the source of a node.
func (d *Declaration) Text(n ast.Node) string {
	at := library().fset.Position(n.Pos())
	return library().text[at.Filename][at.Offset:library().fset.Position(n.End()).Offset]
}

// Offset is the place of a node in the text of one around it.
func (d *Declaration) Offset(around ast.Node, at token.Pos) int { return int(at - around.Pos()) }

type parsed struct {
	fset         *token.FileSet
	text         map[string]string
	declarations map[string]*Declaration
}

// Find finds a declaration by import path and name; nil if there is none.
func Find(path, name string) *Declaration {
	if folders[path] == "" {
		return nil
	}
	return library().declarations[path+"."+name]
}

var library = sync.OnceValue(func() *parsed {
	p := &parsed{token.NewFileSet(), map[string]string{}, map[string]*Declaration{}}
	for path, folder := range folders {
		entries, err := sources.ReadDir(folder)
		if err != nil {
			panic(err)
		}
		for _, e := range entries {
			p.file(path, folder+"/"+e.Name())
		}
	}
	return p
})

func (p *parsed) file(path, name string) {
	source, err := sources.ReadFile(name)
	if err != nil {
		panic(err)
	}
	f, err := parser.ParseFile(p.fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	p.text[name] = string(source)
	add := func(name string, n ast.Node) {
		d := p.declarations[path+"."+name]
		if d == nil {
			d = &Declaration{Path: path, Name: name}
			p.declarations[path+"."+name] = d
		}
		d.Nodes = append(d.Nodes, n)
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil { // of *T[…]
				name = d.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.IndexExpr).X.(*ast.Ident).Name
			}
			add(name, withoutDoc(d))
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok {
					add(s.Name.Name, s)
				}
			}
		}
	}
}

// withoutDoc is a function whose text begins with its own words.
func withoutDoc(d *ast.FuncDecl) *ast.FuncDecl {
	d.Doc = nil
	return d
}
