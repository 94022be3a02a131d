package lower

import (
	_ "embed"
	"go/types"
	"strings"
)

//go:generate go run ./gen

// libraryMethods are the exported methods of all types of the library, a line for each,
// with the type, or a question mark for one that is not of the language's types alone.
//
//go:embed methods.txt
var libraryMethods string

// inLibrary reports whether a type of the library may have all methods of an interface, as
// far as their names and simple types tell.
func (w *rewriter) inLibrary(i *types.Interface) bool {
	for m := range i.Methods() {
		has := func(signature string) bool {
			return strings.Contains(libraryMethods, "\n"+m.Name()+" "+signature+"\n")
		}
		switch {
		case !m.Exported() || w.isOwn(m.Type()):
			return false
		case !has(oneName.Replace(signatureText(m.Type()))) && !(mentionsNamed(m.Type()) && has("?")):
			return false
		}
	}
	return true
}

// oneName has types that have two names go by one.
var oneName = strings.NewReplacer("byte", "uint8", "rune", "int32", "interface{}", "any")

// mentionsNamed reports whether a type of the library has a part in a type.
func mentionsNamed(t types.Type) bool {
	return mentions(t, map[types.Type]bool{}, func(n types.Type) bool {
		named, ok := n.(*types.Named)
		return ok && named.Obj().Pkg() != nil
	})
}
