package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// forwards declares methods that a struct has of what it embeds, if one of the program's own
// interfaces asks for them: of an interface, of what is the library's, and of a pointer where
// the struct is a value. yaegi does not find them when it compiles, and says that the struct
// cannot be in the interface.
//
//	type logging struct{ Store }        func (loweredvia1 logging) Get(lowered1 string) string { return loweredvia1.Store.Get(lowered1) }
//
// When the program runs, package yaegi goes past these methods, to those that they stand for.
func forwards(w *rewriter) {
	wanted := w.ownInterfaces()
	for _, f := range w.Files {
		var text []string
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				if spec, ok := s.(*ast.TypeSpec); ok && !spec.Assign.IsValid() && spec.TypeParams == nil {
					text = append(text, w.forwarded(w.Info.Defs[spec.Name].Type(), wanted, f)...)
				}
			}
		}
		if text != nil {
			w.append(f, strings.Join(text, "; "))
		}
	}
}

// ownInterfaces are those that the program writes and that have methods.
func (w *rewriter) ownInterfaces() (all []*types.Interface) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		e, ok := n.(*ast.InterfaceType)
		if !ok {
			return
		}
		if i, ok := w.Info.TypeOf(e).(*types.Interface); ok && i.IsMethodSet() && !i.Empty() {
			all = append(all, i)
		}
	})
	return all
}

// forwarded are the methods to declare of a type.
func (w *rewriter) forwarded(t types.Type, wanted []*types.Interface, file *ast.File) (text []string) {
	if _, ok := t.Underlying().(*types.Struct); !ok {
		return nil
	}
	pointer := types.NewPointer(t)
	of := types.NewMethodSet(t)
	for m := range types.NewMethodSet(pointer).Methods() {
		fn := m.Obj().(*types.Func)
		value := of.Lookup(fn.Pkg(), fn.Name())
		found := fn.Pkg() == w.Package && !types.IsInterface(fn.Signature().Recv().Type()) && (value == nil || !value.Indirect())
		if found || w.reachable(m) == 0 {
			continue
		}
		asked := false
		for _, i := range wanted {
			o, _, _ := types.LookupFieldOrMethod(i, false, fn.Pkg(), fn.Name())
			asked = asked || o != nil && types.Implements(pointer, i)
		}
		recv := t
		if value == nil {
			recv = pointer
		}
		if method, ok := w.forward(recv, m, file); ok && asked {
			text = append(text, method)
		}
	}
	return text
}

// forwardReceiver is that of the receiver of such a method, by which package yaegi knows it.
const forwardReceiver = Prefix + "via1"

// forward is a method that calls the one that a type has of what it embeds.
func (w *rewriter) forward(recv types.Type, m *types.Selection, file *ast.File) (text string, ok bool) {
	s := m.Type().(*types.Signature)
	of, ok := w.fileTypeText(recv, file)
	if !ok {
		return "", false
	}
	var params, args, results []string
	for i := range s.Params().Len() {
		t, dots := s.Params().At(i).Type(), ""
		if s.Variadic() && i == s.Params().Len()-1 {
			t, dots = t.(*types.Slice).Elem(), "..."
		}
		text, ok := w.fileTypeText(t, file)
		if !ok {
			return "", false
		}
		arg := w.name()
		params, args = append(params, arg+" "+dots+text), append(args, arg+dots)
	}
	for v := range s.Results().Variables() {
		text, ok := w.fileTypeText(v.Type(), file)
		if !ok {
			return "", false
		}
		results = append(results, text)
	}
	return fmt.Sprintf("func (%s %s) %s(%s) (%s) { %s%s.%s%s(%s) }", forwardReceiver, of, m.Obj().Name(), strings.Join(params, ", "),
		strings.Join(results, ", "), returns(s), forwardReceiver, w.reachablePath(recv, m), m.Obj().Name(), strings.Join(args, ", ")), true
}
