package certify

import (
	"go/ast"
	"go/types"
)

// typ examines a type where it is written.
func (x *examiner) typ(e ast.Expr) {
	t := x.info.TypeOf(e)
	if t != nil {
		x.use(e.Pos(), "type %s", x.element(t))
	}
	switch e := e.(type) {
	case *ast.Ident:
	case *ast.ParenExpr:
		x.typ(e.X)
	case *ast.SelectorExpr:
		x.library(e)
	case *ast.StarExpr:
		x.typ(e.X)
	case *ast.ArrayType:
		if _, ok := e.Len.(*ast.Ellipsis); !ok && e.Len != nil {
			x.constant(e.Len)
		}
		x.typ(e.Elt)
	case *ast.MapType:
		x.use(e.Key.Pos(), "map key of type %s", x.element(x.info.TypeOf(e.Key)))
		x.compared(e.Key.Pos(), x.info.TypeOf(e.Key))
		if x.declaring != nil && x.declaring.Parent() != x.pkg.Scope() && x.mentions(x.info.TypeOf(e.Key), map[types.Type]bool{}, func(n *types.Named) bool { return n.Obj() == x.declaring }) {
			x.use(e.Key.Pos(), "map key of the type that the map is a part of")
		}
		x.typ(e.Key)
		x.typ(e.Value)
	case *ast.ChanType:
		x.typ(e.Value)
	case *ast.FuncType:
		x.signature(e, t.(*types.Signature))
	case *ast.StructType:
		x.structType(e)
	case *ast.InterfaceType:
		x.interfaceType(e)
	case *ast.IndexExpr:
		x.instance(e.X, []ast.Expr{e.Index})
	case *ast.IndexListExpr:
		x.instance(e.X, e.Indices)
	default:
		x.use(e.Pos(), "type %T", e)
	}
}

func (x *examiner) instance(of ast.Expr, args []ast.Expr) {
	x.use(of.Pos(), "instantiated type with %s", count(len(args), "type argument"))
	if sel, ok := of.(*ast.SelectorExpr); ok {
		x.library(sel)
	}
	for _, arg := range args {
		x.use(arg.Pos(), "type argument %s", x.element(x.info.TypeOf(arg)))
		x.typ(arg)
	}
}

func (x *examiner) structType(e *ast.StructType) {
	names := map[string]bool{}
	for _, field := range e.Fields.List {
		t := x.element(x.info.TypeOf(field.Type))
		if len(field.Names) == 0 {
			x.use(field.Pos(), "embedded field of type %s", x.class(x.info.TypeOf(field.Type)))
		} else {
			x.use(field.Pos(), "field declared of type %s", t)
		}
		for _, name := range field.Names {
			if name.Name == "_" {
				x.use(name.Pos(), "blank field")
			}
			names[name.Name] = true
		}
		if field.Tag != nil {
			x.use(field.Tag.Pos(), "field tag")
		}
		x.typ(field.Type)
	}
	for name := range names {
		if names["X"+name] {
			x.use(e.Pos(), "fields whose names differ by an X")
		}
	}
}

func (x *examiner) interfaceType(e *ast.InterfaceType) {
	for _, m := range e.Methods.List {
		if f, ok := m.Type.(*ast.FuncType); ok {
			x.use(m.Pos(), "method of an interface")
			x.signature(f, x.info.Defs[m.Names[0]].Type().(*types.Signature))
			continue
		}
		x.use(m.Pos(), "interface with embedded %s", x.interfaceName(x.info.TypeOf(m.Type)))
		x.constraint(m.Type)
	}
}

// constraint examines a constraint of a type parameter.
func (x *examiner) constraint(e ast.Expr) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		x.use(e.Pos(), "constraint with |")
		x.constraint(e.X)
		x.constraint(e.Y)
	case *ast.UnaryExpr:
		x.use(e.Pos(), "constraint with ~")
		x.constraint(e.X)
	default:
		x.use(e.Pos(), "constraint %s", x.interfaceName(x.info.TypeOf(e)))
		x.typ(e)
	}
}
