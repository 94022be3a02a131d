package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
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
