package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// rangeAssignments gives loops that assign to variables some of their own; yaegi
// takes such a loop for one that declares them.
//
//	for i, v = range list {        for lowered1, lowered2 := range list { i, v = lowered1, lowered2;
func rangeAssignments(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.RangeStmt)
		if !ok || s.Tok != token.ASSIGN {
			return
		}
		var names, left, right []string
		for _, e := range []ast.Expr{s.Key, s.Value} {
			if e == nil {
				continue
			}
			if isBlank(e) {
				names = append(names, "_")
				continue
			}
			name := w.name()
			names, left, right = append(names, name), append(left, w.text(e)), append(right, name)
		}
		if strings.Contains(strings.Join(left, ""), "\n") {
			return
		}
		if len(left) == 0 {
			w.replace(s.Key.Pos(), s.X.Pos(), "range ")
			return
		}
		w.replace(s.Key.Pos(), s.X.Pos(), strings.Join(names, ", ")+" := range ")
		w.insert(s.Body.Lbrace+1, fmt.Sprintf(" %s = %s; ", strings.Join(left, ", "), strings.Join(right, ", ")))
	})
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// ranges rewrites loops that yaegi gets wrong by what they are over: arrays, which
// it does not copy, and pointers to them; slices whose index the body changes, which
// it counts on from; strings with an index, where it counts bytes, or does not count
// those that are no text; channels as values, which it receives from.
//
//	for i, v := range slice {         for lowered1, v := range slice { i := lowered1;
//	for i := range array {            for i := range 3 {
//	for i, v := range array {         lowered1 := array; for i, v := range lowered1[:] {
//	for i, v := range pointer {       for i, v := range pointer[:] {
//	for i, r := range s {             for lowered1, lowered2 := 0, s; lowered1 < len(lowered2); { i := lowered1; r, lowered3 := loweredhost.Rune(…
//	for i, c := range chans {         lowered1 := chans; for i := range lowered1 { c := lowered1[i];
func ranges(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.RangeStmt)
		if !ok || s.Tok == token.ASSIGN {
			return
		}
		switch t := w.Info.TypeOf(s.X).Underlying().(type) {
		case *types.Basic:
			if s.Key != nil && !isBlank(s.Key) && t.Info()&types.IsString != 0 {
				w.overString(s)
			}
		case *types.Array:
			w.overArray(s, t.Len(), within)
		case *types.Pointer:
			w.overPointer(s, t.Elem().Underlying().(*types.Array).Len(), within)
		case *types.Slice:
			if !w.keepsIndex(s) {
				w.overChannels(s, t.Elem(), within)
			}
		case *types.Map:
			if hasNaN(t) {
				return
			}
			w.overChannels(s, t.Elem(), within)
		}
	})
}

// keepsIndex gives a loop an index of its own, if its body changes the one that it has.
func (w *rewriter) keepsIndex(s *ast.RangeStmt) bool {
	id, ok := s.Key.(*ast.Ident)
	if !ok || isBlank(id) {
		return false
	}
	_, all := w.locals()
	v, _ := w.Info.Defs[id].(*types.Var)
	if l := all[v]; l == nil || l.fixed() {
		return false
	}
	name := w.name()
	w.replace(id.Pos(), id.End(), name)
	w.bind(id, s.Body, name)
	return true
}

// hasNaN reports whether there may be elements that cannot be found by their
// key.
func hasNaN(m *types.Map) bool {
	basic, ok := m.Key().Underlying().(*types.Basic)
	return !ok || basic.Info()&(types.IsFloat|types.IsComplex) != 0
}

// before is where a statement can be put before another; no place if a label or
// something else is in the way.
func (w *rewriter) before(s ast.Stmt, within []ast.Node) token.Pos {
	if inList(within) {
		return s.Pos()
	}
	l, ok := within[len(within)-1].(*ast.LabeledStmt)
	if !ok || !inList(within[:len(within)-1]) {
		return token.NoPos
	}
	at := l.Pos()
	ast.Inspect(function(within), func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO && b.Label.Name == l.Label.Name {
			at = token.NoPos
		}
		return true
	})
	return at
}

// evaluates reports whether a loop evaluates an array that it only counts: if
// there is a call or a receive in it.
func (w *rewriter) evaluates(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = found || !w.Info.Types[n.Fun].IsType()
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

func (w *rewriter) overString(s *ast.RangeStmt) {
	if !w.universal("len", s.X.Pos()) || !w.universal("string", s.X.Pos()) {
		return
	}
	at, text, next := w.name(), w.name(), w.name()
	open, end := "", ""
	if _, named := types.Unalias(w.Info.TypeOf(s.X)).(*types.Named); named {
		open, end = "string(", ")"
	}
	w.replace(s.Key.Pos(), s.X.Pos(), fmt.Sprintf("%s, %s := 0, %s", at, text, open))
	w.replace(s.For+token.Pos(len("for")), s.Key.Pos(), " ")
	w.insert(s.X.End(), fmt.Sprintf("%s; %s < len(%s); ", end, at, text))
	w.bind(s.Key.(*ast.Ident), s.Body, at)
	decode := fmt.Sprintf("%s.Rune(%s, %s)", w.host(w.file(s)), text, at)
	if s.Value == nil || isBlank(s.Value) {
		w.insert(s.Body.Lbrace+1, fmt.Sprintf(" _, %s := %s; %s = %s; ", next, decode, at, next))
		return
	}
	value := w.rename(s.Value.(*ast.Ident), s.Body)
	w.insert(s.Body.Lbrace+1, fmt.Sprintf(" %s, %s := %s; %s = %s; ", value, next, decode, at, next))
}

func (w *rewriter) overArray(s *ast.RangeStmt, length int64, within []ast.Node) {
	if s.Value == nil || isBlank(s.Value) {
		w.count(s, length)
		return
	}
	at := w.before(s, within)
	if open, _ := w.scopeFor(within); !at.IsValid() || open != "" || strings.Contains(w.text(s.X), "\n") {
		return
	}
	name := w.name()
	w.insert(at, fmt.Sprintf("%s := %s; ", name, w.text(s.X)))
	w.replace(s.X.Pos(), s.X.End(), name+"[:]")
}

func (w *rewriter) overPointer(s *ast.RangeStmt, length int64, within []ast.Node) {
	if s.Value == nil || isBlank(s.Value) {
		w.count(s, length)
		return
	}
	open, end := "", ""
	switch s.X.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.IndexExpr, *ast.ParenExpr:
	default:
		open, end = "(", ")"
	}
	w.insert(s.X.Pos(), open)
	w.insert(s.X.End(), end+"[:]")
}

// count makes a loop over an array one over its indices.
func (w *rewriter) count(s *ast.RangeStmt, length int64) {
	if w.evaluates(s.X) {
		return
	}
	from := s.X.Pos()
	if s.Value != nil {
		w.replace(s.Key.End(), s.Value.End(), "")
	}
	w.replace(from, s.X.End(), fmt.Sprint(length))
	ast.Inspect(s.X, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.isLocal(w.variable(id)) && w.usedOnce(id) { // it is not declared for nothing
			w.insert(s.Body.Lbrace+1, fmt.Sprintf(" _ = %s; ", id.Name))
		}
		return true
	})
}

// isLocal holds for the variables of functions.
func (w *rewriter) isLocal(v *types.Var) bool {
	return v != nil && !v.IsField() && v.Parent() != w.Package.Scope()
}

// usedOnce reports whether there is no other use of what a name stands for.
func (w *rewriter) usedOnce(id *ast.Ident) bool {
	n := 0
	for _, o := range w.Info.Uses {
		if o == w.Info.Uses[id] {
			n++
		}
	}
	return n == 1
}

// overChannels takes the values, if they are channels, by index or key.
func (w *rewriter) overChannels(s *ast.RangeStmt, elem types.Type, within []ast.Node) {
	_, channel := elem.Underlying().(*types.Chan)
	at := w.before(s, within)
	if open, _ := w.scopeFor(within); !channel || s.Value == nil || isBlank(s.Value) || !at.IsValid() || open != "" || strings.Contains(w.text(s.X), "\n") {
		return
	}
	key := s.Key.(*ast.Ident).Name
	if key == "_" {
		key = w.name()
	}
	list := w.name()
	w.insert(at, fmt.Sprintf("%s := %s; ", list, w.text(s.X)))
	w.replace(s.Key.Pos(), s.X.End(), fmt.Sprintf("%s := range %s", key, list))
	w.bind(s.Value.(*ast.Ident), s.Body, fmt.Sprintf("%s[%s]", list, key))
}

// bind defines the variable of a loop where the body begins: under another name
// if the body itself defines one of that name.
func (w *rewriter) bind(id *ast.Ident, body *ast.BlockStmt, value string) {
	w.insert(body.Lbrace+1, fmt.Sprintf(" %s := %s; ", w.rename(id, body), value))
}

// rename is the name that a variable can have where the body of its loop begins.
func (w *rewriter) rename(id *ast.Ident, body *ast.BlockStmt) string {
	name := id.Name
	if w.scope(body.Lbrace+1).Lookup(name) != nil {
		name = w.name()
		v := w.Info.Defs[id]
		ast.Inspect(body, func(n ast.Node) bool {
			if use, ok := n.(*ast.Ident); ok && w.Info.Uses[use] == v {
				w.replace(use.Pos(), use.End(), name)
			}
			return true
		})
	}
	return name
}
