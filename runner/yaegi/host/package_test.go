package host

import (
	"go/types"
	"reflect"
	"testing"
)

// TestPackage holds what the type checker is told against what the interpreter
// is given.
func TestPackage(t *testing.T) {
	scope := Package().Scope()
	for name, value := range Symbols() {
		o := scope.Lookup(name)
		if o == nil {
			t.Errorf("the type checker does not know %s", name)
			continue
		}
		switch o := o.(type) {
		case *types.Func:
			compare(t, name, o.Signature(), value.Type(), 0)
		case *types.TypeName:
			methods(t, o, value.Type())
		}
	}
	for _, name := range scope.Names() {
		if _, ok := Symbols()[name]; !ok {
			t.Errorf("the interpreter is not given %s", name)
		}
	}
}

func methods(t *testing.T, o *types.TypeName, pointer reflect.Type) {
	set := types.NewMethodSet(types.NewPointer(o.Type()))
	if set.Len() != pointer.NumMethod() {
		t.Errorf("%s: %d methods, and %d in Go", o.Name(), set.Len(), pointer.NumMethod())
	}
	for m := range set.Methods() {
		method, ok := pointer.MethodByName(m.Obj().Name())
		if !ok {
			t.Errorf("%s has no method %s", o.Name(), m.Obj().Name())
			continue
		}
		compare(t, method.Name, m.Obj().(*types.Func).Signature(), method.Type, 1)
	}
}

// compare holds two signatures together, of which one begins with receivers.
func compare(t *testing.T, name string, s *types.Signature, f reflect.Type, receivers int) {
	if s.Params().Len() != f.NumIn()-receivers || s.Results().Len() != f.NumOut() {
		t.Errorf("%s is %v, and %v in Go", name, s, f)
	}
}
