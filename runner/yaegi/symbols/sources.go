package symbols

import (
	"fmt"
	"slices"

	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib/generic"
)

// fromSource are the packages of generic functions that the interpreter has as
// source. They are those of Go 1.22, without what sorts and without iterators, and the
// interpreter infers type arguments only where that is simple; what is missing
// or too much for it, it refuses.
var fromSource = []string{"cmp", "maps", "slices"}

// compileSources gives the interpreter the packages that have no symbols. One
// imports another, so they go together.
func compileSources(in *interp.Interpreter, imports []string) error {
	asked := false
	for _, path := range imports {
		if t := find(path); t == nil || !t.generic {
			continue
		}
		if !slices.Contains(fromSource, path) {
			return fmt.Errorf("all that package %s exports is generic, and the interpreter has no source of it", path)
		}
		asked = true
	}
	if !asked {
		return nil
	}
	for _, source := range generic.Sources {
		if _, err := in.Compile(source); err != nil {
			return err
		}
	}
	return nil
}
