package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// A format is what matters here about the format of a call like Printf.
type format struct {
	literal  *ast.BasicLit // or nil, where the format is not written there
	first    int           // argument that a verb is about
	stars    bool          // it takes widths from arguments, or indexes them
	pointers []int         // the arguments of verbs %p, for which fmt asks no methods
	types    []int         // the arguments of verbs %T
	places   []int         // where the T of each stands in the literal
}

// format takes the format of a call apart. isFormat is false if the function takes
// none; the format is nil if it is not constant.
func (b *boxer) format(call *ast.CallExpr, fn *types.Func) (f *format, isFormat bool) {
	name := fn.Name()
	if !strings.HasSuffix(name, "f") {
		return nil, false
	}
	at := 0
	if strings.HasPrefix(name, "F") && name != "Fatalf" || strings.HasPrefix(name, "Append") {
		at = 1
	}
	if at >= len(call.Args) || b.Info.Types[call.Args[at]].Value == nil {
		return nil, true
	}
	text := constant.StringVal(b.Info.Types[call.Args[at]].Value)
	f = &format{first: at + 1}
	f.literal, _ = ast.Unparen(call.Args[at]).(*ast.BasicLit)
	f.stars = strings.ContainsAny(text, "*[") && starred(text)
	arg := f.first
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			continue
		}
		for i++; i < len(text) && strings.IndexByte("+-# 0123456789.[]*", text[i]) >= 0; i++ {
		}
		if i == len(text) {
			break
		}
		switch text[i] {
		case '%':
			continue
		case 'T':
			f.types = append(f.types, arg)
		case 'p':
			f.pointers = append(f.pointers, arg)
		}
		arg++
	}
	f.places = typeVerbs(f.literal)
	return f, true
}

// starred reports whether a verb has a width from an argument, or names its argument.
func starred(text string) bool {
	for _, part := range strings.Split(text, "%")[1:] {
		rest := strings.TrimLeft(part, "+-# 0123456789.")
		if strings.HasPrefix(rest, "*") || strings.HasPrefix(rest, "[") {
			return true
		}
	}
	return false
}

// typeVerbs is where the T of every %T stands in the source of a literal.
func typeVerbs(literal *ast.BasicLit) []int {
	if literal == nil {
		return nil
	}
	var places []int
	s := literal.Value
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		for i++; i < len(s) && strings.IndexByte("+-# 0123456789.", s[i]) >= 0; i++ {
		}
		if i < len(s) && s[i] == 'T' {
			places = append(places, i)
		}
	}
	return places
}

// looseTypeVerbs reports whether a string with a %T is not a format that
// typeVerbs can deal with: fmt would print the box's type.
func (b *boxer) looseTypeVerbs() bool {
	known := map[*ast.BasicLit]bool{}
	b.walk(func(n ast.Node, _ []ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok {
			if fn := b.libraryFunction(call); fn != nil && (fn.Pkg().Path() == "fmt" || fn.Pkg().Path() == "log") {
				if f, is := b.format(call, fn); is && f != nil && !f.stars && b.takesTypes(call, f) {
					known[f.literal] = true
				}
			}
		}
	})
	found := false
	b.walk(func(n ast.Node, _ []ast.Node) {
		l, ok := n.(*ast.BasicLit)
		found = found || ok && l.Kind == token.STRING && !known[l] && len(typeVerbs(l)) > 0
	})
	return found
}

// takesTypes reports whether typeVerbs can do its work on a call.
func (b *boxer) takesTypes(call *ast.CallExpr, f *format) bool {
	return f.literal != nil && len(f.places) == len(f.types) && !call.Ellipsis.IsValid()
}

// typeVerbs replaces %T by the name as a string, for values of the program's
// own types and for those that may be.
func (b *boxer) typeVerbs(call *ast.CallExpr) {
	fn := b.libraryFunction(call)
	if fn == nil || fn.Pkg().Path() != "fmt" && fn.Pkg().Path() != "log" {
		return
	}
	f, isFormat := b.format(call, fn)
	if !isFormat || f == nil || f.stars || f.types == nil || !b.takesTypes(call, f) {
		return
	}
	for i, arg := range f.types {
		if arg >= len(call.Args) {
			continue
		}
		t := b.Info.TypeOf(call.Args[arg])
		if b.isBoxable(t) || b.planned[call.Args[arg]] {
			at := f.literal.Pos() + token.Pos(f.places[i])
			b.replace(at, at+1, "s")
			b.insert(call.Args[arg].Pos(), b.host(b.file(call))+".Name(")
			b.insert(call.Args[arg].End(), ")")
			b.used = true
		}
	}
}
