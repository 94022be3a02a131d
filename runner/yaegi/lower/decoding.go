package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// decoding has the errors of decoding JSON name the program's types.
//
//	err := json.Unmarshal(text, &m)        err := loweredtypes.Decoded(1, &m, json.Unmarshal(text, &m))
func (b *boxer) decoding(call *ast.CallExpr) {
	fn := b.libraryFunction(call)
	if fn == nil {
		return
	}
	switch fn.FullName() {
	case "encoding/json.Unmarshal", "(*encoding/json.Decoder).Decode":
	default:
		return
	}
	into := call.Args[len(call.Args)-1]
	if u, ok := into.(*ast.UnaryExpr); ok && u.Op == token.AND {
		into = u.X
	}
	if _, simple := into.(*ast.Ident); !simple {
		return
	}
	into = call.Args[len(call.Args)-1]
	t := b.Info.TypeOf(into)
	if types.IsInterface(t) || !b.isOwn(t) {
		return
	}
	if index, ok := b.table.known(t); ok {
		b.insert(call.Pos(), fmt.Sprintf("%s.Decoded(%d, %s, ", Table, index, b.text(into)))
		b.insert(call.End(), ")")
		b.used = true
	}
}

// inside hands to the library what an interface holds, where the library looks into
// that by reflection; an error of decoding JSON names its types.
//
//	binary.Write(w, order, v)         binary.Write(w, order, loweredhost.Inside(v))
//	err := json.Unmarshal(text, v)    err := loweredhost.DecodedInto(v, json.Unmarshal(text, loweredhost.Inside(v)))
func (b *boxer) inside(call *ast.CallExpr) {
	fn := b.libraryFunction(call)
	if fn == nil || len(b.boxes) == 0 || call.Ellipsis.IsValid() || !looksInside(fn.FullName()) {
		return
	}
	name := b.host(b.file(call))
	for _, arg := range call.Args {
		if t := b.Info.TypeOf(arg); !types.IsInterface(t) || !isEmpty(t) {
			continue
		}
		if id, ok := arg.(*ast.Ident); ok && fn.Pkg().Path() == "encoding/json" {
			b.insert(call.Pos(), fmt.Sprintf("%s.DecodedInto(%s, ", name, id.Name))
			b.insert(call.End(), ")")
		}
		b.insert(arg.Pos(), name+".Inside(")
		b.insert(arg.End(), ")")
	}
}

// looksInside holds for the functions that are given a place to write to, or
// numbers to encode.
func looksInside(function string) bool {
	switch {
	case function == "encoding/json.Unmarshal", function == "(*encoding/json.Decoder).Decode":
		return true
	case strings.HasPrefix(function, "encoding/binary."):
		return true
	}
	return strings.HasPrefix(function, "fmt.") && strings.Contains(strings.ToLower(function), "scan")
}
