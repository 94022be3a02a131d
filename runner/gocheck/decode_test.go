package gocheck

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
)

// TestDecode reads every package as gcexportdata.Read, which the format is of, reads it:
// all that there is then, in it and in those that it mentions, must be the same.
func TestDecode(t *testing.T) {
	count := 0
	for path, p := range standard().packages {
		want, got := map[string]*types.Package{}, map[string]*types.Package{}
		if _, err := gcexportdata.Read(strings.NewReader(p.data), token.NewFileSet(), want, path); err != nil {
			t.Fatal(err)
		}
		if err := decode(path, p.data, got, func(string) bool { return true }); err != nil {
			t.Error(err)
			continue
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d packages, want %d", path, len(got), len(want))
		}
		if g, w := imported(got[path]), imported(want[path]); g != w {
			t.Errorf("%s imports %s, want %s", path, g, w)
		}
		for other, w := range want {
			g := got[other]
			if g.Name() != w.Name() || g.Complete() != w.Complete() || strings.Join(g.Scope().Names(), " ") != strings.Join(w.Scope().Names(), " ") {
				t.Errorf("%s: %v with %v, want %v with %v", path, g, g.Scope().Names(), w, w.Scope().Names())
				continue
			}
			for _, name := range w.Scope().Names() {
				count++
				if g, w := inFull(g.Scope().Lookup(name)), inFull(w.Scope().Lookup(name)); g != w {
					t.Errorf("%s:\n%s\nwant\n%s", path, g, w)
				}
			}
		}
	}
	t.Logf("%d declarations", count)
}

func imported(p *types.Package) string {
	var paths []string
	for _, i := range p.Imports() {
		paths = append(paths, i.Path())
	}
	return strings.Join(paths, " ")
}

// inFull is a declaration with all that can be asked of it: the value of a constant, the
// methods of a type, their receivers and type parameters, and what a type is made of.
func inFull(o types.Object) string {
	text := declaration(o)
	if c, ok := o.(*types.Const); ok {
		text += " " + c.Val().Kind().String() + " " + c.Val().ExactString()
	}
	if v, ok := o.(*types.Var); ok {
		text += " " + v.Kind().String()
	}
	switch t := o.Type().(type) {
	case *types.Alias:
		text += parameters(t.TypeParams()) + " = " + t.Rhs().String()
	case *types.Named:
		text += parameters(t.TypeParams()) + " " + t.Underlying().String()
		for m := range t.Methods() {
			text += "\n" + method(m)
		}
		if i, ok := t.Underlying().(*types.Interface); ok {
			text += " implicit " + types.TypeString(i, nil)
			for m := range i.Methods() {
				text += "\n" + method(m)
			}
		}
	case *types.Signature:
		text += parameters(t.TypeParams())
	}
	return text
}

func method(m *types.Func) string {
	s := m.Signature()
	return m.String() + " of " + s.Recv().String() + parameters(s.RecvTypeParams()) + parameters(s.TypeParams())
}

func parameters(list *types.TypeParamList) (text string) {
	for p := range list.TypeParams() {
		text += " [" + p.Obj().Name() + " " + p.Constraint().String() + "]"
	}
	return text
}
