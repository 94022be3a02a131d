package cell

import "go/types"

// The interpreter makes a type of its own, in each program anew, of one that has itself
// as a part: a later program could not have a variable of such a type as its own. So a cell
// that declares one is refused, but for structs, which package yaegi makes. What an interface's
// methods say does not count, as the interpreter keeps nothing of that.

// recursive is a type of the cells' own that a value of t may have itself as a part
// of; nil if there is none.
func recursive(t types.Type, own *types.Package) types.Type {
	r := recursion{own, map[string]bool{}}
	return r.find(t)
}

type recursion struct {
	own  *types.Package
	open map[string]bool // types by what they are called, instances of generic ones as well; false: seen
}

func (r recursion) find(t types.Type) types.Type {
	t = types.Unalias(t)
	n, ok := t.(*types.Named)
	if !ok {
		return r.parts(t)
	}
	if n.Obj().Pkg() != r.own {
		return r.first(argumentsOf(n))
	}
	name := types.TypeString(n, nil)
	_, isStruct := n.Underlying().(*types.Struct)
	if open, seen := r.open[name]; open && !isStruct {
		return n
	} else if seen {
		return nil
	}
	r.open[name] = true
	defer func() { r.open[name] = false }()
	return r.parts(n.Underlying())
}

func argumentsOf(n *types.Named) (all []types.Type) {
	for i := range n.TypeArgs().Len() {
		all = append(all, n.TypeArgs().At(i))
	}
	return all
}

func (r recursion) first(all []types.Type) types.Type {
	for _, t := range all {
		if found := r.find(t); found != nil {
			return found
		}
	}
	return nil
}

// parts finds one among what a type without a name is made of.
func (r recursion) parts(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Struct:
		for i := range t.NumFields() {
			if found := r.find(t.Field(i).Type()); found != nil {
				return found
			}
		}
	case *types.Signature:
		for _, list := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range list.Len() {
				if found := r.find(list.At(i).Type()); found != nil {
					return found
				}
			}
		}
	case *types.Map:
		return r.first([]types.Type{t.Key(), t.Elem()})
	case interface{ Elem() types.Type }:
		return r.find(t.Elem())
	}
	return nil
}
