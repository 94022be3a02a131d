package assist

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"bothends/runner/gocheck"
)

// A fixer knows of a program that does not compile what can be mended without
// knowing what it is meant to do. It goes by what the type checker found, not by the
// words of a message.
type fixer struct {
	files   map[string]string
	program *gocheck.Checked // nil if there is nothing to go by
	used    map[types.Object]bool
	byPlace map[place]*Fix
}

// A place is where a problem is, as the compiler counts.
type place struct {
	file         string
	line, column int
}

func newFixer(files map[string]string) *fixer {
	f := &fixer{files: files, program: gocheck.Loose(files), used: map[types.Object]bool{}, byPlace: map[place]*Fix{}}
	if f.program == nil {
		return f
	}
	for _, object := range f.program.Info.Uses {
		f.used[object] = true
	}
	for _, file := range f.program.Files {
		f.imports(file)
		f.undefined(file)
		f.variables(file)
	}
	return f
}

// of is the fix of a problem; nil if there is none.
func (f *fixer) of(p gocheck.Problem) *Fix { return f.byPlace[place{p.File, p.Line, p.Column}] }

// put has a fix for what is wrong at a place.
func (f *fixer) put(at token.Pos, fix *Fix) {
	p := f.program.Fset.PositionFor(at, false)
	key := place{p.Filename, p.Line, p.Column}
	if _, taken := f.byPlace[key]; !taken {
		f.byPlace[key] = fix
	}
}

func (f *fixer) offset(at token.Pos) int { return f.program.Fset.PositionFor(at, false).Offset }

func (f *fixer) edit(from, to token.Pos, text string) Edit {
	name := f.program.Fset.PositionFor(from, false).Filename
	return inBytes(name, f.files[name], f.offset(from), f.offset(to), text)
}

// imports mends those that nobody uses.
func (f *fixer) imports(file *ast.File) {
	name := f.program.Fset.PositionFor(file.Pos(), false).Filename
	for _, spec := range file.Imports {
		object := f.program.Info.Implicits[spec]
		if spec.Name != nil {
			if object = f.program.Info.Defs[spec.Name]; spec.Name.Name == "_" || spec.Name.Name == "." {
				continue
			}
		}
		if object == nil || f.used[object] {
			continue
		}
		from, to := withoutImport(f.files[name], f.program.Fset, file, spec)
		f.put(spec.Pos(), &Fix{"Remove the import of " + spec.Path.Value, []Edit{inBytes(name, f.files[name], from, to, "")}})
	}
}

// undefined mends names of packages that are not imported.
func (f *fixer) undefined(file *ast.File) {
	name := f.program.Fset.PositionFor(file.Pos(), false).Filename
	members := map[string][]string{}
	unknown := func(n ast.Node) (x *ast.Ident, member string) {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return nil, ""
		}
		x, ok = s.X.(*ast.Ident)
		if !ok || f.program.Info.Uses[x] != nil {
			return nil, ""
		}
		return x, s.Sel.Name
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if x, member := unknown(n); x != nil {
			members[x.Name] = append(members[x.Name], member)
		}
		return true
	})
	ast.Inspect(file, func(n ast.Node) bool {
		x, _ := unknown(n)
		if x == nil {
			return true
		}
		if path := packageNamed(x.Name, members[x.Name]); path != "" {
			at, text := withImport(f.files[name], f.program.Fset, file, path)
			f.put(x.Pos(), &Fix{fmt.Sprintf("Import %q", path), []Edit{inBytes(name, f.files[name], at.from, at.to, text)}})
		}
		return true
	})
}

// variables mends those that are declared and not used, not even assigned to.
func (f *fixer) variables(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				f.assigned(s.Lhs, s.TokPos)
			}
		case *ast.RangeStmt:
			if s.Tok == token.DEFINE {
				f.assigned([]ast.Expr{s.Key, s.Value}, s.TokPos)
			}
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						if f.unused(name) {
							f.put(name.Pos(), &Fix{"Put _ in place of " + name.Name, []Edit{f.edit(name.Pos(), name.End(), "_")}})
						}
					}
				}
			}
		}
		return true
	})
}

// assigned mends one of several names that a := declares. Where it was the only one that
// is new, nothing is declared any more.
func (f *fixer) assigned(list []ast.Expr, define token.Pos) {
	var declared []*ast.Ident
	for _, x := range list {
		if name, ok := x.(*ast.Ident); ok && name.Name != "_" && f.program.Info.Defs[name] != nil {
			declared = append(declared, name)
		}
	}
	for _, name := range declared {
		if !f.unused(name) {
			continue
		}
		edits := []Edit{f.edit(name.Pos(), name.End(), "_")}
		if len(declared) == 1 {
			edits = append(edits, f.edit(define, define+token.Pos(len(":=")), "="))
		}
		f.put(name.Pos(), &Fix{"Put _ in place of " + name.Name, edits})
	}
}

func (f *fixer) unused(name *ast.Ident) bool {
	object, ok := f.program.Info.Defs[name].(*types.Var)
	return ok && !f.used[object]
}
