package lower

import (
	"go/ast"
	"go/types"

	"bothends/runner/gocheck"
)

// fieldFunctions names a type of functions that leads from a field of a struct back to the
// struct, so that recursion can put them into structs: yaegi leaves a dummy in the type.
//
//	type Server struct {                                 type Server struct {
//		commands map[string]func(*Client) error              commands map[string]lowered1
//	}                                                    }; type lowered1 func(*Client) error
//	s.commands = map[string]func(*Client) error{}        s.commands = map[string]lowered1{}
//
// Where the type stands alone it is left: one may be assigned to the other.
func fieldFunctions(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		f, ok := n.(*ast.FuncType)
		if !ok || len(w.edits) > 0 {
			return
		}
		spec, alone := structAround(within)
		if spec == nil || spec.Assign.IsValid() || spec.TypeParams != nil {
			return
		}
		named, ok := w.Info.Defs[spec.Name].Type().(*types.Named)
		if !ok || !w.comesBack(w.Info.TypeOf(f).(*types.Signature), named, alone) {
			return
		}
		names := w.names
		if name := w.nameFunction(f, spec); !w.canBeStruct(name) {
			w.edits, w.names = nil, names
		}
	})
}

// structAround is the declaration of the struct that a type is the type of a field of, or a part
// of that by way of lists and maps only; nil if there is none. alone holds if it is no part.
func structAround(within []ast.Node) (spec *ast.TypeSpec, alone bool) {
	alone = true
	for i := len(within) - 1; i >= 4; i-- {
		switch within[i].(type) {
		case *ast.ArrayType, *ast.MapType, *ast.ChanType:
			alone = false
		case *ast.Field:
			if _, isStruct := within[i-2].(*ast.StructType); !isStruct || i != 5 {
				return nil, false
			}
			spec, _ = within[i-3].(*ast.TypeSpec)
			return spec, alone
		default:
			return nil, false
		}
	}
	return nil, false
}

// comesBack reports whether a function leads to a type in a way that yaegi does not find the end of.
func (w *rewriter) comesBack(f *types.Signature, named *types.Named, alone bool) bool {
	return mentions(f, map[types.Type]bool{}, func(t types.Type) bool {
		n, ok := t.(*types.Named)
		return ok && n.Obj().Pkg() == w.Package && (n == named && !alone || n != named && leadsTo(n, named))
	})
}

// nameFunction makes the edits: a type behind the struct's declaration, and its name.
func (w *rewriter) nameFunction(f *ast.FuncType, spec *ast.TypeSpec) (name string) {
	name = w.name()
	keyword := "type "
	if w.inGroup(spec) {
		keyword = ""
	}
	t := w.Info.TypeOf(f)
	w.insert(spec.End(), "; "+keyword+name+" "+w.text(f))
	w.walk(func(n ast.Node, within []ast.Node) {
		other, ok := n.(*ast.FuncType)
		if !ok || other != f && !types.Identical(w.Info.TypeOf(other), t) {
			return
		}
		switch within[len(within)-1].(type) {
		case *ast.ArrayType, *ast.ChanType, *ast.Ellipsis, *ast.MapType:
		default:
			if other != f {
				return
			}
		}
		w.replace(other.Pos(), other.End(), name)
	})
	return name
}

// inGroup reports whether a type is declared in parentheses.
func (w *rewriter) inGroup(spec *ast.TypeSpec) (found bool) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		d, ok := n.(*ast.GenDecl)
		found = found || ok && d.Lparen.IsValid() && d.Pos() < spec.Pos() && spec.Pos() < d.End()
	})
	return found
}

// canBeStruct reports whether the program compiles with the edits made, and recursion
// then makes a struct of a type.
func (w *rewriter) canBeStruct(name string) bool {
	next, problems := w.Again(gocheck.Changed(w.Sources, w.changes()), given())
	if len(problems) > 0 {
		return false
	}
	var p placer
	then := &rewriter{Checked: next, places: p.places(next.Files), listing: &listing{}, names: w.names, cell: w.cell}
	found := false
	then.walk(func(n ast.Node, within []ast.Node) {
		if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.Name == name {
			found = then.makeStruct(spec, within)
		}
	})
	return found
}
