package lower

import (
	"fmt"
	"go/ast"
	"strings"
)

// identities tells apart the program's struct types that have the same fields:
// yaegi knows them by these alone, and takes one for the other where the type of a
// value is asked for. A tag makes them differ.
//
//	type A struct{ n int }        type A struct{ n int `lowered:"A"` }
//
// Go ignores tags where it converts, but not where it assigns; so a program that
// has struct types without names is left alone.
func identities(w *rewriter) {
	byFields := map[string][]*ast.TypeSpec{}
	unnamed := false
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.StructType)
		if !ok || len(s.Fields.List) == 0 {
			return
		}
		if spec, ok := within[len(within)-1].(*ast.TypeSpec); ok && !spec.Assign.IsValid() {
			byFields[fieldNames(s)] = append(byFields[fieldNames(s)], spec)
			return
		}
		unnamed = true
	})
	if unnamed {
		return
	}
	for _, alike := range byFields {
		if len(alike) < 2 {
			continue
		}
		for _, spec := range alike {
			w.tag(spec.Type.(*ast.StructType).Fields.List[0], spec.Name.Name)
		}
	}
}

// fieldNames is what two struct types must share to be taken for each other.
func fieldNames(s *ast.StructType) string {
	var names []string
	for _, f := range s.Fields.List {
		if len(f.Names) == 0 {
			names = append(names, embeddedName(f.Type))
		}
		for _, name := range f.Names {
			names = append(names, name.Name)
		}
	}
	return strings.Join(names, " ")
}

func embeddedName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return embeddedName(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.IndexExpr:
		return embeddedName(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func (w *rewriter) tag(f *ast.Field, name string) {
	switch {
	case f.Tag == nil:
		w.insert(f.Type.End(), fmt.Sprintf(" `%s:%q`", Prefix, name))
	case strings.Contains(f.Tag.Value, Prefix):
	case strings.HasPrefix(f.Tag.Value, "`"):
		w.insert(f.Tag.End()-1, fmt.Sprintf(" %s:%q", Prefix, name))
	}
}
