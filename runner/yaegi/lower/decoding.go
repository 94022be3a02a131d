package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// decoding has the errors of decoding JSON name the program's types, and has package host decode what
// has methods for that, or embeds something: package json finds neither.
//
//	err := json.Unmarshal(text, &m)        err := loweredtypes.Decoded(1, &m, json.Unmarshal(text, &m))
//	err := json.Unmarshal(text, &c.in)     err := loweredtypes.Decoded(2, (*in)(nil), json.Unmarshal(text, &c.in))
//	err := json.Unmarshal(text, &level)    err := loweredtypes.Unmarshal(3, text, &level)
//	err := dec.Decode(&level)              err := loweredtypes.Decode(3, dec, &level)
func (b *boxer) decoding(call *ast.CallExpr) (byMethods bool) {
	fn := b.libraryFunction(call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "encoding/json.Unmarshal", "(*encoding/json.Decoder).Decode":
	default:
		return false
	}
	into := call.Args[len(call.Args)-1]
	t := b.Info.TypeOf(into)
	p, ok := t.Underlying().(*types.Pointer)
	if !ok || !b.isOwn(t) {
		return false
	}
	if b.reshaped(p.Elem(), isDecoding) {
		if index, ok := b.table.known(t); ok && !b.undecodable(p.Elem()) {
			return b.decodedByMethods(call, fn.Name(), index)
		}
		return false
	}
	text := b.text(into)
	if !isSimple(into) { // the host wants to know its type only
		target, ok := b.fileTypeText(t, b.file(call))
		if !ok {
			return false
		}
		text = "(" + target + ")(nil)"
	}
	if index, ok := b.table.known(t); ok {
		b.insert(call.Pos(), fmt.Sprintf("%s.Decoded(%d, %s, ", Table, index, text))
		b.insert(call.End(), ")")
		b.used = true
	}
	return false
}

func (b *boxer) decodedByMethods(call *ast.CallExpr, name string, index int) bool {
	if name == "Decode" {
		return b.coder(call, fmt.Sprintf("%s.Decode(%d, ", Table, index))
	}
	b.replace(call.Fun.Pos(), call.Fun.End(), Table+".Unmarshal")
	b.insert(call.Args[0].Pos(), fmt.Sprint(index, ", "))
	b.used = true
	return true
}

// undecodable reports whether a type, or a part of it, is decoded in a way that package host leaves
// alone: to an embedded interface, an embedded struct of the library, or by way of an embedded
// pointer that package json may not set.
func (b *boxer) undecodable(t types.Type) bool {
	return b.reachesOwn(t, func(t types.Type) bool {
		return b.isForeign(t) || hasField(t, func(f *types.Var) bool { return f.Embedded() && !b.isOwnStruct(f) })
	})
}

// isOwnStruct holds for embedded structs of the program's own, for exported pointers to such, and
// for what is no struct and exported.
func (b *boxer) isOwnStruct(f *types.Var) bool {
	t := types.Unalias(f.Type())
	p, isPointer := t.(*types.Pointer)
	if isPointer {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok || types.IsInterface(t) || n.TypeArgs() != nil {
		return false
	}
	if _, isStruct := t.Underlying().(*types.Struct); isStruct {
		return n.Obj().Pkg() == b.Package && (f.Exported() || !isPointer)
	}
	return f.Exported()
}

// isSimple holds for a variable and its address.
func isSimple(e ast.Expr) bool {
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	_, simple := e.(*ast.Ident)
	return simple
}

// inside hands to the library what an interface holds, where the library looks into
// that by reflection.
//
//	err := json.Unmarshal(text, v)    err := loweredhost.Unmarshal(text, v)
//	err := dec.Decode(&list)          err := loweredhost.Decode(dec, &list)
//	binary.Write(w, order, v)         loweredhost.Sized(v, binary.Write(w, order, loweredhost.Inside(v)))
//	fmt.Sscan(text, places...)        fmt.Sscan(text, loweredhost.InsideAll(places)...)
func (b *boxer) inside(call *ast.CallExpr) {
	fn := b.libraryFunction(call)
	if fn == nil || len(b.boxes) == 0 {
		return
	}
	switch name := fn.FullName(); {
	case name == "encoding/json.Unmarshal" && b.holdsAny(call.Args[1]),
		strings.HasPrefix(name, "encoding/json.Marshal") && b.holdsAny(call.Args[0]):
		b.replace(call.Fun.Pos(), call.Fun.End(), b.host(b.file(call))+"."+fn.Name())
		b.used = true
	case name == "(*encoding/json.Decoder).Decode" && b.holdsAny(call.Args[0]),
		name == "(*encoding/json.Encoder).Encode" && b.holdsAny(call.Args[0]):
		b.coder(call, b.host(b.file(call))+"."+fn.Name()+"(")
	case strings.HasPrefix(name, "encoding/binary."):
		b.insideArguments(call, true)
	case strings.HasPrefix(name, "fmt.") && strings.Contains(strings.ToLower(name), "scan"):
		b.insideArguments(call, false)
	}
}

// coders has what is a value of the functions of package json, which may be given a box.
//
//	codec{json.Marshal, json.Unmarshal}    codec{loweredhost.Marshal, loweredhost.Unmarshal}
func (b *boxer) coders(e *ast.SelectorExpr, within []ast.Node) {
	fn, ok := b.Info.Uses[e.Sel].(*types.Func)
	if call, called := within[len(within)-1].(*ast.CallExpr); !ok || called && call.Fun == ast.Expr(e) || len(b.boxes) == 0 {
		return
	}
	switch fn.FullName() {
	case "encoding/json.Marshal", "encoding/json.MarshalIndent", "encoding/json.Unmarshal":
		b.replace(e.Pos(), e.End(), b.host(b.file(e))+"."+fn.Name())
		b.used = true
	}
}

// coder makes the method of a decoder or an encoder a function, of which the beginning is given.
func (b *boxer) coder(call *ast.CallExpr, begin string) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if _, isPointer := b.Info.TypeOf(sel.X).(*types.Pointer); !ok || !isPointer || len(b.Info.Selections[sel].Index()) > 1 {
		return false
	}
	b.insert(call.Pos(), begin)
	b.replace(sel.X.End(), call.Lparen+1, ", ")
	b.used = true
	return true
}

func (b *boxer) insideArguments(call *ast.CallExpr, sized bool) {
	name := b.host(b.file(call))
	for i, arg := range call.Args {
		if call.Ellipsis.IsValid() && i+1 == len(call.Args) {
			b.insert(arg.Pos(), name+".InsideAll(")
			b.insert(arg.End(), ")")
			continue
		}
		if t := b.Info.TypeOf(arg); !types.IsInterface(t) || !isEmpty(t) {
			continue
		}
		if id, ok := arg.(*ast.Ident); ok && sized && types.Identical(b.Info.TypeOf(call), types.Universe.Lookup("error").Type()) {
			b.insert(call.Pos(), fmt.Sprintf("%s.Sized(%s, ", name, id.Name))
			b.insert(call.End(), ")")
		}
		b.insert(arg.Pos(), name+".Inside(")
		b.insert(arg.End(), ")")
	}
}

// holdsAny holds for what may be, or has in it, an interface with anything in it.
func (b *boxer) holdsAny(e ast.Expr) bool {
	return reaches(b.Info.TypeOf(e), func(t types.Type) (found, deeper bool) { return isEmpty(t), true })
}
