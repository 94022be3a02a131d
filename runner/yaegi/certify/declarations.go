package certify

import (
	"go/ast"
	"go/token"
	"go/types"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/lower"
)

// declaration examines one on the level of the package.
func (x *examiner) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		x.function(d)
	case *ast.GenDecl:
		for _, s := range d.Specs {
			x.spec(s, d.Tok, "package ")
		}
	default:
		x.use(d.Pos(), "%T", d)
	}
}

func (x *examiner) spec(s ast.Spec, tok token.Token, where string) {
	switch s := s.(type) {
	case *ast.ImportSpec:
		switch {
		case s.Name == nil:
		case s.Name.Name == "." || s.Name.Name == "_":
			x.use(s.Pos(), "import as %s", s.Name.Name)
		default:
			x.use(s.Pos(), "import under another name")
		}
	case *ast.TypeSpec:
		x.typeSpec(s, where)
	case *ast.ValueSpec:
		if tok == token.CONST {
			x.constants(s, where)
			x.ownConstants(s)
		} else {
			x.variables(s, where)
		}
	default:
		x.use(s.Pos(), "%T", s)
	}
}

func (x *examiner) constants(s *ast.ValueSpec, where string) {
	for i, name := range s.Names {
		x.use(name.Pos(), "%sconstant of type %s", where, x.plain(x.info.TypeOf(name)))
		if len(s.Values) == 0 {
			x.use(name.Pos(), "%sconstant without a value of its own", where)
		} else if s.Type != nil {
			x.use(name.Pos(), "%sconstant with a type", where)
		}
		if i == 1 {
			x.use(name.Pos(), "%sconstants declared together", where)
		}
	}
	if s.Type != nil {
		x.typ(s.Type)
	}
	for _, v := range s.Values {
		x.constant(v)
	}
}

// ownConstants: a constant of the program's own type is equal to nothing under
// yaegi if its value is the result of an operation, be it written there or
// repeated from the line before. A number with a minus is none: yaegi takes it as
// it takes the number (lang-constants-negative).
func (x *examiner) ownConstants(s *ast.ValueSpec) {
	if len(s.Values) > 0 {
		x.repeated = s.Values
	}
	for i, name := range s.Names {
		named, own := types.Unalias(x.info.TypeOf(name)).(*types.Named)
		if !own || named.Obj().Pkg() != x.pkg || i >= len(x.repeated) {
			continue
		}
		switch value := ast.Unparen(x.repeated[i]).(type) {
		case *ast.BasicLit, *ast.Ident:
		case *ast.UnaryExpr:
			if _, ok := value.X.(*ast.BasicLit); !ok || value.Op != token.SUB {
				x.use(name.Pos(), "constant of own type whose value is an operation")
			}
		default:
			x.use(name.Pos(), "constant of own type whose value is an operation")
		}
	}
}

// variables examines a var declaration. How often it is executed matters: in
// a loop yaegi has one variable for all.
func (x *examiner) variables(s *ast.ValueSpec, where string) {
	if s.Type != nil {
		x.typ(s.Type)
	}
	for i, name := range s.Names {
		t := x.info.TypeOf(name)
		with := "without a value"
		if len(s.Values) > 0 {
			with = "with a value"
		}
		if s.Type == nil {
			with += " and without a type"
		}
		if len(s.Values) > 0 { // what matters of the type is in the flow of the value
			x.use(name.Pos(), "%svar %s", where, with)
		} else {
			x.use(name.Pos(), "%svar of type %s without a value", where, x.element(t))
		}
		if name.Name == "_" {
			x.use(name.Pos(), "%svar named _ %s", where, with)
		}
		if i == 1 {
			x.use(name.Pos(), "%svars declared together %s", where, with)
		}
		x.binding(name)
	}
	if len(s.Values) == 0 {
		return
	}
	x.order(s.Values...)
	if len(s.Values) != len(s.Names) {
		x.use(s.Pos(), "%svars from %s with several values", where, x.kind(s.Values[0]))
		for i, v := range values(x.info.TypeOf(s.Values[0])) {
			x.became(s.Pos(), v, x.info.TypeOf(s.Names[i]))
		}
		x.expression(s.Values[0])
		return
	}
	for i, v := range s.Values {
		if len(s.Values) > 1 {
			typed := ""
			if s.Type != nil {
				typed = " of a given type"
			}
			x.use(v.Pos(), "one of several %svars%s from %s", where, typed, x.kind(v))
		}
		x.flow(v, x.info.TypeOf(s.Names[i]), where+"var")
	}
}

// typeSpec: a type's declaration has no effect of its own; what matters is what
// is done with it.
func (x *examiner) typeSpec(s *ast.TypeSpec, where string) {
	object := x.info.Defs[s.Name]
	what := "type"
	if s.Assign.IsValid() {
		what = "type alias"
	}
	if s.TypeParams != nil {
		what = "generic " + what
		for _, field := range s.TypeParams.List {
			x.constraint(field.Type)
		}
	}
	x.use(s.Pos(), "%s%s %s", where, what, x.element(object.Type().Underlying()))
	if of, ok := types.Unalias(x.info.TypeOf(s.Type)).(*types.Named); ok && !s.Assign.IsValid() {
		x.madeOf(s, object.Type(), of, where)
	}
	if where == "local " && lower.NamedTwice(x.pkg, x.info, object) {
		x.use(s.Pos(), "local type named like another of the function, or of the package")
	}
	if recursive(object) {
		x.use(s.Pos(), "recursive %s%s %s", where, what, x.element(object.Type().Underlying()))
		if where == "local " {
			x.remade(s, object.Type().(*types.Named))
		}
	}
	outer := x.declaring
	x.declaring = object
	x.typ(s.Type)
	x.declaring = outer
}

// madeOf examines a type whose declaration names another: it has none of that one's methods, by
// which the library would print it.
func (x *examiner) madeOf(s *ast.TypeSpec, t types.Type, of *types.Named, where string) {
	whose, lost := "another", ""
	if of.Obj().Pkg() != x.pkg {
		whose = "a library"
	}
	for _, name := range []string{"String", "Error", "Format", "GoString", "MarshalJSON", "MarshalText"} {
		had, _, _ := types.LookupFieldOrMethod(types.NewPointer(of), false, of.Obj().Pkg(), name)
		has, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, x.pkg, name)
		if had != nil && has == nil {
			lost = " whose methods it loses"
		}
	}
	x.use(s.Pos(), "%stype made of %s type%s: %s", where, whose, lost, x.bare(of.Underlying()))
}

// initialization: package variables are declared in Go's order when yaegi gets
// them (package yaegi sees to that), but it takes the name of a field in a
// literal for the variable of that name.
func (x *examiner) initialization(c *gocheck.Checked) {
	for _, init := range c.Info.InitOrder {
		if init.Lhs[0].Name() == lower.Table {
			continue // it uses none of the others
		}
		ast.Inspect(init.Rhs, func(n ast.Node) bool {
			kv, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if id, ok := kv.Key.(*ast.Ident); ok && x.isField(id) && isVariable(x.pkg.Scope().Lookup(id.Name)) {
				x.use(id.Pos(), "field in the literal of a package variable that is named like a package variable")
			}
			return true
		})
	}
}

func (x *examiner) isField(id *ast.Ident) bool {
	v, ok := x.info.Uses[id].(*types.Var)
	return ok && v.IsField()
}

func isVariable(o types.Object) bool {
	_, ok := o.(*types.Var)
	return ok
}

// files: they are made one, so a name must mean the same package in all.
func (x *examiner) files(c *gocheck.Checked) {
	imported := map[string]string{}
	for _, f := range c.Files {
		for _, spec := range f.Imports {
			p := x.info.PkgNameOf(spec)
			if path, ok := imported[p.Name()]; ok && path != p.Imported().Path() {
				x.use(spec.Pos(), "package that another file imports under the name of another")
			}
			imported[p.Name()] = p.Imported().Path()
		}
	}
}
