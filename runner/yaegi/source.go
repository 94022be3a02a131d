package yaegi

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A source is a program's text, and what Go calls the functions in it.
type source struct {
	fset      *token.FileSet
	file      *ast.File // all files as one
	functions []sourceFunction
	hasTypes  bool // it declares types without methods that reflect knows by another name
}

// A sourceFunction is one of the program, or a literal.
type sourceFunction struct {
	from, to token.Pos
	name     string // main.f, main.(*T).m, main.f.func1; nothing for what package lower put in
	args     bool   // it has some
}

// A frameText is what a trace says of a function that was being executed.
type frameText struct {
	function string // main.f(...)
	place    string // FILE:LINE
}

// parse reads a program's files, in the order in which the go command gives
// them to the compiler, and makes one of them.
func parse(fset *token.FileSet, files map[string]string) (*source, error) {
	s := &source{fset: fset}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(fset, name, files[name], parser.DeclarationErrors)
		if err != nil {
			return nil, err
		}
		s.collect(f)
		if s.file == nil {
			s.file = f
			continue
		}
		s.file.Decls = append(s.file.Decls, f.Decls...)
	}
	return s, nil
}

// collect names the functions of a file.
func (s *source) collect(f *ast.File) {
	inits := 0
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := "main." + declaredName(d)
			if d.Recv == nil && d.Name.Name == "init" {
				name = fmt.Sprintf("main.init.%d", inits)
				inits++
			}
			if d.Body != nil {
				s.functions = append(s.functions, sourceFunction{d.Pos(), d.End(), name, d.Recv != nil || d.Type.Params.NumFields() > 0})
				s.literals(d.Body, name, "func", new(int))
			}
		case *ast.GenDecl:
			s.functions = append(s.functions, sourceFunction{d.Pos(), d.End(), "main.init", false})
			s.literals(d, "main.init", "func", new(int))
			for _, spec := range d.Specs {
				t, ok := spec.(*ast.TypeSpec)
				s.hasTypes = s.hasTypes || ok && !t.Assign.IsValid() && !isStructOrInterface(t.Type)
			}
		}
	}
	slices.SortStableFunc(s.functions, func(a, b sourceFunction) int { return cmp.Compare(a.from, b.from) })
}

func isStructOrInterface(t ast.Expr) bool {
	switch t.(type) {
	case *ast.StructType, *ast.InterfaceType:
		return true
	}
	return false
}

// declaredName is what Go calls a function: f, T.m or (*T).m.
func declaredName(d *ast.FuncDecl) string {
	name := d.Name.Name
	if d.Type.TypeParams != nil {
		name += "[...]"
	}
	if d.Recv == nil {
		return name
	}
	t, pattern := d.Recv.List[0].Type, "%s.%s"
	if star, ok := t.(*ast.StarExpr); ok {
		t, pattern = star.X, "(*%s).%s"
	}
	switch g := t.(type) {
	case *ast.IndexExpr:
		return fmt.Sprintf(pattern, fmt.Sprint(g.X, "[...]"), name)
	case *ast.IndexListExpr:
		return fmt.Sprintf(pattern, fmt.Sprint(g.X, "[...]"), name)
	}
	return fmt.Sprintf(pattern, t, name)
}

// literals names function literals by the function that they are in, in turn.
// Those that package lower put in have no name, and leave the count to others.
func (s *source) literals(in ast.Node, outer, word string, count *int) {
	ast.Inspect(in, func(n ast.Node) bool {
		f, ok := n.(*ast.FuncLit)
		if !ok || n == in {
			return true
		}
		if isLowered(f) {
			s.functions = append(s.functions, sourceFunction{f.Pos(), f.End(), "", false})
			s.literals(f.Body, outer, word, count)
			return false
		}
		*count++
		name := fmt.Sprintf("%s.%s%d", outer, word, *count)
		s.functions = append(s.functions, sourceFunction{f.Pos(), f.End(), name, f.Type.Params.NumFields() > 0})
		s.literals(f.Body, name, "", new(int))
		return false
	})
}

// isLowered reports whether package lower put a function literal in: its
// parameters have such names, or it does one thing, to what has such a name or to
// a literal of the program.
func isLowered(f *ast.FuncLit) bool {
	for _, p := range f.Type.Params.List {
		for _, name := range p.Names {
			if strings.HasPrefix(name.Name, loweredPrefix) {
				return true
			}
		}
	}
	if len(f.Body.List) != 1 {
		return false
	}
	switch only := f.Body.List[0].(type) {
	case *ast.GoStmt:
		return true
	case *ast.ReturnStmt:
		if len(only.Results) == 1 {
			_, literal := only.Results[0].(*ast.FuncLit)
			return literal || usesLowered(only)
		}
	case *ast.ExprStmt:
		return usesLowered(only)
	}
	return false
}

// loweredPrefix begins the names that package lower makes.
const loweredPrefix = "lowered"

func usesLowered(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && strings.HasPrefix(id.Name, loweredPrefix)
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return found
}

// frame is the text for a place in the program; none if it is in a function that
// the reader has not written.
func (s *source) frame(pos token.Pos) frameText {
	at := s.fset.Position(pos)
	t := frameText{place: fmt.Sprintf("%s:%d", at.Filename, at.Line)}
	var in *sourceFunction
	for i := range s.functions {
		f := &s.functions[i]
		if f.from > pos {
			break
		}
		// A literal that is called at once begins where the call does.
		if pos < f.to && (pos > f.from || !strings.Contains(f.name, "func")) {
			in = f
		}
	}
	if in == nil || in.name == "" {
		return frameText{}
	}
	t.function = in.name + "()"
	if in.args {
		t.function = in.name + "(...)"
	}
	return t
}
