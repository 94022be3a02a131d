package host

import (
	"flag"
	"reflect"
)

// Flag is the method Var of a set of flags, or the function if there is none, for a value
// of the program's own. Package flag prints no default that is what a zero value says, and
// asks one of the type that it is given.
func (t *Types) Flag(typ int, value, set any, name, usage string) {
	flags, ok := set.(*flag.FlagSet)
	if !ok {
		flags = flag.CommandLine
	}
	b := boxed{t.list[typ], value}
	var v flag.Value = flagValue{b}
	if b.typ.has("IsBoolFlag") {
		v = switched{flagValue{b}}
	}
	flags.Var(v, name, usage)
	f := flags.Lookup(name)
	switch zero := b.zero(); {
	case zero == f.DefValue:
		f.DefValue = "" // as the zero of ours says
	case f.DefValue == "":
		unknown("a flag's default is nothing, where the zero value of " + b.typ.Name + " says something")
	}
}

// zero is what the zero value of the type says, as package flag makes one.
func (b boxed) zero() string {
	defer func() {
		if recover() != nil { // package flag tells of that, and goes on, when it prints the usage
			unknown("the method String of " + b.typ.Name + " panics for a zero value, which is a flag's")
		}
	}()
	of := reflect.TypeOf(b.value)
	z := reflect.Zero(of)
	if of.Kind() == reflect.Pointer {
		z = reflect.New(of.Elem())
	}
	return b.typ.invoke("String", z)[0].String()
}

type flagValue struct{ boxed }

func (v flagValue) Set(text string) error {
	return result[error](v.invoke("Set", reflect.ValueOf(text))[0])
}

// String is empty for a zero value, which package flag makes.
func (v flagValue) String() string {
	if v.typ == nil {
		return ""
	}
	return v.typ.call("String", v.value).String()
}

// A switched value is of a flag that needs no argument, perhaps.
type switched struct{ flagValue }

func (s switched) IsBoolFlag() bool { return s.typ.call("IsBoolFlag", s.value).Bool() }
