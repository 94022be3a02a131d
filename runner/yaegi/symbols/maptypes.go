package symbols

import (
	"encoding"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"reflect"
	"slices"
)

// A special is a set of functions that take any value and do something of their
// own with one that has certain methods. The interpreter has to be told: it
// hands a program's own type over in a wrapper only where the parameter's type is
// an interface with methods.
type special struct {
	path       string         // of the package that the functions are in; empty for error
	functions  []any          // or a nil pointer to the wrapper of an interface
	interfaces []reflect.Type // an argument becomes the first that it implements
	needs      []string       // the packages of the interfaces, other than path
}

// of selects those of some packages, and those of error, which has none.
func of(paths []string, from []special) []special {
	return slices.DeleteFunc(from, func(s special) bool { return s.path != "" && !slices.Contains(paths, s.path) })
}

// mapTypes has the form that the interpreter wants.
func mapTypes(specials []special) map[reflect.Value][]reflect.Type {
	m := map[reflect.Value][]reflect.Type{}
	for _, s := range specials {
		for _, f := range s.functions {
			m[reflect.ValueOf(f)] = s.interfaces
		}
	}
	return m
}

func specials() []special {
	// The order is that in which the library itself looks.
	var (
		printed     = []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[error](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[fmt.GoStringer]()}
		scanned     = []reflect.Type{reflect.TypeFor[fmt.Scanner]()}
		attribute   = append([]reflect.Type{reflect.TypeFor[slog.LogValuer]()}, printed...)
		toJSON      = []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()}
		fromJSON    = []reflect.Type{reflect.TypeFor[json.Unmarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()}
		toXML       = []reflect.Type{reflect.TypeFor[xml.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()}
		fromXML     = []reflect.Type{reflect.TypeFor[xml.Unmarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()}
		inEncoding  = []string{"encoding"}
		ofFormatter = []string{"fmt"}
	)
	return []special{
		{path: "fmt", interfaces: printed, functions: []any{
			fmt.Errorf,
			fmt.Append, fmt.Appendf, fmt.Appendln,
			fmt.Fprint, fmt.Fprintf, fmt.Fprintln,
			fmt.Print, fmt.Printf, fmt.Println,
			fmt.Sprint, fmt.Sprintf, fmt.Sprintln,
		}},
		{path: "fmt", interfaces: scanned, functions: []any{
			fmt.Fscan, fmt.Fscanf, fmt.Fscanln,
			fmt.Scan, fmt.Scanf, fmt.Scanln,
			fmt.Sscan, fmt.Sscanf, fmt.Sscanln,
		}},
		{path: "log", interfaces: printed, needs: ofFormatter, functions: []any{
			log.Fatal, log.Fatalf, log.Fatalln,
			log.Panic, log.Panicf, log.Panicln,
			log.Print, log.Printf, log.Println,
		}},
		{path: "log/slog", interfaces: attribute, needs: ofFormatter, functions: []any{
			slog.Any, slog.AnyValue, slog.Group, slog.With, slog.Log,
			slog.Debug, slog.Info, slog.Warn, slog.Error,
			slog.DebugContext, slog.InfoContext, slog.WarnContext, slog.ErrorContext,
		}},
		{path: "encoding/json", interfaces: toJSON, needs: inEncoding, functions: []any{json.Marshal, json.MarshalIndent}},
		{path: "encoding/json", interfaces: fromJSON, needs: inEncoding, functions: []any{json.Unmarshal}},
		{path: "encoding/xml", interfaces: toXML, needs: inEncoding, functions: []any{xml.Marshal, xml.MarshalIndent}},
		{path: "encoding/xml", interfaces: fromXML, needs: inEncoding, functions: []any{xml.Unmarshal}},
		// The interpreter wraps no argument in place of a ...T; so it does.
		{path: "errors", interfaces: []reflect.Type{reflect.TypeFor[error]()}, functions: []any{errors.Join}},
		{path: "io", interfaces: []reflect.Type{reflect.TypeFor[io.Reader]()}, functions: []any{io.MultiReader}},
		{path: "io", interfaces: []reflect.Type{reflect.TypeFor[io.Writer]()}, functions: []any{io.MultiWriter}},
		{path: "log/slog", interfaces: []reflect.Type{reflect.TypeFor[slog.Handler]()}, functions: []any{slog.NewMultiHandler}},
	}
}
