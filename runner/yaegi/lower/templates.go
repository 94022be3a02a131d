package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// templates has templates look into the program's values themselves, not into boxes, and
// their errors name the program's types.
//
//	err := t.Execute(w, page)              err := loweredtypes.Executed(t.Execute(w, loweredtypes.Data(1, page)))
//	err := t.Execute(w, map[string]any{    err := loweredtypes.Executed(t.Execute(w, loweredtypes.Plain(map[string]any{
//		"items": items})                       	"items": loweredtypes.Box(2, items)})))
func (b *boxer) templates() {
	b.walk(func(n ast.Node, within []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		fn := b.libraryFunction(call)
		if fn == nil || !strings.Contains(fn.FullName(), "/template.Template).Execute") || len(call.Args) < 2 {
			return
		}
		switch within[len(within)-1].(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return
		}
		data := call.Args[len(call.Args)-1]
		t := b.Info.TypeOf(data)
		switch {
		case !types.IsInterface(t) && b.isOwn(t):
			index, ok := b.table.known(t)
			if !ok {
				return
			}
			b.insert(data.Pos(), fmt.Sprintf("%s.Data(%d, ", Table, index))
		case len(b.boxes) > 0 && b.holdsAny(data):
			b.insert(data.Pos(), Table+".Plain(")
		default:
			return
		}
		b.insert(data.End(), ")")
		b.insert(call.Pos(), Table+".Executed(")
		b.insert(call.End(), ")")
		b.used = true
	})
}
