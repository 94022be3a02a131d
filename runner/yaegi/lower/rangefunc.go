package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// rangeFunc calls the function that a loop ranges over, with the body as a
// function.
//
//	for v := range seq {          { lowered1 := 0; seq(func(v int) bool { if lowered1 != 0 { … }; lowered1 = 3;
//		if v > 3 {                      if v > 3 {
//			break                          { lowered1 = 1; return false }
//		}                               }
//	}                             ; lowered1 = 0; return true }); … }
//
// The first variable is the state of the loop: what its function may not do, such
// as to go on after the end, panics as in Go. Jumps out of the body are made
// behind the call. A body that defers is left alone.
func rangeFunc(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.RangeStmt)
		if !ok {
			return
		}
		if _, ok := w.Info.TypeOf(s.X).Underlying().(*types.Signature); !ok || w.inRangeFunc(within) {
			return
		}
		if l := w.newFuncLoop(s, within); l != nil {
			l.rewrite()
		}
	})
}

// inRangeFunc reports whether a loop over a function is around, in the same
// function: that one comes first.
func (w *rewriter) inRangeFunc(within []ast.Node) bool {
	for i := len(within) - 1; i >= 0; i-- {
		switch n := within[i].(type) {
		case *ast.RangeStmt:
			if _, ok := w.Info.TypeOf(n.X).Underlying().(*types.Signature); ok {
				return true
			}
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}

// States of a loop, as package host knows them.
const (
	loopReady  = iota
	loopBroken // the body has returned false
	loopOver
	loopBusy // the body is running, or has panicked
)

// A funcLoop is a loop over a function that is being rewritten.
type funcLoop struct {
	*rewriter
	s       *ast.RangeStmt
	label   *ast.LabeledStmt
	results *types.Tuple // of the function around
	state   string       // variable
	exit    string       // variable that says which of the exits was taken
	values  []string     // variables of what is returned
	exits   []string     // statements to be executed behind the call
	ok      bool
}

func (w *rewriter) newFuncLoop(s *ast.RangeStmt, within []ast.Node) *funcLoop {
	l := &funcLoop{rewriter: w, s: s, ok: true}
	l.label, _ = within[len(within)-1].(*ast.LabeledStmt)
	for i := len(within) - 1; i >= 0 && l.results == nil; i-- {
		switch f := within[i].(type) {
		case *ast.FuncLit:
			l.results = w.Info.TypeOf(f).(*types.Signature).Results()
			i = 0
		case *ast.FuncDecl:
			l.results = w.Info.Defs[f.Name].(*types.Func).Signature().Results()
		}
	}
	return l
}

func (l *funcLoop) rewrite() {
	yield := l.Info.TypeOf(l.s.X).Underlying().(*types.Signature).Params().At(0).Type().Underlying().(*types.Signature)
	all := l.edits
	l.edits = nil
	l.state, l.exit = l.name(), l.name()
	params, assign := l.params(yield)
	l.body(l.s.Body, nil)
	head, call := l.head()
	inner := l.edits
	l.edits = all
	if !l.ok {
		return
	}
	host := l.host(l.file(l.s))
	from := l.s.Pos()
	if l.label != nil && !l.jumpsTo() {
		from = l.label.Pos()
	}
	end := ""
	if l.redeclares() {
		assign, end = assign+"{ ", " }"
	}
	l.replace(from, l.s.Body.Lbrace+1, fmt.Sprintf("{ %s%s(func(%s) bool { if %s != %d { %s.RangeState(%s) }; %s = %d; %s",
		head, call, params, l.state, loopReady, host, l.state, l.state, loopBusy, assign))
	l.edits = append(l.edits, inner...)
	tail := end + fmt.Sprintf("; %s = %d; return true }); if %s == %d { %s.RangeState(-1) }; %s = %d",
		l.state, loopReady, l.state, loopBusy, host, l.state, loopOver)
	for i, exit := range l.exits {
		tail += fmt.Sprintf("; if %s == %d { %s }", l.exit, i+1, exit)
	}
	l.replace(l.s.Body.Rbrace, l.s.Body.Rbrace+1, tail+" }")
}

// redeclares reports whether the body declares a name of the loop's again, which a function may not
// do with those of its parameters.
func (l *funcLoop) redeclares() bool {
	again := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && l.Info.Defs[id] != nil && (isIdent(l.s.Key, id.Name) || isIdent(l.s.Value, id.Name))
	}
	for _, s := range l.s.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if slices.ContainsFunc(s.Lhs, again) {
				return true
			}
		case *ast.DeclStmt:
			for _, spec := range s.Decl.(*ast.GenDecl).Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && slices.ContainsFunc(v.Names, func(id *ast.Ident) bool { return again(id) }) {
					return true
				}
			}
		}
	}
	return false
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// params are the parameters of the body, and the statement that assigns them to
// variables that there are already.
func (l *funcLoop) params(yield *types.Signature) (params, assign string) {
	var list []string
	for i := range yield.Params().Len() {
		text, ok := l.typeText(yield.Params().At(i).Type(), l.file(l.s), l.s.Pos())
		l.ok = l.ok && ok
		name := ""
		if e := []ast.Expr{l.s.Key, l.s.Value}[i]; e != nil && l.text(e) != "_" {
			if name = l.text(e); l.s.Tok == token.ASSIGN {
				name = l.rewriter.name()
				assign += fmt.Sprintf("%s = %s; ", l.text(e), name)
			}
		}
		if name == "" {
			name = l.rewriter.name()
		}
		list = append(list, name+" "+text)
	}
	return strings.Join(list, ", "), assign
}

// head declares the variables; call is what is called.
func (l *funcLoop) head() (head, call string) {
	head = fmt.Sprintf("%s := %d; ", l.state, loopReady)
	if len(l.exits) > 0 {
		head += fmt.Sprintf("%s := 0; ", l.exit)
	}
	for i, name := range l.values {
		text, ok := l.typeText(l.results.At(i).Type(), l.file(l.s), l.s.Pos())
		l.ok = l.ok && ok
		head += fmt.Sprintf("var %s %s; ", name, text)
	}
	call = l.text(l.s.X)
	switch x := ast.Unparen(l.s.X).(type) {
	case *ast.Ident:
	case *ast.SelectorExpr:
		if s := l.Info.Selections[x]; s != nil && s.Kind() == types.FieldVal {
			call = l.rewriter.name()
			head += fmt.Sprintf("%s := %s; ", call, l.text(l.s.X))
		}
	default:
		call = l.rewriter.name()
		head += fmt.Sprintf("%s := %s; ", call, l.text(l.s.X))
	}
	return head, call
}

// body rewrites what leaves the body. inner are the statements around within it
// that break and continue may mean.
func (l *funcLoop) body(n ast.Node, inner []ast.Node) {
	ast.Inspect(n, func(m ast.Node) bool {
		if m == n {
			return true
		}
		switch m := m.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			l.ok = false
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			l.body(m, append(inner[:len(inner):len(inner)], m))
			return false
		case *ast.ReturnStmt:
			l.returns(m)
			return false
		case *ast.BranchStmt:
			l.branch(m, inner)
		}
		return true
	})
}

// returns keeps what is returned in variables, one by one where the order cannot
// matter.
func (l *funcLoop) returns(r *ast.ReturnStmt) {
	if len(r.Results) > 0 {
		for len(l.values) < l.results.Len() {
			l.values = append(l.values, l.rewriter.name())
		}
	}
	switch {
	case len(r.Results) == 0:
		l.replace(r.Pos(), r.End(), "{ ")
	case len(r.Results) == len(l.values) && l.inAnyOrder(r.Results):
		from := r.Pos()
		for i, e := range r.Results {
			l.replace(from, e.Pos(), [2]string{"{ ", "; "}[min(i, 1)]+l.values[i]+" = ")
			from = e.End()
		}
	default:
		l.replace(r.Pos(), r.Results[0].Pos(), "{ "+strings.Join(l.values, ", ")+" = ")
	}
	exit := l.exitNumber("return " + strings.Join(l.values[:min(len(r.Results), 1)*len(l.values)], ", "))
	l.insert(r.End(), fmt.Sprintf("; %s = %d; %s = %d; return false }", l.exit, exit, l.state, loopBroken))
}

// inAnyOrder reports whether nothing that is evaluated with others can change
// them.
func (l *funcLoop) inAnyOrder(list []ast.Expr) bool {
	variable, calls := 0, false
	for _, e := range list {
		if l.constant(e) {
			continue
		}
		variable++
		ast.Inspect(e, func(n ast.Node) bool {
			u, unary := n.(*ast.UnaryExpr)
			_, call := n.(*ast.CallExpr)
			calls = calls || call || unary && u.Op == token.ARROW
			return true
		})
	}
	return variable < 2 || !calls
}

// exitNumber is the number of an exit that executes a statement.
func (l *funcLoop) exitNumber(statement string) int {
	for i, e := range l.exits {
		if e == statement {
			return i + 1
		}
	}
	l.exits = append(l.exits, statement)
	return len(l.exits)
}

func (l *funcLoop) branch(b *ast.BranchStmt, inner []ast.Node) {
	leave := fmt.Sprintf("{ %s = %d; return false }", l.state, loopBroken)
	next := fmt.Sprintf("{ %s = %d; return true }", l.state, loopReady)
	own := b.Label != nil && l.label != nil && b.Label.Name == l.label.Label.Name
	switch {
	case b.Tok == token.FALLTHROUGH:
	case b.Tok == token.GOTO:
		if !l.labels(b.Label.Name) {
			l.jump(b)
		}
	case b.Label != nil && !own:
		if !l.labels(b.Label.Name) {
			l.jump(b)
		}
	case b.Tok == token.BREAK && (own || len(inner) == 0):
		l.replace(b.Pos(), b.End(), leave)
	case b.Tok == token.CONTINUE && (own || !loops(inner)):
		l.replace(b.Pos(), b.End(), next)
	}
}

func loops(within []ast.Node) bool {
	for _, n := range within {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
	}
	return false
}

// labels reports whether a label is within the body.
func (l *funcLoop) labels(name string) bool {
	found := false
	ast.Inspect(l.s.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.LabeledStmt)
		found = found || ok && s.Label.Name == name
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return found
}

func (l *funcLoop) jump(b *ast.BranchStmt) {
	exit := l.exitNumber(l.text(b))
	l.replace(b.Pos(), b.End(), fmt.Sprintf("{ %s = %d; %s = %d; return false }", l.exit, exit, l.state, loopBroken))
}

// jumpsTo reports whether a goto has the loop's label, so that it must stay.
func (l *funcLoop) jumpsTo() bool {
	found := false
	l.walk(func(n ast.Node, _ []ast.Node) {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.GOTO && b.Label.Name == l.label.Label.Name
	})
	return found
}
