package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// cells puts a variable behind a pointer where yaegi, which keeps all variables of
// a function in one frame and copies the frame for each function literal, would
// lose sight of it: where literals share one that changes, and where the address
// is taken of one that each round of a loop has anew.
//
//	n := 0                            n := 0; lowered1 := new(struct{ v int }); lowered1.v = n
//	f := func() { n++ }               f := func() { lowered1.v++ }
//
// What is behind a pointer is one thing for all. It is a field since yaegi knows
// these better than it knows *lowered1, which it takes for a type in some places.
//
// Variables whose type cannot be written where they are declared, and those of
// clauses with function literals of their own, are left alone.
func cells(w *rewriter) {
	order, all := w.locals()
	var chosen []*cell
	for _, v := range order {
		if l := all[v]; w.needsCell(l) {
			if c := w.newCell(v, l); c != nil {
				chosen = append(chosen, c)
			}
		}
	}
	out := map[ast.Stmt]bool{}
	for _, c := range chosen { // before the uses, which may be at the same places
		c.declare(w)
		if c.hoist != nil && !out[c.hoist] {
			out[c.hoist] = true
			takeOut(w, c.hoist)
		}
	}
	for _, c := range chosen {
		if c.body != nil {
			w.replace(c.local.name.Pos(), c.local.name.End(), c.outer)
		}
		for _, u := range c.uses {
			if !c.inClause(u) {
				c.use(w, u)
			} else {
				w.replace(u.id.Pos(), u.id.End(), c.outer)
			}
		}
	}
}

// needsCell reports whether yaegi would lose sight of a variable.
func (w *rewriter) needsCell(l *local) bool {
	if l.captured && !l.fixed() {
		return true
	}
	addressed := slices.ContainsFunc(l.uses, func(u use) bool { return u.address && !l.inClause(u) })
	return addressed && (inLoop(l.within) || jumpsBack(l.function))
}

// jumpsBack reports whether a function has a goto to a place before it.
func jumpsBack(function ast.Node) bool {
	labels, back := map[string]bool{}, false
	ast.Inspect(function, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			labels[n.Label.Name] = true
		case *ast.BranchStmt:
			back = back || n.Tok == token.GOTO && labels[n.Label.Name]
		}
		return true
	})
	return back
}

// A cell is a variable that goes behind a pointer.
type cell struct {
	*local
	v      *types.Var
	name   string
	outer  string // the variable: by a name of its own if it is that of a loop, whose body may use the old one otherwise
	typ    string
	at     token.Pos      // where the cell is made
	behind bool           // a statement
	body   *ast.BlockStmt // of the loop in three parts that declares the variable
	hoist  ast.Stmt       // the if or switch in whose clause the variable is declared
}

// newCell finds out where a cell is to be made; nil if there is no such place.
func (w *rewriter) newCell(v *types.Var, l *local) *cell {
	c := &cell{local: l, v: v}
	if !c.place(w) {
		return nil
	}
	for _, u := range l.uses {
		if !w.replaceable(c, u) {
			return nil
		}
	}
	text, ok := w.typeText(v.Type(), w.file(l.name), c.at)
	if !ok {
		return nil
	}
	c.name, c.typ, c.outer = w.name(), text, v.Name()
	if c.body != nil {
		c.outer = w.name()
	}
	return c
}

// place is where a cell can be made: behind the declaration.
func (c *cell) place(w *rewriter) bool {
	depth := len(c.within)
	switch d := c.within[depth-1].(type) {
	case *ast.AssignStmt:
		c.at, c.behind = d.End(), true
		switch s := c.within[depth-2].(type) {
		case *ast.BlockStmt, *ast.CaseClause:
			return true
		case *ast.LabeledStmt:
			return inList(c.within[:depth-2])
		case *ast.CommClause:
			if s.Comm == ast.Stmt(d) {
				c.at, c.behind = s.Colon+1, false
			}
			return true
		case *ast.ForStmt:
			c.at, c.behind, c.body = s.Body.Lbrace+1, false, s.Body
			return s.Init == ast.Stmt(d) && w.continues(c, nil)
		case *ast.IfStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
			_, labeled := c.within[depth-3].(*ast.LabeledStmt)
			c.hoist = s.(ast.Stmt)
			return !labeled && initial(c.hoist) == ast.Stmt(d) && w.semicolon(d) > 0
		}
	case *ast.ValueSpec:
		s := c.within[depth-3]
		c.at, c.behind = s.End(), true
		return inList(c.within[:depth-3])
	case *ast.RangeStmt:
		c.at = d.Body.Lbrace + 1
		return true
	case *ast.Field:
		return c.parameter()
	}
	return false
}

// parameter: cells of these are made where the body begins.
func (c *cell) parameter() bool {
	var t *ast.FuncType
	var body *ast.BlockStmt
	switch f := c.function.(type) {
	case *ast.FuncLit:
		t, body = f.Type, f.Body
	case *ast.FuncDecl:
		t, body = f.Type, f.Body
	}
	list := c.within[len(c.within)-2]
	if body == nil || list == ast.Node(t.Results) || !contains(c.function, list) || contains(body, list) {
		return false
	}
	c.at = body.Lbrace + 1
	return true
}

// continues calls visit, if any, for each statement that continues the loop of
// a cell; false if something cannot be put before one.
func (w *rewriter) continues(c *cell, visit func(*ast.BranchStmt)) bool {
	ok := true
	w.walk(func(n ast.Node, within []ast.Node) {
		s, is := n.(*ast.BranchStmt)
		if !is || s.Tok != token.CONTINUE || !contains(c.body, s) || continued(s, within) != ast.Node(c.loop()) {
			return
		}
		ok = ok && inList(within)
		if visit != nil {
			visit(s)
		}
	})
	return ok
}

// continued is the loop that a continue statement continues.
func continued(s *ast.BranchStmt, within []ast.Node) ast.Node {
	for i := len(within) - 1; i > 0; i-- {
		switch within[i].(type) {
		case *ast.FuncLit:
			return nil
		case *ast.ForStmt, *ast.RangeStmt:
			l, labeled := within[i-1].(*ast.LabeledStmt)
			if s.Label == nil || labeled && l.Label.Name == s.Label.Name {
				return within[i]
			}
		}
	}
	return nil
}

// replaceable reports whether the cell can stand where the variable is used.
func (w *rewriter) replaceable(c *cell, u use) bool {
	if c.inClause(u) {
		return !u.address
	}
	if u.id.Pos() < c.at || c.body != nil && !contains(c.body, u.id) {
		return false
	}
	switch p := u.within[len(u.within)-1].(type) {
	case *ast.RangeStmt:
		return !u.write
	case *ast.AssignStmt:
		if _, comm := u.within[len(u.within)-2].(*ast.CommClause); comm && u.write && !inList(u.within[:len(u.within)-1]) {
			return false
		}
		if u.write && p.Tok == token.DEFINE {
			return w.redefinable(p, u)
		}
		if c, comm := u.within[len(u.within)-2].(*ast.CommClause); comm && c.Comm == ast.Stmt(p) {
			return !u.write
		}
	}
	return true
}

// redefinable reports whether a := that also assigns to an older variable can
// define another one instead.
func (w *rewriter) redefinable(s *ast.AssignStmt, u use) bool {
	if !inList(u.within[:len(u.within)-1]) || len(s.Lhs) != len(s.Rhs) {
		return inList(u.within[:len(u.within)-1])
	}
	for i, left := range s.Lhs {
		if left == ast.Expr(u.id) {
			return types.Identical(w.Info.TypeOf(s.Rhs[i]), w.Info.TypeOf(left))
		}
	}
	return false
}

// declare makes the cell.
func (c *cell) declare(w *rewriter) {
	text := fmt.Sprintf("%s := new(struct{ v %s })", c.name, c.typ)
	if !w.universal("new", c.at) {
		text = fmt.Sprintf("%s := &struct{ v %s }{}", c.name, c.typ)
	}
	if d := c.zero(); d != nil {
		w.replace(d.Pos(), d.End(), text)
		return
	}
	text += fmt.Sprintf("; %s.v = %s", c.name, c.outer)
	if c.behind {
		w.insert(c.at, "; "+text)
		return
	}
	w.insert(c.at, " "+text+"; ")
	if c.body != nil {
		c.advance(w)
	}
}

// zero is the declaration of a variable alone, without a value.
func (c *cell) zero() ast.Stmt {
	spec, ok := c.within[len(c.within)-1].(*ast.ValueSpec)
	if !ok || len(spec.Names) > 1 || len(spec.Values) > 0 || c.within[len(c.within)-2].(*ast.GenDecl).Lparen.IsValid() {
		return nil
	}
	return c.within[len(c.within)-3].(ast.Stmt)
}

// advance gives the variable of a loop, between the rounds, what the last
// round's had in the end.
func (c *cell) advance(w *rewriter) {
	text := fmt.Sprintf("%s = %s.v", c.outer, c.name)
	before := ""
	if last := len(c.body.List) - 1; last >= 0 && w.line(c.body.List[last].End()) == w.line(c.body.Rbrace) {
		before = "; "
	}
	w.insert(c.body.Rbrace, before+text+"; ")
	w.continues(c, func(s *ast.BranchStmt) { w.insert(s.Pos(), text+"; ") })
}

func (w *rewriter) line(at token.Pos) int { return w.Fset.PositionFor(at, false).Line }

// use puts the cell where the variable is used.
func (c *cell) use(w *rewriter, u use) {
	if s, ok := u.within[len(u.within)-1].(*ast.AssignStmt); ok && u.write && s.Tok == token.DEFINE {
		name := w.name()
		w.replace(u.id.Pos(), u.id.End(), name)
		w.insert(s.End(), fmt.Sprintf("; %s.v = %s", c.name, name))
		return
	}
	w.replace(u.id.Pos(), u.id.End(), c.name+".v")
}
