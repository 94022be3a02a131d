package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"bothends/runner/gocheck"
)

// A place is what a function may write: a variable or field by its object, an
// element or what a pointer leads to by its type, and a variable that package
// lower put behind a pointer by the pointer's name.
type place any

// place is what an expression reads or writes; nil if it is no place.
func (f *effects) place(e ast.Expr) place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.variable(e)
	case *ast.SelectorExpr:
		if p := f.cell(e); p != nil {
			return p
		}
		if f.isGivenCell(e) { // its field is another one in each function literal that has it
			return "target of type " + f.info.TypeOf(e).String()
		}
		if o, ok := f.info.Uses[e.Sel].(*types.Var); ok {
			return o.Origin()
		}
	case *ast.IndexExpr:
		if t := f.info.TypeOf(e); t != nil {
			return "element of type " + t.String()
		}
	case *ast.StarExpr:
		if t := f.info.TypeOf(e); t != nil {
			return "target of type " + t.String()
		}
	}
	return nil
}

// variable is a variable as a place. A local one is nobody else's, unless a
// function literal assigns to it or its address is taken.
func (f *effects) variable(e *ast.Ident) place {
	o, ok := f.info.Uses[e].(*types.Var)
	if !ok {
		return nil
	}
	switch v := f.vars[o]; {
	case v == nil:
		return nil
	case v.address:
		return "target of type " + o.Type().String()
	case v.function == nil || v.written:
		return o
	}
	return nil
}

// places are what an assignment to an expression writes: it, and what it is a
// part of.
func (f *effects) places(e ast.Expr) []place {
	var all []place
	whole := ast.Unparen(e)
	for {
		e = ast.Unparen(e)
		if p := f.place(e); p != nil && !f.isLocalCell(e) {
			if e != whole {
				p = partOf(p)
			}
			all = append(all, p)
		}
		var base ast.Expr
		switch e := e.(type) {
		case *ast.SelectorExpr:
			base = e.X
		case *ast.IndexExpr:
			base = e.X
		default:
			return all
		}
		t := f.info.TypeOf(base)
		if t == nil {
			return all
		}
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			if f.cell(e) != nil {
				return all
			}
			return append(all, partOf("target of type "+u.Elem().String()))
		case *types.Struct, *types.Array:
			e = base
		default:
			return all
		}
	}
}

// point notes the fields and the elements whose address an expression takes.
func (f *effects) point(n ast.Node) {
	var e ast.Expr
	switch n := n.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			e = n.X
		}
	case *ast.SliceExpr:
		e = n.X
	case *ast.SelectorExpr:
		s := f.info.Selections[n]
		if s == nil || s.Kind() != types.MethodVal || !isPointer(s.Obj().(*types.Func).Signature().Recv().Type()) {
			return
		}
		t := s.Recv()
		for _, i := range s.Index()[:len(s.Index())-1] { // of what is embedded
			if p, ok := t.Underlying().(*types.Pointer); ok {
				t = p.Elem()
			}
			u, ok := t.Underlying().(*types.Struct)
			if !ok {
				return
			}
			f.pointed[u.Field(i).Origin()] = true
			t = u.Field(i).Type()
		}
		e = n.X
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if o, ok := f.info.Uses[e.Sel].(*types.Var); ok {
			f.pointed[o.Origin()] = true
		}
	case *ast.IndexExpr:
		if p := f.place(e); p != nil {
			f.pointed[p] = true
		}
	}
}

// reads are the places that the value of an expression is in, of which only a part is wanted
// perhaps: its own, and where it and its parts may be known by their addresses.
func (f *effects) reads(e ast.Expr, part bool) []place {
	p, t := f.place(e), f.info.TypeOf(e)
	if p == nil || t == nil {
		return nil
	}
	all := []place{p}
	if i, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
		if isArray(f.info.TypeOf(i.X)) {
			all = append(all, "room of type "+t.String())
		}
	}
	if f.pointed[p] {
		all = append(all, "target of type "+t.String())
	}
	if part {
		return all
	}
	for _, p := range all {
		all = append(all, partOf(p))
	}
	return f.parts(all, t)
}

func (f *effects) parts(all []place, t types.Type) []place {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for field := range u.Fields() {
			if target := "target of type " + field.Type().String(); f.pointed[field.Origin()] {
				all = append(all, target, partOf(target))
			}
			all = f.parts(all, field.Type())
		}
	case *types.Array:
		element := "element of type " + u.Elem().String()
		all = append(all, element, "room of type "+u.Elem().String())
		if target := "target of type " + u.Elem().String(); f.pointed[element] {
			all = append(all, target, partOf(target))
		}
		all = f.parts(all, u.Elem())
	}
	return all
}

// partOf is what is written with a part of a place: who reads another part sees nothing of it.
func partOf(p place) place {
	if text, ok := p.(string); ok && strings.HasPrefix(text, "target ") {
		return "part of a " + text
	}
	return p
}

// givenCells are the names of the variables that package lower put behind
// pointers, and whose addresses go elsewhere than to the function literals that use
// them, by the same name.
func givenCells(c *gocheck.Checked) map[string]bool {
	given, fine := map[string]bool{}, map[*ast.Ident]bool{}
	note := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok {
			fine[id] = true
		}
	}
	give := func(e ast.Expr) {
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && isIdent(sel.X) {
			given[sel.X.(*ast.Ident).Name] = true
		}
	}
	for _, file := range c.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					give(n.X)
				}
			case *ast.SliceExpr:
				give(n.X)
			case *ast.SelectorExpr:
				note(n.X)
				if s := c.Info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
					give(n.X)
				}
			case *ast.CallExpr:
				if lit, ok := n.Fun.(*ast.FuncLit); ok {
					passed(lit, n.Args, note)
				}
			case *ast.Ident:
				v, ok := c.Info.Uses[n].(*types.Var)
				if ok && isCell(n, v) && !fine[n] {
					given[n.Name] = true
				}
			}
			return true
		})
	}
	return given
}

// passed calls note for the arguments that go to parameters of the same name.
func passed(lit *ast.FuncLit, args []ast.Expr, note func(ast.Expr)) {
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if i < len(args) {
				if id, ok := args[i].(*ast.Ident); ok && id.Name == name.Name {
					note(id)
				}
			}
			i++
		}
	}
}

// cell is a variable that package lower put behind a pointer, by its name, if
// nobody else has its address.
func (f *effects) cell(e ast.Expr) place {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil
	}
	if v, ok := f.info.Uses[id].(*types.Var); ok && isCell(id, v) && !f.given[id.Name] {
		return "cell " + id.Name
	}
	return nil
}

// isGivenCell reports whether an expression is a variable that package lower put behind a pointer,
// and whose address goes elsewhere.
func (f *effects) isGivenCell(e *ast.SelectorExpr) bool {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := f.info.Uses[id].(*types.Var)
	return ok && isCell(id, v) && f.given[id.Name]
}

// isLocalCell reports whether an expression is such a variable in the function
// that has made it: no function that is called there has this one.
func (f *effects) isLocalCell(e ast.Expr) bool {
	if f.cell(e) == nil {
		return false
	}
	v := f.info.Uses[e.(*ast.SelectorExpr).X.(*ast.Ident)].(*types.Var)
	lit, ok := f.vars[v].function.(*ast.FuncLit)
	return !ok || v.Pos() > lit.Type.End()
}

func isCell(id *ast.Ident, v *types.Var) bool {
	p, pointer := v.Type().(*types.Pointer)
	if !pointer || !strings.HasPrefix(id.Name, "lowered") {
		return false
	}
	_, unnamed := p.Elem().(*types.Struct)
	return unnamed
}

func isArray(t types.Type) bool {
	_, ok := t.Underlying().(*types.Array)
	return ok
}
