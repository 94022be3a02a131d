package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// logs says with each call of package log where it stands, if the program has the log
// print that: package log finds the interpreter's own functions there.
//
//	log.SetFlags(log.Lshortfile)      log.SetFlags(16)
//	log.Printf("%d", n)               loweredhost.Placed(log.Default(), "main.go:2").(*log.Logger).Printf("%d", n)
//	logger.Println(n)                 loweredhost.Placed(logger, "main.go:3").(*log.Logger).Println(n)
//
// Left alone are programs that print whole paths, that defer such a call, which has the
// place where the function ends, or that use such a function otherwise than in a call of
// its name: as a value, or by way of an interface.
func logs(w *rewriter) {
	printing, called, places := w.printing()
	if len(places) == 0 || w.hidesLoggers() {
		return
	}
	for _, id := range printing {
		if call := called[id]; call == nil || w.line(call.Lparen) != w.line(call.Pos()) {
			return
		}
	}
	for _, id := range printing {
		call := called[id]
		sel := call.Fun.(*ast.SelectorExpr)
		file := w.file(call)
		fn := w.Info.Uses[id].(*types.Func)
		logger := w.imported(fn.Pkg(), file)
		host := w.host(file)
		receiver := logger + ".Default()"
		if w.Info.Selections[sel] != nil {
			receiver = w.text(sel.X)
			if _, isPointer := w.Info.TypeOf(sel.X).(*types.Pointer); !isPointer {
				receiver = "&" + receiver
			}
		}
		w.replace(sel.X.Pos(), sel.X.End(), fmt.Sprintf("%s.Placed(%s, %q).(*%s.Logger)", host, receiver, fmt.Sprintf("%s:%d", w.fileName(file), w.line(id.Pos())), logger))
	}
	for _, sel := range places {
		w.replace(sel.Pos(), sel.End(), "16")
	}
	w.unusedImports()
}

// printing finds the names of functions that log in the program, the calls of those that
// are called, and where the program says that places are printed; there is no such place
// if one of these is not understood.
func (w *rewriter) printing() (printing []*ast.Ident, called map[*ast.Ident]*ast.CallExpr, places []*ast.SelectorExpr) {
	called = map[*ast.Ident]*ast.CallExpr{}
	understood := true
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && !isLaunched(within) {
				called[sel.Sel] = n
			}
		case *ast.SelectorExpr:
			o := w.Info.Uses[n.Sel]
			if o == nil || o.Pkg() == nil || o.Pkg().Path() != "log" {
				return
			}
			switch name := o.Name(); {
			case name == "Lshortfile":
				places = append(places, n)
			case name == "Llongfile" || name == "Output":
				understood = false
			case strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic"):
				printing = append(printing, n.Sel)
				s := w.Info.Selections[n]
				understood = understood && (s == nil || len(s.Index()) == 1)
			}
		}
	})
	if !understood {
		return nil, nil, nil
	}
	return printing, called, places
}

// hidesLoggers reports whether a logger becomes an interface, or package log another one.
func (w *rewriter) hidesLoggers() bool {
	for _, f := range w.Files {
		for _, spec := range f.Imports {
			if spec.Path.Value == `"log/slog"` || spec.Name != nil && spec.Path.Value == `"log"` {
				return true
			}
		}
	}
	b := &boxer{rewriter: w}
	return slices.ContainsFunc(b.conversions(), func(c conversion) bool {
		methods := types.NewMethodSet(w.Info.TypeOf(c.expr))
		for m := range methods.Methods() {
			if p := m.Obj().Pkg(); p != nil && p.Path() == "log" {
				return true
			}
		}
		return false
	})
}

// isLaunched holds for the call of a go or a defer statement.
func isLaunched(within []ast.Node) bool {
	switch within[len(within)-1].(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return true
	}
	return false
}

// isLogged reports whether package slog logs a value in a box as it does without: what it says of
// one that it cannot encode names the box.
func isLogged(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsInteger|types.IsString|types.IsBoolean) != 0
	case *types.Pointer:
		return isLogged(u.Elem(), seen)
	case *types.Slice:
		return isLogged(u.Elem(), seen)
	case *types.Array:
		return isLogged(u.Elem(), seen)
	case *types.Map:
		key, ok := u.Key().Underlying().(*types.Basic)
		return ok && key.Info()&(types.IsInteger|types.IsString) != 0 && isLogged(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if !isLogged(f.Type(), seen) {
				return false
			}
		}
		return true
	}
	return false
}

func hasMethod(t types.Type, name string) bool {
	return types.NewMethodSet(t).Lookup(nil, name) != nil
}
