package main

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// instances are generic functions that are called with one and the same type
// argument nearly always. The interpreter refuses the other calls.
var instances = map[string]string{
	"crypto/hkdf.Expand":  "hash.Hash",
	"crypto/hkdf.Extract": "hash.Hash",
	"crypto/hkdf.Key":     "hash.Hash",
	"crypto/pbkdf2.Key":   "hash.Hash",
}

// table writes what one package exports.
func (g *generator) table(pkg *types.Package) error {
	w := &g.tables.body
	kinds := []string{"funcs", "vars", "consts", "ints", "literals", "types", "wrappers"}
	rows := map[string][]string{}
	add := func(kind, format string, args ...any) { rows[kind] = append(rows[kind], fmt.Sprintf(format, args...)) }
	p := identifier(pkg.Path())
	for _, name := range pkg.Scope().Names() {
		o := pkg.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		if argument, ok := instances[pkg.Path()+"."+name]; ok {
			add("funcs", "{%q, %s.%s[%s]}", name, p, name, argument)
		}
		if generic(o) {
			continue
		}
		switch o := o.(type) {
		case *types.Func:
			add("funcs", "{%q, %s.%s}", name, p, name)
		case *types.Var:
			add("vars", "{%q, &%s.%s}", name, p, name)
		case *types.TypeName:
			add("types", "{%q, (*%s.%s)(nil)}", name, p, name)
			if wrapper := g.wrapper(o); wrapper != "" {
				add("wrappers", "{%q, (*%s)(nil)}", "_"+name, wrapper)
			}
		case *types.Const:
			kind, row, err := g.constant(p, o)
			if err != nil {
				return err
			}
			add(kind, "%s", row)
		}
	}
	g.tables.imports[pkg] = len(rows) > 0
	fmt.Fprintf(w, "{\npath: %q,\nname: %q,\n", pkg.Path(), pkg.Name())
	if len(rows) == 0 && exports(pkg) {
		w.WriteString("generic: true,\n")
	}
	if needs := needs(pkg); len(needs) > 0 {
		fmt.Fprintf(w, "needs: %#v,\n", needs)
	}
	for _, kind := range kinds {
		if rows[kind] == nil {
			continue
		}
		element := map[string]string{"ints": "integer", "literals": "literal"}[kind]
		if element == "" {
			element = "named"
		}
		fmt.Fprintf(w, "%s: []%s{\n%s,\n},\n", kind, element, strings.Join(rows[kind], ",\n"))
	}
	w.WriteString("},\n")
	return nil
}

// constant is a constant's row and the field of table that it goes to. A typed
// constant is a value. An untyped one must stay as exact as it is: yaegi wants
// it as a constant.Value, which is made when the package is asked for.
func (g *generator) constant(p string, o *types.Const) (kind, row string, err error) {
	basic, ok := o.Type().(*types.Basic)
	if !ok || basic.Info()&types.IsUntyped == 0 {
		return "consts", fmt.Sprintf("{%q, %s.%s}", o.Name(), p, o.Name()), nil
	}
	switch v := o.Val(); v.Kind() {
	case constant.Bool:
		return "literals", fmt.Sprintf("{%q, boolean, %q}", o.Name(), v.ExactString()), nil
	case constant.String:
		return "literals", fmt.Sprintf("{%q, text, %q}", o.Name(), constant.StringVal(v)), nil
	case constant.Int:
		if i, exact := constant.Int64Val(v); exact {
			return "ints", fmt.Sprintf("{%q, %d}", o.Name(), i), nil
		}
		return "literals", fmt.Sprintf("{%q, integral, %q}", o.Name(), v.ExactString()), nil
	case constant.Float:
		num, den := constant.Num(v), constant.Denom(v)
		if num.Kind() != constant.Int || !constant.Compare(constant.BinaryOp(num, token.QUO, den), token.EQL, v) {
			return "", "", fmt.Errorf("constant %s is no fraction", o.Name())
		}
		return "literals", fmt.Sprintf("{%q, fraction, %q}", o.Name(), num.ExactString()+"/"+den.ExactString()), nil
	}
	return "", "", fmt.Errorf("constant %s: no form for %s", o.Name(), o.Type())
}

// generic holds for what has no value before it is instantiated, and for
// interfaces that only constrain type parameters.
func generic(o types.Object) bool {
	switch o := o.(type) {
	case *types.Func:
		return o.Signature().TypeParams() != nil
	case *types.TypeName:
		if named, ok := o.Type().(*types.Named); ok && named.TypeParams() != nil {
			return true
		}
		i, ok := o.Type().Underlying().(*types.Interface)
		return ok && !i.IsMethodSet()
	}
	return false
}
