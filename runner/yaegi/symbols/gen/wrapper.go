package main

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// wrapper names the type by which the interpreter makes a program's type into
// the interface; nothing if it needs none. An interface with methods that
// only its package can write has the empty one, which serves for nil.
func (g *generator) wrapper(o *types.TypeName) string {
	i, ok := o.Type().Underlying().(*types.Interface)
	switch {
	case !ok || o.IsAlias() || i.NumMethods() == 0:
		return "" // an alias is looked up as what it stands for
	case g.wrapped[o]:
		return wrapperName(o)
	}
	return "sealed"
}

func wrapperName(o *types.TypeName) string {
	return "_" + identifier(o.Pkg().Path()) + "_" + o.Name()
}

// wrappers writes the wrapper of each interface of a package that a program's
// own type can implement.
func (g *generator) wrappers(pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		o, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !o.Exported() || o.IsAlias() || generic(o) {
			continue
		}
		i, ok := o.Type().Underlying().(*types.Interface)
		if !ok || i.NumMethods() == 0 || !open(i) {
			continue
		}
		g.wrapped[o] = true
		g.wrap(wrapperName(o), slices.Collect(i.Methods()))
	}
}

// open holds for an interface whose methods can all be written elsewhere.
func open(i *types.Interface) bool {
	for m := range i.Methods() {
		if !m.Exported() {
			return false
		}
	}
	return true
}

// wrap writes one wrapper: a struct with a function for each method, and the
// methods that call them. The names of the fields are the interpreter's
// convention. Printed, a wrapper is what it wraps.
func (g *generator) wrap(name string, methods []*types.Func) {
	w := &g.wraps.body
	fmt.Fprintf(w, "type %s struct {\nIValue any\n", name)
	var printed []string
	for _, m := range methods {
		fmt.Fprintf(w, "W%s %s\n", m.Name(), types.TypeString(m.Signature(), g.wraps.name))
		switch m.Name() {
		case "String", "Error", "GoString":
			if types.TypeString(m.Signature(), nil) == "func() string" {
				printed = append(printed, fmt.Sprintf("%s: w.W%s", strings.ToLower(m.Name()), m.Name()))
			}
		case "Format":
			printed = nil
		}
	}
	w.WriteString("}\n\n")
	for _, m := range methods {
		g.method(name, m)
	}
	if !slices.ContainsFunc(methods, func(m *types.Func) bool { return m.Name() == "Format" }) {
		fmt.Fprintf(w, "func (w %s) Format(f fmt.State, verb rune) { printed{%s}.format(f, verb) }\n\n",
			name, strings.Join(append([]string{"value: w.IValue"}, printed...), ", "))
	}
}

// method writes one method of a wrapper.
func (g *generator) method(wrapper string, m *types.Func) {
	sig := m.Signature()
	var params, args []string
	for i := range sig.Params().Len() {
		name, t := fmt.Sprintf("p%d", i), types.TypeString(sig.Params().At(i).Type(), g.wraps.name)
		arg := name
		if sig.Variadic() && i == sig.Params().Len()-1 {
			t, arg = "..."+strings.TrimPrefix(t, "[]"), name+"..."
		}
		params, args = append(params, name+" "+t), append(args, arg)
	}
	var results []string
	for v := range sig.Results().Variables() {
		results = append(results, types.TypeString(v.Type(), g.wraps.name))
	}
	keyword := ""
	if results != nil {
		keyword = "return "
	}
	fmt.Fprintf(&g.wraps.body, "func (w %s) %s(%s) (%s) { %sw.W%s(%s) }\n\n",
		wrapper, m.Name(), strings.Join(params, ", "), strings.Join(results, ", "), keyword, m.Name(), strings.Join(args, ", "))
}

// A composition is an interface that the library asks for more when it has got
// it. The plain wrapper would hide that a program's type has more.
type composition struct {
	path, name string
	more       []string // types of interfaces, as the package could write them
}

var compositions = []composition{
	{"fmt", "Stringer", []string{"GoStringer"}},
	{"io", "Reader", []string{"WriterTo"}},
	{"io", "Writer", []string{"ReaderFrom", "StringWriter"}},
	{"net/http", "ResponseWriter", []string{
		"Flusher", "Hijacker", "interface{ Unwrap() ResponseWriter }",
	}},
}

// compose writes wrappers for the interface with each selection of what more it
// may have, and the list of them, the fullest first.
func (g *generator) compose(pkg *types.Package, c composition) error {
	o := pkg.Scope().Lookup(c.name).(*types.TypeName)
	var list strings.Builder
	for _, chosen := range subsets(len(c.more)) {
		name, methods := wrapperName(o), slices.Collect(o.Type().Underlying().(*types.Interface).Methods())
		for _, i := range chosen {
			t, err := types.Eval(token.NewFileSet(), pkg, token.NoPos, c.more[i])
			if err != nil {
				return fmt.Errorf("%s.%s with %s: %w", c.path, c.name, c.more[i], err)
			}
			for m := range t.Type.Underlying().(*types.Interface).Methods() {
				name += "_" + m.Name()
				methods = append(methods, m)
			}
		}
		g.wrap(name, methods)
		fmt.Fprintf(&list, "reflect.TypeFor[%s](),\n", name)
	}
	fmt.Fprintf(&g.composed, "{path: %q, functions: []any{(*%s)(nil)}, interfaces: []reflect.Type{\n%s}},\n", c.path, wrapperName(o), list.String())
	return nil
}

// subsets are the selections of at least one of n, those of most first.
func subsets(n int) [][]int {
	var all [][]int
	for mask := 1; mask < 1<<n; mask++ {
		var chosen []int
		for i := range n {
			if mask&(1<<i) != 0 {
				chosen = append(chosen, i)
			}
		}
		all = append(all, chosen)
	}
	slices.SortStableFunc(all, func(a, b []int) int { return len(b) - len(a) })
	return all
}

// problems writes the wrappers of error: with each selection of the methods that
// package errors and its friends ask for. The interpreter compares names alone
// when it chooses a wrapper, so those fields take a function of any type.
func (g *generator) problems() {
	asked := []string{"Unwrap", "Is", "As", "Timeout", "Temporary"}
	w := &g.wraps.body
	var list strings.Builder
	for _, chosen := range append(subsets(len(asked)), nil) {
		name, fields, values := "_error", "", ""
		var conditions []string
		for _, i := range chosen {
			name += "_" + asked[i]
			fields += "W" + asked[i] + " any\n"
			if asked[i] == "Timeout" || asked[i] == "Temporary" {
				conditions = append(conditions, asked[i])
				continue
			}
			values += fmt.Sprintf(", %s: w.W%s", strings.ToLower(asked[i]), asked[i])
		}
		fmt.Fprintf(w, "type %s struct {\nIValue any\nWError func() string\n%s}\n\n", name, fields)
		fmt.Fprintf(w, "func (w %s) problem() problem { return problem{value: w.IValue, message: w.WError%s} }\n", name, values)
		fmt.Fprintf(w, "func (w %s) Error() string { return w.WError() }\n", name)
		fmt.Fprintf(w, "func (w %s) Unwrap() error { return w.problem().unwrapped() }\n", name)
		fmt.Fprintf(w, "func (w %s) Is(target error) bool { return w.problem().matches(target) }\n", name)
		fmt.Fprintf(w, "func (w %s) As(target any) bool { return w.problem().assign(target) }\n", name)
		fmt.Fprintf(w, "func (w %s) Format(f fmt.State, verb rune) { w.problem().format(f, verb) }\n", name)
		for _, c := range conditions {
			fmt.Fprintf(w, "func (w %s) %s() bool { return says(w.W%s) }\n", name, c, c)
		}
		w.WriteString("\n")
		if chosen != nil {
			fmt.Fprintf(&list, "reflect.TypeFor[%s](),\n", name)
		}
	}
	fmt.Fprintf(&g.composed, "{path: \"\", functions: []any{(*_error)(nil)}, interfaces: []reflect.Type{\n%s}},\n", list.String())
}
