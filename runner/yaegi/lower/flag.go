package lower

import (
	"fmt"
	"go/ast"
	"go/types"

	"bothends/runner/yaegi/host"
)

// flag has package host define a flag whose value is of the program's own type: package flag
// asks the type itself what its zero value says.
//
//	fs.Var(&c.peers, "peer", "a peer")    loweredtypes.Flag(1, &c.peers, fs, "peer", "a peer")
func (b *boxer) flag(call *ast.CallExpr) {
	fn := b.libraryFunction(call)
	if fn == nil || len(call.Args) != 3 {
		return
	}
	set := "nil"
	switch fn.FullName() {
	case "flag.Var":
	case "(*flag.FlagSet).Var":
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || b.variable(sel.X) == nil || !isPointer(b.Info.TypeOf(sel.X)) {
			return
		}
		set = b.text(sel.X)
	default:
		return
	}
	value := call.Args[0]
	t := b.Info.TypeOf(value)
	if types.IsInterface(t) || !b.isOwn(t) {
		return
	}
	methods := map[string]string{"Set": "func(string) error", "String": "func() string"}
	for m := range types.NewMethodSet(t).Methods() {
		if m.Obj().Name() == "IsBoolFlag" && signatureText(m.Type()) == "func() bool" {
			methods["IsBoolFlag"] = "func() bool"
		}
	}
	index, ok := b.table.adapt(t, host.Adapter{Name: "flag.Value", Methods: methods})
	if !ok {
		return
	}
	b.replace(call.Pos(), call.Lparen+1, fmt.Sprintf("%s.Flag(%d, ", Table, index))
	b.insert(value.End(), ", "+set)
	b.used = true
}
