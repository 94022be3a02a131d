package symbols

import (
	"reflect"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestWrappersAreThere imports each package alone and looks, by reflection, at
// every type that a program can get hold of. Each interface among them must have
// its wrapper, or the interpreter fails.
func TestWrappersAreThere(t *testing.T) {
	wrappers := 0
	for _, table := range tables {
		exports, err := For([]string{table.path})
		if err != nil {
			t.Fatal(err)
		}
		byPath := map[string]map[string]reflect.Value{}
		for i := range tables {
			if symbols := exports[tables[i].key()]; symbols != nil {
				byPath[tables[i].path] = symbols
			}
		}
		s := seeker{seen: map[reflect.Type]bool{}}
		for name, v := range byPath[table.path] {
			if name[0] != '_' {
				s.visit(v.Type())
			}
		}
		for _, i := range s.interfaces {
			wrapper, ok := byPath[i.PkgPath()]["_"+i.Name()]
			if !ok {
				t.Errorf("a program that imports %s finds no wrapper of %s", table.path, i)
				continue
			}
			wrappers++
			if w := wrapper.Type().Elem(); w != reflect.TypeFor[sealed]() {
				fits(t, w, i)
			} else if !sealedIs(i) {
				t.Errorf("%s has no wrapper of its own", i)
			}
		}
	}
	if wrappers < 300 {
		t.Errorf("only %d wrappers seen", wrappers)
	}
}

// fits checks a wrapper against the interpreter's convention.
func fits(t *testing.T, w, i reflect.Type) {
	if !w.Implements(i) {
		t.Errorf("wrapper %s is no %s", w, i)
	}
	if w.Field(0).Name != "IValue" || w.NumField() != i.NumMethod()+1 {
		t.Errorf("wrapper %s has fields that the interpreter does not expect", w)
	}
	for m := range i.Methods() {
		if f, ok := w.FieldByName("W" + m.Name); !ok || f.Type != m.Type {
			t.Errorf("wrapper %s has no field for the method %s", w, m.Name)
		}
	}
}

// sealedIs holds for an interface that only its own package implements.
func sealedIs(i reflect.Type) bool {
	for m := range i.Methods() {
		if m.PkgPath != "" {
			return true
		}
	}
	return false
}

// TestComposedWrappers holds that a fuller wrapper has all that the plain one
// has, and that the fullest come first.
func TestComposedWrappers(t *testing.T) {
	lists := composed()
	for _, c := range lists {
		plain := reflect.TypeOf(c.functions[0]).Elem()
		fields := 1 << 10
		for _, w := range c.interfaces {
			if w.NumField() > fields || w.NumField() <= plain.NumField() {
				t.Errorf("%s stands in the wrong place", w)
			}
			fields = w.NumField()
			for m := range plain.Methods() {
				if _, ok := w.MethodByName(m.Name); !ok {
					t.Errorf("%s has no method %s", w, m.Name)
				}
			}
		}
	}
	if len(lists) < 5 {
		t.Errorf("only %d lists", len(lists))
	}
}

// A seeker collects the named interfaces with methods that can be reached.
type seeker struct {
	seen       map[reflect.Type]bool
	interfaces []reflect.Type
}

func (s *seeker) visit(t reflect.Type) {
	if s.seen[t] {
		return
	}
	s.seen[t] = true
	if t.Kind() == reflect.Interface && t.NumMethod() > 0 && t.PkgPath() != "" && exported(t.Name()) {
		s.interfaces = append(s.interfaces, t)
	}
	for m := range t.Methods() {
		s.visit(m.Type)
	}
	switch t.Kind() {
	case reflect.Map:
		s.visit(t.Key())
		s.visit(t.Elem())
	case reflect.Pointer:
		s.visit(t.Elem())
	case reflect.Slice, reflect.Array, reflect.Chan:
		s.visit(t.Elem())
	case reflect.Func:
		for in := range t.Ins() {
			s.visit(in)
		}
		for out := range t.Outs() {
			s.visit(out)
		}
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() || f.Anonymous {
				s.visit(f.Type)
			}
		}
	}
}

func exported(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}
