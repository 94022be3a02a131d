// Package symbols gives the interpreter the standard library: for each package
// that a program may import, its functions, variables, constants and types, and
// the wrappers by which a program's own types become its interfaces.
//
// The tables are made by package gen for one release of Go and for linux/amd64.
// They are static data, and a worker makes maps only of the packages that its
// program imports. What gocheck refuses (os/exec, plugin, unsafe) is not there.
//
// What is there is the real thing: os.Exit and log.Fatal end the process,
// os.Stdout is the process's own. Not there is what is generic, since only its
// instances have a value; of some packages the interpreter has source instead
// (sources.go).
//
// Wrappers stand for a program's values where the library prints, compares and
// unwraps them (printed.go, problem.go, maptypes.go). They do so where a value
// is handed over as an argument of its own. What the interpreter keeps from
// them, the type's name for one (%T), and values inside slices, maps and
// structs, they cannot restore. Nor can they be told apart from a type that has
// Format, Is, As or Unwrap, since every wrapper does.
//
// An untyped constant is exact; but the interpreter knows no untyped rune, and
// takes utf8.RuneError for an int where nothing else says its type.
//
// Start at [Use].
package symbols

import (
	"fmt"
	"go/constant"
	"go/token"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/traefik/yaegi/interp"

	"bothends/runner/yaegi/host"
)

//go:generate go run ./gen

// A table is one package.
type table struct {
	path, name string
	generic    bool     // it exports nothing that has a value
	needs      []string // other packages whose interfaces appear in this one's types
	funcs      []named
	vars       []named   // pointers to them
	consts     []named   // typed ones
	ints       []integer // untyped ones that fit
	literals   []literal // other untyped ones
	types      []named   // nil pointers to them
	wrappers   []named   // nil pointers to structs, by the name of the interface after an underscore
}

type named struct {
	name  string
	value any
}

type integer struct {
	name  string
	value int64
}

type literal struct {
	name string
	form form
	text string
}

// A form says how the text of a literal is to be read.
type form uint8

const (
	boolean  form = iota // true or false
	text                 // the string itself
	integral             // in decimal
	fraction             // two integers in decimal, with a slash between: a float
)

// sealed is the wrapper of interfaces that no type of a program implements,
// such as reflect.Type. Their nil needs one too.
type sealed struct{ IValue any }

// Use gives the interpreter what a program needs that imports these packages,
// and takes back what other packages have done to this process.
func Use(in *interp.Interpreter, imports []string) error {
	exports, err := For(imports)
	if err != nil {
		return err
	}
	// The interpreter has a wrapper of error that knows nothing but Error. The
	// table it stands in, that of types without a package, cannot be had
	// through Use, but this is the table itself.
	in.Symbols("")[""]["_error"] = reflect.ValueOf((*_error)(nil))
	undoEffects(imports)
	if err := in.Use(exports); err != nil {
		return err
	}
	return compileSources(in, imports)
}

// For is what the interpreter must be given for a program that imports these
// packages, in the form that its Use takes: everything of the packages
// themselves, and of those whose interfaces can be reached through them the
// wrappers, which the interpreter looks up by the interface's own package. A
// package that exports nothing but generic functions and types is left out, so that
// the interpreter looks for its source (see sources.go).
func For(imports []string) (interp.Exports, error) {
	exports := interp.Exports{}
	var wrapped []string
	for _, path := range imports {
		if path == host.Path {
			exports[path+"/host"] = host.Symbols()
			at, wrappers := host.Wrappers()
			exports[at+"/host"] = wrappers
			continue
		}
		t := find(path)
		if t == nil {
			return nil, fmt.Errorf("there are no symbols of package %s for %s/%s: a program may import what package gocheck lets pass, on linux/amd64", path, runtime.GOOS, runtime.GOARCH)
		}
		if !t.generic {
			exports[t.key()] = t.symbols()
		}
		wrapped = append(append(wrapped, path), t.needs...)
	}
	special := of(imports, specials())
	for _, s := range special {
		wrapped = append(wrapped, s.needs...)
	}
	slices.Sort(wrapped)
	wrapped = slices.Compact(wrapped)
	for _, path := range wrapped {
		t := find(path)
		if len(t.wrappers) == 0 {
			continue
		}
		if exports[t.key()] == nil {
			exports[t.key()] = make(map[string]reflect.Value, len(t.wrappers))
		}
		for _, w := range t.wrappers {
			exports[t.key()][w.name] = reflect.ValueOf(w.value)
		}
	}
	exports["."] = map[string]reflect.Value{"MapTypes": reflect.ValueOf(mapTypes(append(special, of(wrapped, composed())...)))}
	return exports, nil
}

// Has reports whether For gives the interpreter a symbol of a package by that name,
// without making what it gives.
func Has(path, name string) bool {
	if path == host.Path {
		_, ok := host.Symbols()[name]
		return ok
	}
	t := find(path)
	if t == nil || t.generic {
		return false
	}
	for _, rows := range [][]named{t.funcs, t.vars, t.consts, t.types} {
		if slices.ContainsFunc(rows, func(s named) bool { return s.name == name }) {
			return true
		}
	}
	return slices.ContainsFunc(t.ints, func(s integer) bool { return s.name == name }) ||
		slices.ContainsFunc(t.literals, func(s literal) bool { return s.name == name })
}

// find finds a package's table among tables, which are sorted.
func find(path string) *table {
	i, found := slices.BinarySearchFunc(tables, path, func(t table, path string) int { return strings.Compare(t.path, path) })
	if !found {
		return nil
	}
	return &tables[i]
}

// key is a package's path and name as the interpreter takes them. The dot
// between keeps it from knowing package fmt by its usual key, upon which it would put
// restricted versions of its own in the place of os, log, fmt and flag.
func (t *table) key() string { return t.path + "/./" + t.name }

// symbols are the package's functions, variables, constants and types, as the
// interpreter takes them.
func (t *table) symbols() map[string]reflect.Value {
	size := len(t.funcs) + len(t.vars) + len(t.consts) + len(t.ints) + len(t.literals) + len(t.types) + len(t.wrappers)
	m := make(map[string]reflect.Value, size)
	for _, rows := range [][]named{t.funcs, t.consts, t.types} {
		for _, s := range rows {
			m[s.name] = reflect.ValueOf(s.value)
		}
	}
	for _, s := range t.vars {
		m[s.name] = reflect.ValueOf(s.value).Elem()
	}
	for _, s := range t.ints {
		m[s.name] = reflect.ValueOf(constant.MakeInt64(s.value))
	}
	for _, s := range t.literals {
		m[s.name] = reflect.ValueOf(s.constant())
	}
	return m
}

func (l literal) constant() constant.Value {
	switch l.form {
	case boolean:
		return constant.MakeBool(l.text == "true")
	case text:
		return constant.MakeString(l.text)
	case integral:
		return constant.MakeFromLiteral(l.text, token.INT, 0)
	}
	num, den, _ := strings.Cut(l.text, "/")
	negative := strings.HasPrefix(num, "-")
	v := constant.MakeFromLiteral(strings.TrimPrefix(num, "-"), token.INT, 0)
	v = constant.BinaryOp(v, token.QUO, constant.MakeFromLiteral(den, token.INT, 0))
	if negative {
		v = constant.UnaryOp(token.SUB, v, 0)
	}
	return constant.ToFloat(v)
}
