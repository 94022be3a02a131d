package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A format is what matters here about the format of a call like Printf.
type format struct {
	literal  *ast.BasicLit // or nil, where the format is not written there
	first    int           // argument that a verb is about
	stars    bool          // it takes widths from arguments
	indexed  bool          // a verb names its argument, as in %[1]T
	verbs    []verb
	pointers []int       // the arguments of verbs %p, for which fmt asks no methods
	types    []int       // the arguments of verbs %T
	places   []verbPlace // of all verbs in the literal
}

// A verb is one of a format.
type verb struct {
	letter  byte
	arg     int // of the call
	indexed bool
}

// A verbPlace is where a verb stands in the source of a literal: its index, if it has one, and its
// letter.
type verbPlace struct{ index, letter int }

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
	arg := f.first
	for _, part := range verbsIn(text) {
		v := verb{letter: text[part.letter], arg: arg}
		if part.index != part.letter {
			n, err := strconv.Atoi(text[part.index+1 : part.letter-1])
			f.stars = f.stars || err != nil || n < 1
			v.arg, v.indexed, f.indexed = f.first+n-1, true, true
		}
		switch v.letter {
		case '*', '[', '.': // a width; or what is wrong
			f.stars = true
		case 'T':
			f.types = append(f.types, v.arg)
		case 'p':
			f.pointers = append(f.pointers, v.arg)
		}
		f.verbs = append(f.verbs, v)
		arg = v.arg + 1
	}
	if f.literal != nil {
		f.places = verbsIn(f.literal.Value)
	}
	return f, true
}

// verbsIn is where the verbs of a format stand, or those in the source of a literal.
func verbsIn(s string) []verbPlace {
	var places []verbPlace
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		for i++; i < len(s) && strings.IndexByte("+-# 0123456789.", s[i]) >= 0; i++ {
		}
		place := verbPlace{i, i}
		if i < len(s) && s[i] == '[' {
			if end := strings.IndexByte(s[i:], ']'); end > 0 && i+end+1 < len(s) {
				place.letter, i = i+end+1, i+end+1
			}
		}
		if i < len(s) && s[i] != '%' {
			places = append(places, place)
		}
	}
	return places
}

// typeVerbs is where the T of every %T stands in the source of a literal.
func typeVerbs(literal *ast.BasicLit) []verbPlace {
	if literal == nil {
		return nil
	}
	return slices.DeleteFunc(verbsIn(literal.Value), func(p verbPlace) bool { return literal.Value[p.letter] != 'T' })
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
	if f.literal == nil || len(f.places) != len(f.verbs) || call.Ellipsis.IsValid() {
		return false
	}
	for i, v := range f.verbs {
		if f.literal.Value[f.places[i].letter] != v.letter { // behind an escape sequence
			return false
		}
		if f.indexed && v.arg >= len(call.Args) {
			return false
		}
		if f.indexed && v.letter == 'T' {
			if _, ok := b.nameOf(call.Args[v.arg]); !ok {
				return false
			}
		}
	}
	return true
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
	if f.indexed {
		b.indexedTypes(call, f)
		return
	}
	for i, v := range f.verbs {
		if v.letter != 'T' || v.arg >= len(call.Args) {
			continue
		}
		arg := call.Args[v.arg]
		if b.isBoxable(b.Info.TypeOf(arg)) || b.planned[arg] {
			at := f.literal.Pos() + token.Pos(f.places[i].letter)
			b.replace(at, at+1, "s")
			b.insert(arg.Pos(), b.host(b.file(call))+".Name(")
			b.insert(arg.End(), ")")
			b.used = true
		}
	}
}

// indexedTypes is the same where verbs share arguments: the names become arguments in front of the
// others, and every verb says which is its own.
//
//	fmt.Printf("%T %[1]v", v)     fmt.Printf("%[1]s %[2]v", loweredhost.Name(v), v)
func (b *boxer) indexedTypes(call *ast.CallExpr, f *format) {
	names, given := "", 0
	for i, v := range f.verbs {
		index := v.arg - f.first + 1 + len(f.types)
		text := fmt.Sprintf("[%d]%c", index, v.letter)
		if v.letter == 'T' {
			name, _ := b.nameOf(call.Args[v.arg])
			if name == "" {
				name = fmt.Sprintf("%s.Name(%s)", b.host(b.file(call)), b.text(call.Args[v.arg]))
			}
			names += ", " + name
			given++
			text = fmt.Sprintf("[%d]s", given)
		}
		place := f.places[i]
		b.replace(f.literal.Pos()+token.Pos(place.index), f.literal.Pos()+token.Pos(place.letter)+1, text)
	}
	b.insert(call.Args[f.first-1].End(), names)
	b.used = true
}

// nameOf is what %T prints of an argument: a constant, or nothing where it hangs on what an
// interface holds. It is not ok if that may not be looked at twice.
func (b *boxer) nameOf(arg ast.Expr) (constant string, ok bool) {
	t := b.Info.TypeOf(arg)
	if types.IsInterface(t) {
		_, isName := arg.(*ast.Ident)
		return "", isName && !isTypeParam(t) && (isEmpty(t) || !b.isOwn(t))
	}
	name, ok := b.printedName(types.Default(t))
	return strconv.Quote(name), ok && !b.Info.Types[arg].IsNil()
}
