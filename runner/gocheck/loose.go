package gocheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
)

// Loose parses and type-checks a program that need not compile, as far as it goes:
// for an editor, in which most programs do not. Of the packages in whole it reads
// all, of others what the program names. It is nil for what is no program at all,
// or too much of one.
func Loose(files map[string]string, whole ...string) *Checked {
	p := &program{fset: token.NewFileSet(), sources: files, names: slices.Sorted(maps.Keys(files)), imports: map[string]bool{}}
	if bounds(p) != nil {
		return nil
	}
	for _, name := range p.names {
		f, _ := parser.ParseFile(p.fset, name, p.sources[name], parser.ParseComments|parser.AllErrors|parser.SkipObjectResolution)
		if f == nil {
			return nil
		}
		p.files = append(p.files, f)
		p.needImports(f)
	}
	for _, path := range whole {
		if standard().packages[path] != nil {
			p.imports[path] = true
		}
	}
	if p.readImports() != nil {
		return nil
	}
	return p.looselyTyped()
}

// needImports notes what a file imports, of what there is.
func (p *program) needImports(f *ast.File) {
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err == nil && standard().packages[path] != nil {
			p.imports[path] = p.imports[path] || spec.Name != nil && spec.Name.Name == "."
		}
	}
}

// looselyTyped passes over all mistakes; the type checker goes on behind each.
func (p *program) looselyTyped() (c *Checked) {
	p.info = newInfo(p.sources)
	p.pkg = types.NewPackage("main", "main")
	defer func() {
		if recover() != nil {
			c = nil // it gave up on the program, of which a check says more
		}
	}()
	conf := types.Config{GoVersion: GoVersion, Importer: p.importer, Sizes: Sizes(), Error: func(error) {}}
	types.NewChecker(&conf, p.fset, p.pkg, p.info).Files(p.files) // what it returns is the first mistake
	return p.checked()
}

// Declares says whether a package of the library exports that name, without
// reading it.
func Declares(path, name string) bool {
	e := standard().packages[path]
	return e != nil && token.IsExported(name) && e.declares(name)
}
