package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
	"unicode"
)

// assertion rewrites x.(T) where x is any or an error and T is no interface, or may be one
// that values of the program's own implement.
// What T is of the library's goes the same way, for the words in which it
// fails; with two results it is left to yaegi.
func (b *boxer) assertion(n *ast.TypeAssertExpr, within []ast.Node) {
	if n.Type == nil || !b.isBoxable(b.Info.TypeOf(n.X)) {
		return
	}
	t := b.Info.TypeOf(n.Type)
	_, twice := b.Info.TypeOf(n).(*types.Tuple)
	if types.IsInterface(t) {
		b.interfaceAssertion(n, t, twice)
		return
	}
	if twice && !b.isOwn(t) {
		return
	}
	name, ok := b.helper(n, t, twice, b.Info.TypeOf(n.X))
	if !ok {
		return
	}
	b.insert(n.X.Pos(), name+"(")
	b.replace(n.X.End(), n.End(), ")")
}

// helper is the name of the function for a type assertion.
func (b *boxer) helper(at ast.Node, t types.Type, twice bool, from types.Type) (name string, ok bool) {
	file := b.file(at)
	text, ok := b.fileTypeText(t, file)
	index, ok2 := b.table.known(t)
	if !ok || !ok2 {
		return "", false
	}
	b.used = true
	if twice {
		name = fmt.Sprint(tryName, index)
		b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v any) (%s, bool) { var r %s; ok := %s.Set(%d, v, &r); return r, ok }", name, text, text, Table, index)
		return name, true
	}
	name, interfaceName := fmt.Sprint(getName, index), "interface {}"
	if !isEmpty(from) || b.isAnything(from) {
		interfaceName, _ = b.printedName(from)
		name += strings.Map(inName, interfaceName)
	}
	b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v any) %s { var r %s; %s.Assert(%d, v, &r, %q); return r }", name, text, text, Table, index, interfaceName)
	return name, true
}

// inName leaves out of a type's text what no name has.
func inName(r rune) rune {
	switch {
	case r == '.' || r == ' ':
		return -1
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return r
	}
	return '_'
}

func isEmpty(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

// helperFile keeps the helpers of one file from those of others.
func (b *boxer) helperFile(f *ast.File) string { return b.fileName(f) + " " }

// fileTypeText writes a type as it can be written outside of functions.
func (w *rewriter) fileTypeText(t types.Type, file *ast.File) (string, bool) {
	if text, ok := w.typeText(t, file, file.Name.Pos()); ok {
		return text, true
	}
	return w.importedText(t, file)
}

// switched is the type of what a type switch looks at.
func (w *rewriter) switched(n *ast.TypeSwitchStmt) types.Type {
	return w.Info.TypeOf(switchedExpr(n).X)
}

func switchedExpr(n *ast.TypeSwitchStmt) *ast.TypeAssertExpr {
	switch s := n.Assign.(type) {
	case *ast.AssignStmt:
		return s.Rhs[0].(*ast.TypeAssertExpr)
	case *ast.ExprStmt:
		return s.X.(*ast.TypeAssertExpr)
	}
	return nil
}

// typeSwitch makes a switch on conditions of a type switch.
//
//	switch e := v.(type) {        switch lowered1 := v; {
//	case State:                   case loweredis1(lowered1): e := loweredget1(lowered1); _ = e;
func (b *boxer) typeSwitch(n *ast.TypeSwitchStmt, within []ast.Node) {
	x := switchedExpr(n)
	from := b.Info.TypeOf(x.X)
	if isTypeParam(from) || n.Init != nil || strings.Contains(b.text(x.X), "\n") {
		return
	}
	variable := ""
	if s, ok := n.Assign.(*ast.AssignStmt); ok {
		variable = s.Lhs[0].(*ast.Ident).Name
	}
	value := b.name()
	type edited struct {
		clause         *ast.CaseClause
		condition, set string
	}
	var edits []edited
	for _, s := range n.Body.List {
		c := s.(*ast.CaseClause)
		condition, set, ok := b.clause(c, value, variable, from)
		if !ok {
			return
		}
		edits = append(edits, edited{c, condition, set})
	}
	b.replace(n.Assign.Pos(), x.X.Pos(), value+" := ")
	b.replace(x.X.End(), n.Assign.End(), "; ")
	for _, e := range edits {
		if e.condition != "" {
			b.replace(e.clause.List[0].Pos(), e.clause.List[len(e.clause.List)-1].End(), e.condition)
		}
		b.insert(e.clause.Colon+1, e.set)
	}
	b.used = true
}

// clause is the condition of a case, empty for default, and the statement that
// sets the variable.
func (b *boxer) clause(c *ast.CaseClause, value, variable string, from types.Type) (condition, set string, ok bool) {
	var conditions []string
	for _, e := range c.List {
		if b.Info.Types[e].IsNil() {
			conditions = append(conditions, value+" == nil")
			continue
		}
		name, ok := b.isHelper(c, b.Info.TypeOf(e), from)
		if !ok {
			return "", "", false
		}
		conditions = append(conditions, fmt.Sprintf("%s(%s)", name, value))
	}
	condition = strings.Join(conditions, " || ")
	if variable == "" {
		return condition, "", true
	}
	of := value
	if len(c.List) == 1 && !b.Info.Types[c.List[0]].IsNil() {
		t := b.Info.TypeOf(c.List[0])
		if b.isBoxable(from) && b.isAsked(t) {
			name, ok := b.heldHelper(c, t)
			if !ok {
				return "", "", false
			}
			of = fmt.Sprintf("%s(%s)", name, value)
		} else if types.IsInterface(t) || !b.isBoxable(from) {
			text, ok := b.fileTypeText(t, b.file(c))
			if !ok {
				return "", "", false
			}
			if !types.Identical(t, from) {
				of = fmt.Sprintf("%s.(%s)", value, text)
			}
		} else {
			name, ok := b.helper(c, t, false, from)
			if !ok {
				return "", "", false
			}
			of = fmt.Sprintf("%s(%s)", name, value)
		}
	}
	return condition, fmt.Sprintf(" %s := %s; _ = %s; ", variable, of, variable), true
}

// isHelper is the name of the function that tells whether an interface holds a type.
func (b *boxer) isHelper(at ast.Node, t, from types.Type) (name string, ok bool) {
	file, param := b.file(at), "any"
	text, ok := b.fileTypeText(t, file)
	if !ok || types.IsInterface(t) && b.isOwn(t) && b.isBoxable(from) && !b.isAsked(t) {
		return "", false
	}
	body := fmt.Sprintf("_, ok := v.(%s); return ok", text)
	if !b.isBoxable(from) {
		name = fmt.Sprint(isName, b.numbered(t), "of", b.numbered(from))
		if param, ok = b.fileTypeText(from, file); !ok {
			return "", false
		}
	} else if types.IsInterface(t) {
		name = fmt.Sprint(isName, "interface", b.numbered(t))
		if b.isAsked(t) {
			asked, ok := b.askHelper(at, t)
			if !ok {
				return "", false
			}
			body = fmt.Sprintf("_, ok := %s(v); return ok", asked)
		}
	} else {
		index, ok := b.table.known(t)
		if !ok {
			return "", false
		}
		name = fmt.Sprint(isName, index)
		if b.isOwn(t) {
			body = fmt.Sprintf("return %s.Is(%d, v)", Table, index)
		}
	}
	b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v %s) bool { %s }", name, param, body)
	return name, true
}

// numbered gives each interface type a number.
func (b *boxer) numbered(t types.Type) int {
	for i, known := range b.interfaces {
		if types.Identical(known, t) {
			return i
		}
	}
	b.interfaces = append(b.interfaces, t)
	return len(b.interfaces) - 1
}

// errorsAs rewrites errors.As for targets of the program's own types.
func (b *boxer) errorsAs(call *ast.CallExpr) {
	if !b.calls(call, "errors", "As") || len(call.Args) != 2 {
		return
	}
	p, ok := b.Info.TypeOf(call.Args[1]).(*types.Pointer)
	if ok && types.IsInterface(p.Elem()) {
		b.errorsAsInterface(call, p.Elem())
		return
	}
	if !ok || !b.isOwn(p.Elem()) {
		return
	}
	index, ok := b.table.known(p.Elem())
	if !ok {
		return
	}
	b.replace(call.Fun.Pos(), call.Fun.End(), Table+".As")
	b.insert(call.Args[1].Pos(), fmt.Sprint(index, ", "))
	b.helpers[b.helperFile(b.file(call))+"errors"] = "var _ = errors.New" // or the import may be unused
	b.used = true
}
