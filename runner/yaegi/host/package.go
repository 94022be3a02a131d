package host

import (
	_ "embed"
	"go/types"
	"reflect"
	"sync"

	"bothends/runner/gocheck"
)

// Path is what a lowered program imports this package as.
const Path = "bothends/host"

// Symbols are what a program can name of this package, as the interpreter takes
// them.
func Symbols() map[string]reflect.Value {
	return map[string]reflect.Value{
		"NewDefers":     reflect.ValueOf(NewDefers),
		"Nil":           reflect.ValueOf(Nil),
		"Inside":        reflect.ValueOf(Inside),
		"InsideAll":     reflect.ValueOf(InsideAll),
		"Sized":         reflect.ValueOf(Sized),
		"Unmarshal":     reflect.ValueOf(Unmarshal),
		"Decode":        reflect.ValueOf(Decode),
		"Marshal":       reflect.ValueOf(Marshal),
		"MarshalIndent": reflect.ValueOf(MarshalIndent),
		"Encode":        reflect.ValueOf(Encode),
		"Rune":          reflect.ValueOf(Rune),
		"Defers":        reflect.ValueOf((*Defers)(nil)),
		"NewTypes":      reflect.ValueOf(NewTypes),
		"Types":         reflect.ValueOf((*Types)(nil)),
		"Name":          reflect.ValueOf(Name),
		"Any":           reflect.ValueOf(Any),
		"Restore":       reflect.ValueOf(Restore),
		"Blank":         reflect.ValueOf(Blank),

		"Placed":     reflect.ValueOf(Placed),
		"Joined":     reflect.ValueOf(Joined),
		"Print":      reflect.ValueOf(Print),
		"Println":    reflect.ValueOf(Println),
		"RangeState": reflect.ValueOf(RangeState),
		"Lines":      reflect.ValueOf(Lines),

		"Sort":           reflect.ValueOf(Sort),
		"SortFunc":       reflect.ValueOf(SortFunc),
		"SortStableFunc": reflect.ValueOf(SortStableFunc),
		"Cap":            reflect.ValueOf(Cap),
		"Clear":          reflect.ValueOf(Clear),
		"NilPointer":     reflect.ValueOf(NilPointer),
		"GoNothing":      reflect.ValueOf(GoNothing),
		"Int8":           reflect.ValueOf(Int8),
		"Int16":          reflect.ValueOf(Int16),
		"Int32":          reflect.ValueOf(Int32),
		"Uint8":          reflect.ValueOf(Uint8),
		"Uint16":         reflect.ValueOf(Uint16),
		"Uint32":         reflect.ValueOf(Uint32),
		"Min":            reflect.ValueOf(Min),
		"Max":            reflect.ValueOf(Max),
		"OnceFunc":       reflect.ValueOf(OnceFunc),
		"Pull":           reflect.ValueOf(Pull),
		"Mutex":          reflect.ValueOf((*Mutex)(nil)),

		"CloseWriter":  reflect.ValueOf((*CloseWriter)(nil)),
		"SetUsage":     reflect.ValueOf(SetUsage),
		"Usage":        reflect.ValueOf(Usage),
		"Whole":        reflect.ValueOf(Whole),
		"Missing":      reflect.ValueOf(Missing),
		"NewChain":     reflect.ValueOf(NewChain),
		"Chain":        reflect.ValueOf((*Chain)(nil)),
		"Matcher":      reflect.ValueOf((*Matcher)(nil)),
		"CloseReader":  reflect.ValueOf((*CloseReader)(nil)),
		"Closer":       reflect.ValueOf((*Closer)(nil)),
		"Timeouter":    reflect.ValueOf((*Timeouter)(nil)),
		"Temporary":    reflect.ValueOf((*Temporary)(nil)),
		"NetError":     reflect.ValueOf((*NetError)(nil)),
		"Unwrapper":    reflect.ValueOf((*Unwrapper)(nil)),
		"ManyUnwrap":   reflect.ValueOf((*ManyUnwrap)(nil)),
		"Stringer":     reflect.ValueOf((*Stringer)(nil)),
		"Failure":      reflect.ValueOf((*Failure)(nil)),
		"Reader":       reflect.ValueOf((*Reader)(nil)),
		"Writer":       reflect.ValueOf((*Writer)(nil)),
		"StringWriter": reflect.ValueOf((*StringWriter)(nil)),
		"ByteReader":   reflect.ValueOf((*ByteReader)(nil)),
		"Flusher":      reflect.ValueOf((*Flusher)(nil)),
		"ErrFlusher":   reflect.ValueOf((*ErrFlusher)(nil)),
		"Lengther":     reflect.ValueOf((*Lengther)(nil)),
		"Decoder":      reflect.ValueOf((*Decoder)(nil)),
		"Encoder":      reflect.ValueOf((*Encoder)(nil)),
	}
}

// Wrappers are what the interpreter has a nil of this package's interfaces in, which it looks
// for by the path that package reflect has. It puts no values of the program's own in.
func Wrappers() (path string, wrappers map[string]reflect.Value) {
	wrappers = map[string]reflect.Value{}
	for name, v := range Symbols() {
		if t := v.Type(); t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Interface {
			path = t.Elem().PkgPath()
			wrappers["_"+name] = reflect.ValueOf((*sealed)(nil))
		}
	}
	return path, wrappers
}

type sealed struct{ IValue any }

// exported are the same for the type checker, as export data: declarations.go.txt has
// them as Go, which it takes longer to check. TestExported writes them with -update.
//
//go:embed host.export
var exported string

// Package is this package to the type checker.
var Package = sync.OnceValue(func() *types.Package {
	pkg, err := gocheck.Decode(Path, exported)
	if err != nil {
		panic(err)
	}
	return pkg
})
