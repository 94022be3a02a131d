package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// ranges rewrites two kinds of loops: over a string with an index only, where
// yaegi counts bytes, and over a slice, an array or a map of channels with a
// value, where it panics.
//
//	for i := range s {            for i, _ := range s {
//	for i, c := range chans {     for i := range chans { c := chans[i];
func ranges(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.RangeStmt)
		if !ok || s.Key == nil {
			return
		}
		switch t := w.Info.TypeOf(s.X).Underlying().(type) {
		case *types.Basic:
			if s.Value == nil && t.Info()&types.IsString != 0 {
				w.insert(s.Key.End(), ", _")
			}
		case interface {
			types.Type
			Elem() types.Type
		}: // slices, arrays, maps, and what has no value
			if _, ok := t.Elem().Underlying().(*types.Chan); ok && s.Value != nil && s.Tok == token.DEFINE && inList(within) && !hasNaN(t) {
				w.byIndex(s)
			}
		}
	})
}

// hasNaN reports whether there may be elements that cannot be found by their
// key.
func hasNaN(t types.Type) bool {
	m, ok := t.(*types.Map)
	if !ok {
		return false
	}
	basic, ok := m.Key().Underlying().(*types.Basic)
	return !ok || basic.Info()&(types.IsFloat|types.IsComplex) != 0
}

func (w *rewriter) byIndex(s *ast.RangeStmt) {
	value, ok := s.Value.(*ast.Ident)
	if !ok || value.Name == "_" {
		return
	}
	key := s.Key.(*ast.Ident).Name
	if key == "_" {
		key = w.name()
	}
	list := w.name()
	w.insert(s.Pos(), fmt.Sprintf("%s := %s; ", list, w.text(s.X)))
	w.replace(s.Key.Pos(), s.X.End(), fmt.Sprintf("%s := range %s", key, list))
	w.insert(s.Body.Lbrace+1, fmt.Sprintf(" %s := %s[%s]; ", value.Name, list, key))
}
