package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// template is the context of what a template is to look into, by way of package host.
// It finds fields as they are, but neither methods, nor fields that are not exported, as
// yaegi exports all; and what it prints with a type's name has none.
const template = "text/template.Execute"

// toTemplate reports whether an interface goes to a template by way of package host,
// which takes out of their boxes what a template can look into as it is.
func (x *examiner) toTemplate(e ast.Expr, context string) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		switch x.libraryCallee(call) {
		case "(*" + hostPath + ".Types).Plain", "(*" + hostPath + ".Types).Data":
			return true // what is in it was examined as that function's argument
		}
	}
	return strings.Contains(context, template) && !slices.ContainsFunc(x.boxedTypes(), func(t types.Type) bool {
		return x.templateLooks(t) != "" || x.hasUnexported(t, map[types.Type]bool{}) || x.contains(t, map[types.Type]bool{}, embeds) || x.contains(t, map[types.Type]bool{}, holdsDynamic)
	})
}

func embeds(t types.Type) bool {
	return hasField(t, func(f *types.Var, _ string) bool { return f.Embedded() })
}

func holdsDynamic(t types.Type) bool { return types.IsInterface(t) }

// templateLooks is what a template does otherwise with values of a type.
func (x *examiner) templateLooks(t types.Type) string {
	switch {
	case x.contains(t, map[types.Type]bool{}, func(t types.Type) bool {
		return x.isOwn(t) && types.NewMethodSet(types.NewPointer(t)).Len() > 0
	}):
		return " with methods for a template"
	case x.contains(t, map[types.Type]bool{}, func(t types.Type) bool { return types.IsInterface(t) }) && x.boxesOwn():
		return " that may hold boxes for a template"
	case x.contains(t, map[types.Type]bool{}, func(t types.Type) bool {
		_, isFunction := t.Underlying().(*types.Signature)
		return isFunction
	}):
		return " with functions for a template"
	case x.templatesSay("%", plainVerbs), x.templatesSay("printf", nothing) && x.contains(t, map[types.Type]bool{}, x.isOnlyNamed), x.handsToAnything():
		return " that a template may name the type of"
	}
	return ""
}

func nothing(string) bool { return false }

// isOnlyNamed holds for the program's own types that are no structs: where a verb does not
// fit, fmt prints their names.
func (x *examiner) isOnlyNamed(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() != x.pkg {
		return false
	}
	_, isStruct := n.Underlying().(*types.Struct)
	return !isStruct
}

// holdsOtherwise reports whether a value that is not the program's own may hold a box where
// package host does not look for it, and goes into an interface that may be a template's.
func (x *examiner) holdsOtherwise(t types.Type) bool {
	return x.plains() && x.boxesOwn() && x.holdsInterface(t, map[types.Type]bool{}) && !isOpened(t)
}

// isOpened holds for the types that package host opens.
func isOpened(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return u.Empty()
	case *types.Map:
		return isOpened(u.Elem()) && !types.IsInterface(u.Key())
	case *types.Slice:
		return isOpened(u.Elem())
	case *types.Array:
		return isOpened(u.Elem())
	}
	return false
}

// plains reports whether the program hands templates what boxes are in.
func (x *examiner) plains() bool {
	if x.hands == nil {
		found := slices.ContainsFunc(x.calls, func(call *ast.CallExpr) bool {
			return x.libraryCallee(call) == "(*"+hostPath+".Types).Plain"
		})
		x.hands = &found
	}
	return *x.hands
}

// templatesSay reports whether a template of the program prints by format, and has a word
// in it, but for texts that are fine.
func (x *examiner) templatesSay(word string, fine func(text string) bool) bool {
	found := false
	for _, f := range x.program {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				found = found || strings.Contains(lit.Value, "printf") && strings.Contains(lit.Value, word) && !fine(lit.Value)
			}
			return !found
		})
	}
	return found
}

// handsToAnything reports whether a template of the program may hand values to functions
// in interfaces, which ask for their types or print them.
func (x *examiner) handsToAnything() bool {
	found := false
	for _, f := range x.program {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return !found
			}
			m, ok := x.info.TypeOf(lit).Underlying().(*types.Map)
			if !ok || !types.IsInterface(m.Elem()) {
				return !found
			}
			for _, e := range lit.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					s, isFunction := x.info.TypeOf(pair.Value).Underlying().(*types.Signature)
					found = found || isFunction && x.takesAnything(s)
				}
			}
			return !found
		})
	}
	return found
}

// plainVerbs reports whether a text has no verbs but those that print strings and numbers
// alike under any name: of a misfit, fmt prints the type.
func plainVerbs(text string) bool {
	for {
		_, rest, found := strings.Cut(text, "%")
		if !found {
			return true
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		rest = strings.TrimLeft(rest, "-+ .0123456789")
		if end < 0 || rest == "" || !strings.ContainsRune("v%", rune(rest[0])) && !strings.ContainsRune("sdfqxc", rune(rest[0])) {
			return false
		}
		text = rest[1:]
	}
}

// takesAnything reports whether a function has a parameter that is an interface, or a list
// of some.
func (x *examiner) takesAnything(s *types.Signature) bool {
	for p := range s.Params().Variables() {
		if x.contains(p.Type(), map[types.Type]bool{}, func(t types.Type) bool { return types.IsInterface(t) }) {
			return true
		}
	}
	return false
}
