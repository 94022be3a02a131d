package yaegi

import (
	"maps"
	"reflect"
	"slices"

	"github.com/traefik/yaegi/interp"
)

// Package reflect makes no type that refers to itself. The interpreter makes one with a dummy in
// the place of what is not there yet, and puts that in afterwards; but where several types refer to
// one another it leaves dummies, or puts in the wrong type. So the struct types of a program that
// lead back to themselves are made here, all at once and before the interpreter needs them.

// makeRecursive makes the types of a program whose types have been compiled, and nothing else. It
// returns all of them by their names, those of programs before among them, whose values this one
// may have: a type that is what it was before is the same.
func makeRecursive(in *interp.Interpreter, before map[string]reflect.Type) map[string]reflect.Type {
	symbols := symbolsOf(in)
	r := &recursives{symbols: symbols, types: map[string]*itype{}, made: map[string]reflect.Type{}, dummies: map[string]reflect.Type{}}
	for _, name := range slices.Sorted(maps.Keys(symbols)) {
		if s := symbols[name]; s.typ != nil && categoryName(s.typ.cat) == "structT" && s.typ.name == name && leadsBack(s.typ) {
			r.types[typeKey(s.typ)] = s.typ
		}
	}
	if len(r.types) == 0 {
		return before
	}
	keys := slices.Sorted(maps.Keys(r.types))
	seen := map[*itype]bool{}
	for _, s := range symbols {
		r.settle(s.typ, seen)
	}
	r.keep(before)
	for _, key := range keys {
		r.make(key)
	}
	for _, key := range keys {
		made := r.made[key]
		r.types[key].rtype = made
		for i, f := range r.types[key].field {
			if t := r.of(f.typ, final); t != made.Field(i).Type { // an interface is never another, and cannot be set
				setFieldType(made, i, t)
			}
		}
	}
	all := maps.Clone(r.made)
	for key, t := range before {
		if all[key] == nil {
			all[key] = t
		}
	}
	return all
}

// keep takes the types of programs before that are those wanted.
func (r *recursives) keep(before map[string]reflect.Type) {
	for key := range r.types {
		if t := before[key]; t != nil {
			r.made[key] = t
		}
	}
	for changed := true; changed; {
		changed = false
		for key, t := range r.made {
			if !r.isAsBefore(r.types[key], t) {
				delete(r.made, key)
				changed = true
			}
		}
	}
}

func (r *recursives) isAsBefore(t *itype, was reflect.Type) bool {
	if was.NumField() != len(t.field) || slices.ContainsFunc(parts(t), func(t *itype) bool { return r.leadsToNew(t, map[*itype]bool{}) }) {
		return false
	}
	for i, f := range r.fields(t, final) {
		if w := was.Field(i); w.Name != f.Name || w.Type != f.Type || w.Tag != f.Tag || w.Anonymous != f.Anonymous {
			return false
		}
	}
	return true
}

// leadsToNew reports whether one of the types that have not been made is a part of a type.
func (r *recursives) leadsToNew(t *itype, seen map[*itype]bool) bool {
	t = complete(t)
	if key := typeKey(t); r.types[key] != nil && categoryName(t.cat) == "structT" {
		return r.made[key] == nil
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	return slices.ContainsFunc(parts(t), func(t *itype) bool { return r.leadsToNew(t, seen) })
}

// symbolsOf are the symbols of the program.
func symbolsOf(in *interp.Interpreter) map[string]*symbol {
	s := reflect.ValueOf(in).Elem().FieldByName("scopes").MapIndex(reflect.ValueOf("main"))
	if !s.IsValid() {
		return nil
	}
	return (*scope)(s.UnsafePointer()).sym
}

func typeKey(t *itype) string { return t.path + "/" + t.name }

// leadsBack reports whether a type is among those that it is made of.
func leadsBack(named *itype) bool {
	seen := map[*itype]bool{}
	var found func(t *itype) bool
	found = func(t *itype) bool {
		t = complete(t)
		if t == nil || seen[t] {
			return t == named
		}
		seen[t] = true
		return t == named || slices.ContainsFunc(parts(t), found)
	}
	return slices.ContainsFunc(parts(named), found)
}

// parts are the types that one is made of, as far as package reflect knows.
func parts(t *itype) []*itype {
	if name := categoryName(t.cat); name == "interfaceT" || name == "valueT" { // made already
		return nil
	}
	list := slices.Concat([]*itype{t.key, t.val}, t.arg, t.ret)
	for _, f := range t.field {
		list = append(list, f.typ)
	}
	return slices.DeleteFunc(list, func(t *itype) bool { return t == nil })
}

// complete is the type that one stands for which was met before its declaration.
func complete(t *itype) *itype {
	if t != nil && t.incomplete {
		if whole, err := finalize(t); err == nil {
			return whole
		}
	}
	return t
}

// recursives are the struct types of a program that lead back to themselves, by their names.
type recursives struct {
	symbols map[string]*symbol
	types   map[string]*itype
	made    map[string]reflect.Type
	dummies map[string]reflect.Type
}

// make makes a type that has the size of the one wanted, with dummies where a pointer or the like
// leads to one of the types.
func (r *recursives) make(key string) reflect.Type {
	if made, ok := r.made[key]; ok {
		return made
	}
	r.made[key] = reflect.StructOf(r.fields(r.types[key], inPlace))
	return r.made[key]
}

func (r *recursives) fields(t *itype, where where) []reflect.StructField {
	var list []reflect.StructField
	for _, f := range t.field {
		list = append(list, reflect.StructField{
			Name: exportName(f.name), Type: r.of(f.typ, where), Tag: reflect.StructTag(f.tag),
			Anonymous: len(t.field) == 1 && f.embed, // reflect takes no embedded field beside others
		})
	}
	return list
}

// where says for what a type is wanted.
type where int

const (
	inPlace where = iota // as a part of one that is being made
	behind               // behind a pointer of that
	final                // when all are made
)

// of is the type that reflect has for one of the interpreter's.
func (r *recursives) of(t *itype, where where) reflect.Type {
	t = complete(t)
	if key := typeKey(t); r.types[key] != nil && categoryName(t.cat) == "structT" {
		switch where {
		case inPlace:
			return r.make(key)
		case behind:
			return r.dummy(key)
		}
		return r.made[key]
	}
	if t.val != nil || categoryName(t.cat) == "funcT" {
		return r.composed(t, where, max(where, behind))
	}
	if categoryName(t.cat) == "structT" {
		return reflect.StructOf(r.fields(t, where))
	}
	return typeOf(t)
}

// composed is of for a type that others lead to.
func (r *recursives) composed(t *itype, where, beyond where) reflect.Type {
	switch categoryName(t.cat) {
	case "linkedT":
		return r.of(t.val, where)
	case "arrayT":
		return reflect.ArrayOf(t.length, r.of(t.val, where))
	case "sliceT", "variadicT":
		return reflect.SliceOf(r.of(t.val, beyond))
	case "chanT":
		return reflect.ChanOf(reflect.BothDir, r.of(t.val, beyond))
	case "chanRecvT":
		return reflect.ChanOf(reflect.RecvDir, r.of(t.val, beyond))
	case "chanSendT":
		return reflect.ChanOf(reflect.SendDir, r.of(t.val, beyond))
	case "mapT":
		return reflect.MapOf(r.of(t.key, beyond), r.of(t.val, beyond))
	case "ptrT":
		return reflect.PointerTo(r.of(t.val, beyond))
	case "funcT":
		list := func(types []*itype) (all []reflect.Type) {
			for _, t := range types {
				all = append(all, r.of(t, beyond))
			}
			return all
		}
		variadic := len(t.arg) > 0 && categoryName(t.arg[len(t.arg)-1].cat) == "variadicT"
		return reflect.FuncOf(list(t.arg), list(t.ret), variadic)
	}
	return typeOf(t)
}

// dummy is a type of its own for each: reflect takes types for the same whose parts are.
func (r *recursives) dummy(key string) reflect.Type {
	if r.dummies[key] == nil {
		r.dummies[key] = reflect.StructOf([]reflect.StructField{{Name: "Dummy", Type: reflect.TypeFor[byte](), Tag: reflect.StructTag(key)}})
	}
	return r.dummies[key]
}

// settle has the interpreter forget what it has made of types already. Where a type stands before
// its declaration the interpreter has another one of its name, which has not its methods.
func (r *recursives) settle(t *itype, seen map[*itype]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	if len(parts(t)) == 0 {
		return
	}
	t.rtype = nil
	for _, list := range [][]*itype{t.arg, t.ret} {
		for i := range list {
			list[i] = r.declared(list[i])
		}
	}
	t.key, t.val = r.declared(t.key), r.declared(t.val)
	for i := range t.field {
		t.field[i].typ = r.declared(t.field[i].typ)
	}
	for _, part := range parts(t) {
		r.settle(part, seen)
	}
}

// declared is the type that a name stands for.
func (r *recursives) declared(t *itype) *itype {
	if t = complete(t); t != nil && t.name != "" && t.path == "main" {
		if s := r.symbols[t.name]; s != nil && s.typ != nil && s.typ.name == t.name && s.typ.cat == t.cat {
			return s.typ
		}
	}
	return t
}
