package lower

import (
	"fmt"
	"go/ast"
	"go/types"
)

// encoding has package host encode JSON of the program's types that have methods for
// that, or embed others: package json finds neither. It names those that refer to themselves, too,
// where their values do.
//
//	text, err := json.Marshal(v)    text, err := loweredtypes.Marshal(1, v)
//	err := enc.Encode(v)            err := loweredtypes.Encode(1, enc, v)
func (b *boxer) encoding(call *ast.CallExpr) (encoded bool) {
	fn := b.libraryFunction(call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "encoding/json.Marshal", "encoding/json.MarshalIndent", "(*encoding/json.Encoder).Encode":
	default:
		return false
	}
	value := call.Args[0]
	t := b.Info.TypeOf(value)
	if types.IsInterface(t) || !b.isOwn(t) || !b.reshaped(t, isEncoding) && !b.refersToItself(t, map[types.Type]bool{}) {
		return false
	}
	index, ok := b.table.known(t)
	if !ok {
		return false
	}
	if fn.Name() != "Encode" {
		b.replace(call.Fun.Pos(), call.Fun.End(), Table+"."+fn.Name())
		b.insert(value.Pos(), fmt.Sprint(index, ", "))
		b.used = true
		return true
	}
	return b.coder(call, fmt.Sprintf("%s.Encode(%d, ", Table, index))
}

// refersToItself reports whether a type is a part of itself, or has such a part.
func (w *rewriter) refersToItself(t types.Type, around map[types.Type]bool) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		if around[t] || n.Obj().Pkg() != w.Package {
			return around[t]
		}
		around[t] = true
		defer delete(around, t)
	}
	for part := range parts(t) {
		if w.refersToItself(part, around) {
			return true
		}
	}
	return false
}

// isEncoding and isDecoding hold for methods for which package json asks.
func isEncoding(m *types.Selection) bool {
	return encoding[m.Obj().Name()] != "" && encoding[m.Obj().Name()] == signatureText(m.Type())
}

func isDecoding(m *types.Selection) bool {
	name := m.Obj().Name()
	return (name == "UnmarshalJSON" || name == "UnmarshalText") && withoutAliases(m.Type()) == "func([]uint8) error"
}

// reshaped reports whether a type has methods that encode it, or decode it, or embeds something, or
// a part of it does.
func (w *rewriter) reshaped(t types.Type, by func(*types.Selection) bool) bool {
	return w.reachesOwn(t, func(t types.Type) bool {
		for m := range types.NewMethodSet(types.NewPointer(t)).Methods() {
			if by(m) {
				return true
			}
		}
		return w.isForeign(t) || hasField(t, (*types.Var).Embedded)
	})
}

// hasField reports whether a type is a struct with a field that counts.
func hasField(t types.Type, counts func(*types.Var) bool) bool {
	s, ok := t.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		if counts(s.Field(i)) {
			return true
		}
	}
	return false
}
