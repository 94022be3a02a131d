package host

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
)

// Open is what a box holds, and its type as the checker would have it; of what is the
// library's, only the name. It is not ok for what is in no box.
func Open(value any) (inside any, typ types.Type, ok bool) {
	b, ok := value.(box)
	if !ok {
		return value, nil, false
	}
	main := types.NewPackage("main", "main")
	return b.box().value, b.box().typ.goType(main, map[*Type]types.Type{}), true
}

// goType is the type in a package, made of those that were made before.
func (t *Type) goType(main *types.Package, made map[*Type]types.Type) types.Type {
	if known := made[t]; known != nil {
		return known
	}
	if name, own := strings.CutPrefix(t.Name, "main."); own {
		named := types.NewNamed(types.NewTypeName(token.NoPos, main, name, nil), nil, nil)
		made[t] = named // a part of it may be of the type itself
		named.SetUnderlying(t.shape(main, made))
		return named
	}
	made[t] = t.shape(main, made)
	return made[t]
}

// shape is the type without a name of its own.
func (t *Type) shape(main *types.Package, made map[*Type]types.Type) types.Type {
	switch t.Kind {
	case "struct":
		var fields []*types.Var
		for _, f := range t.Fields {
			fields = append(fields, types.NewField(token.NoPos, main, f.Name, t.types.list[f.Type].goType(main, made), false))
		}
		return types.NewStruct(fields, nil)
	case "slice":
		return types.NewSlice(t.elem().goType(main, made))
	case "array": // no one asks for its length but for its name
		var length int64
		fmt.Sscanf(t.Name, "[%d]", &length) // of a type that has a name, 0
		return types.NewArray(t.elem().goType(main, made), length)
	case "map":
		return types.NewMap(t.key().goType(main, made), t.elem().goType(main, made))
	case "ptr":
		return types.NewPointer(t.elem().goType(main, made))
	case "interface":
		return types.NewInterfaceType(nil, nil)
	}
	for _, b := range types.Typ {
		if b.Name() == t.Kind {
			return b
		}
	}
	return types.NewNamed(types.NewTypeName(token.NoPos, nil, t.Name, nil), types.Typ[types.Invalid], nil)
}
