package certify

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// control examines statements that hold others.
func (x *examiner) control(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.IfStmt:
		x.ifs(s)
	case *ast.ForStmt:
		x.loop(s)
	case *ast.RangeStmt:
		x.ranges(s)
	case *ast.SwitchStmt:
		x.switches(s)
	case *ast.TypeSwitchStmt:
		x.typeSwitch(s)
	case *ast.SelectStmt:
		x.selects(s)
	default:
		x.use(s.Pos(), "%T", s)
	}
}

func (x *examiner) ifs(s *ast.IfStmt) {
	what := "if"
	if s.Init != nil {
		what += " with a statement first"
		x.initial(s.Init, "if")
	}
	switch s.Else.(type) {
	case *ast.IfStmt:
		what += " and else if"
	case *ast.BlockStmt:
		what += " and else"
	}
	x.use(s.Pos(), "%s", what)
	x.order(s.Cond)
	x.operand(s.Cond, "condition of if")
	x.block(s.Body)
	switch e := s.Else.(type) {
	case *ast.IfStmt:
		x.ifs(e)
	case *ast.BlockStmt:
		x.block(e)
	}
}

// initial examines the simple statement before a condition.
func (x *examiner) initial(s ast.Stmt, of string) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		x.use(s.Pos(), "%s %s with %s on the left", of, s.Tok, count(len(s.Lhs), "variable"))
	default:
		x.use(s.Pos(), "%s after %T", of, s)
	}
	x.statement(s)
}

func (x *examiner) loop(s *ast.ForStmt) {
	what := "for"
	for _, part := range []struct {
		there bool
		name  string
	}{{s.Init != nil, " init"}, {s.Cond != nil, " condition"}, {s.Post != nil, " post"}} {
		if part.there {
			what += part.name
		}
	}
	x.use(s.Pos(), "%s", what)
	if s.Init != nil {
		x.initial(s.Init, "for")
	}
	x.current().loops++
	if s.Cond != nil {
		x.order(s.Cond)
		x.operand(s.Cond, "condition of for")
	}
	if s.Post != nil {
		x.statement(s.Post)
	}
	x.block(s.Body)
	x.current().loops--
}

// ranges: which variables there are decides what yaegi generates, so each
// combination is a construct for each kind of what the loop is over, and so is a
// variable that is assigned to. What else is in a slice or a map does not matter.
func (x *examiner) ranges(s *ast.RangeStmt) {
	t := x.info.TypeOf(s.X)
	variables := "no variables"
	blank := func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return e == nil || ok && id.Name == "_" }
	switch {
	case s.Key == nil:
	case s.Value == nil:
		variables = "a key"
	case blank(s.Key):
		variables = "a value"
	default:
		variables = "key and value"
	}
	if s.Key != nil && s.Value == nil && blank(s.Key) {
		variables = "a blank key"
	}
	if s.Value != nil && blank(s.Value) {
		variables = "a key and a blank value"
	}
	if s.Tok == token.ASSIGN {
		variables += " that are assigned to"
	}
	over := x.container(t)
	x.use(s.Pos(), "range over %s with %s", over, variables)
	x.use(s.Pos(), "range over %s", x.value(s.X))
	x.order(s.X)
	x.expression(s.X)
	for i, e := range []ast.Expr{s.Key, s.Value} {
		if e == nil || blank(e) {
			continue
		}
		if s.Tok == token.ASSIGN {
			x.use(e.Pos(), "range assigns to %s", x.target(e))
		} else if id, ok := e.(*ast.Ident); ok {
			x.use(e.Pos(), "%s of a range over %s, of type %s", [...]string{"key", "value"}[i], over, x.element(x.info.TypeOf(e)))
			x.binding(id)
		}
	}
	x.current().loops++
	x.block(s.Body)
	x.current().loops--
}

// container is the kind of what a loop is over.
func (x *examiner) container(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return "a slice"
	case *types.Map:
		return "a map"
	case *types.Chan:
		return "a channel"
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return "a string"
		}
	}
	return x.plain(t)
}

func (x *examiner) switches(s *ast.SwitchStmt) {
	if s.Init != nil {
		x.initial(s.Init, "switch")
	}
	x.use(s.Pos(), "a switch that is left")
	what := "switch without a value"
	if s.Tag != nil {
		what = "switch on " + x.plain(x.info.TypeOf(s.Tag))
		x.order(s.Tag)
		x.operand(s.Tag, "value of switch")
	}
	x.use(s.Pos(), "%s", what)
	for i, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		switch {
		case c.List == nil && i+2 == len(s.Body.List) && isNever(s.Body.List[i+1]):
			x.use(c.Pos(), "default before a case that is never taken")
		case c.List == nil && i+1 < len(s.Body.List) && isNever(s.Body.List[len(s.Body.List)-1]):
			x.use(c.Pos(), "default before another case, the last of which is never taken")
		case c.List == nil && i+1 < len(s.Body.List):
			x.use(c.Pos(), "default before another case")
		case c.List == nil:
			x.use(c.Pos(), "default")
		case len(c.List) > 1 && s.Tag == nil:
			x.use(c.Pos(), "case of several conditions in a switch without a value")
		case len(c.List) > 1:
			x.use(c.Pos(), "case of several expressions")
		}
		for _, e := range c.List {
			x.order(e)
			if s.Tag != nil {
				x.flow(e, x.info.TypeOf(s.Tag), "case")
			} else {
				x.operand(e, "condition of case")
			}
		}
		x.fallsThrough(s, i)
		x.caseBody(c.Pos(), c.Body, "case")
	}
}

// isNever reports whether a clause is what package lower puts last in a switch
// whose default is elsewhere: yaegi exchanges the two.
func isNever(clause ast.Stmt) bool {
	c := clause.(*ast.CaseClause)
	if len(c.List) != 1 {
		return false
	}
	id, ok := c.List[0].(*ast.Ident)
	return ok && strings.HasPrefix(id.Name, "lowered")
}

// fallsThrough examines a fallthrough at the end of a case.
func (x *examiner) fallsThrough(s *ast.SwitchStmt, i int) {
	body := s.Body.List[i].(*ast.CaseClause).Body
	if len(body) == 0 {
		return
	}
	b, ok := body[len(body)-1].(*ast.BranchStmt)
	if !ok || b.Tok != token.FALLTHROUGH {
		return
	}
	if !defaultIsLast(s) {
		x.use(b.Pos(), "fallthrough in a switch whose default is not last")
	}
	if len(s.Body.List[i+1].(*ast.CaseClause).Body) == 0 {
		x.use(b.Pos(), "fallthrough to a case without statements")
	}
}

// defaultIsLast: yaegi puts the default last, and what falls through with it.
func defaultIsLast(s *ast.SwitchStmt) bool {
	for i, clause := range s.Body.List {
		if clause.(*ast.CaseClause).List == nil {
			return i+1 == len(s.Body.List)
		}
	}
	return true
}

func (x *examiner) caseBody(at token.Pos, body []ast.Stmt, of string) {
	if len(body) == 0 {
		x.use(at, "%s without statements", of)
	}
	for _, s := range body {
		if _, ok := s.(*ast.LabeledStmt); ok {
			x.use(s.Pos(), "label in a %s", of)
		}
	}
	x.list(body)
}

// typeSwitch: the types that yaegi tells apart are few, so each class is a
// construct, together with the interface and with whether a variable is bound.
func (x *examiner) typeSwitch(s *ast.TypeSwitchStmt) {
	if s.Init != nil {
		x.initial(s.Init, "type switch")
	}
	bound := "without a variable"
	var subject ast.Expr
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		bound = "with a variable"
		subject = a.Rhs[0].(*ast.TypeAssertExpr).X
	case *ast.ExprStmt:
		subject = a.X.(*ast.TypeAssertExpr).X
	}
	from := x.class(x.info.TypeOf(subject))
	x.use(s.Pos(), "a type switch that is left")
	x.use(s.Pos(), "type switch on %s %s", from, bound)
	x.order(subject)
	x.operand(subject, "value of type switch")
	for i, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		if c.List == nil && i+1 < len(s.Body.List) {
			x.use(c.Pos(), "default before another case of a type switch")
		}
		several := ""
		if len(c.List) > 1 {
			several = " among several"
		}
		for _, e := range c.List {
			if x.info.Types[e].IsNil() && x.isOwn(x.info.TypeOf(subject)) {
				x.use(e.Pos(), "case nil for an interface of the program's own")
			}
			x.use(e.Pos(), "case of type %s%s for %s %s", x.caseClass(e, subject), several, from, bound)
			x.alike(e, x.info.TypeOf(subject))
			x.askedFor(e.Pos(), x.info.TypeOf(e))
			if !x.info.Types[e].IsNil() {
				x.recognized(e, x.info.TypeOf(subject), x.info.TypeOf(e))
				x.typ(e)
			}
		}
		x.caseBody(c.Pos(), c.Body, "case of a type switch")
	}
}

// caseClass is the class of a type that a value is asked for; interfaces are
// told apart by name.
func (x *examiner) caseClass(e, subject ast.Expr) string {
	tv := x.info.Types[e]
	if tv.IsNil() {
		return "nil"
	}
	if x.isOwn(x.info.TypeOf(subject)) && !isAny(x.info.TypeOf(subject)) {
		return x.class(tv.Type) + promotes(tv.Type, x.info.TypeOf(subject)) // nobody looks inside
	}
	return x.class(tv.Type) + x.traits(tv.Type, nil)
}

// promotes says whether a type has a method of an interface from an embedded field: yaegi
// looks for them before it asks for a type.
func promotes(t, in types.Type) string {
	i, ok := in.Underlying().(*types.Interface)
	if !ok || types.IsInterface(t) {
		return ""
	}
	how, set := "", types.NewMethodSet(t)
	for m := range i.Methods() {
		s := set.Lookup(m.Pkg(), m.Name())
		if s == nil || len(s.Index()) < 2 {
			continue
		}
		how = cmp.Or(how, " with promoted methods")
		if s.Indirect() && !isPointer(t) {
			how = " with promoted methods of a pointer"
		}
	}
	return how
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// alike: what is in an interface of the library has no type but what it is made
// of, and a type of the program's own that is made as another is taken for that.
func (x *examiner) alike(e ast.Expr, from types.Type) {
	if x.info.Types[e].IsNil() || x.isOwn(from) {
		return
	}
	t := types.Unalias(x.info.TypeOf(e))
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Pkg() != x.pkg || types.IsInterface(t) {
		return
	}
	for _, object := range x.info.Defs {
		other, ok := object.(*types.TypeName)
		if ok && other != named.Obj() && !other.IsAlias() && sameMake(named.Underlying(), other.Type().Underlying()) {
			x.use(e.Pos(), "type of the program's own that is made as another")
			return
		}
	}
}

// sameMake reports whether yaegi may have one type for both: for structs, the
// fields have the same names and tags.
func sameMake(a, b types.Type) bool {
	s, ok := a.(*types.Struct)
	t, okToo := b.(*types.Struct)
	if !ok || !okToo {
		return types.Identical(a, b)
	}
	if s.NumFields() != t.NumFields() {
		return false
	}
	for i := range s.NumFields() {
		if s.Field(i).Name() != t.Field(i).Name() || s.Tag(i) != t.Tag(i) {
			return false
		}
	}
	return true
}

// interfaceName is the class of an interface, with the name of the library's
// ones: yaegi has a wrapper for each.
func (x *examiner) interfaceName(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg() != x.pkg {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return x.class(t)
}

func (x *examiner) selects(s *ast.SelectStmt) {
	what := "select of " + count(len(s.Body.List), "case")
	if hasDefault(s.Body) {
		what += " with default"
	}
	x.use(s.Pos(), "%s", what)
	for i, clause := range s.Body.List {
		c := clause.(*ast.CommClause)
		switch comm := c.Comm.(type) {
		case nil:
			if i+1 < len(s.Body.List) {
				x.use(c.Pos(), "default before another case of a select")
			}
		case *ast.SendStmt:
			x.use(c.Pos(), "case that sends %s to %s", x.sent(comm), x.value(comm.Chan))
			x.statement(comm)
		case *ast.ExprStmt:
			x.use(c.Pos(), "case that receives from %s", x.value(received(comm.X)))
			x.statement(comm)
		case *ast.AssignStmt:
			x.use(c.Pos(), "case that receives from %s %s %s", x.value(received(comm.Rhs[0])), comm.Tok, count(len(comm.Lhs), "variable"))
			x.statement(comm)
		}
		x.caseBody(c.Pos(), c.Body, "case of a select")
	}
}

// sent is the kind of a value that a select sends. Calls are told apart: yaegi
// knows those of functions there, and no others. So are the types that constants
// become, since it converts none.
func (x *examiner) sent(s *ast.SendStmt) string {
	if call, ok := ast.Unparen(s.Value).(*ast.CallExpr); ok && x.kind(s.Value) == "a call" {
		return "a call of " + x.callee(call)
	}
	if c, ok := x.info.TypeOf(s.Chan).Underlying().(*types.Chan); ok && x.kind(s.Value) == "a constant" {
		return "a constant as " + x.class(c.Elem())
	}
	return x.value(s.Value)
}

// received is the channel of a receive.
func received(e ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
		return u.X
	}
	return e
}
