package host

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"sync"
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

		"RangeState": reflect.ValueOf(RangeState),
		"Lines":      reflect.ValueOf(Lines),

		"Sort":           reflect.ValueOf(Sort),
		"SortFunc":       reflect.ValueOf(SortFunc),
		"SortStableFunc": reflect.ValueOf(SortStableFunc),
		"Cap":            reflect.ValueOf(Cap),
		"Min":            reflect.ValueOf(Min),
		"Max":            reflect.ValueOf(Max),
		"OnceFunc":       reflect.ValueOf(OnceFunc),
		"Mutex":          reflect.ValueOf((*Mutex)(nil)),

		"CloseWriter":   reflect.ValueOf((*CloseWriter)(nil)),
		"SetUsage":      reflect.ValueOf(SetUsage),
		"Usage":         reflect.ValueOf(Usage),
		"AsCloseWriter": reflect.ValueOf(AsCloseWriter),
		"AsCloseReader": reflect.ValueOf(AsCloseReader),
		"CloseReader":   reflect.ValueOf((*CloseReader)(nil)),
		"Closer":        reflect.ValueOf((*Closer)(nil)),
		"Timeouter":     reflect.ValueOf((*Timeouter)(nil)),
		"Temporary":     reflect.ValueOf((*Temporary)(nil)),
		"NetError":      reflect.ValueOf((*NetError)(nil)),
		"Unwrapper":     reflect.ValueOf((*Unwrapper)(nil)),
		"ManyUnwrap":    reflect.ValueOf((*ManyUnwrap)(nil)),
		"Stringer":      reflect.ValueOf((*Stringer)(nil)),
		"Failure":       reflect.ValueOf((*Failure)(nil)),
		"Reader":        reflect.ValueOf((*Reader)(nil)),
		"Writer":        reflect.ValueOf((*Writer)(nil)),
		"StringWriter":  reflect.ValueOf((*StringWriter)(nil)),
		"ByteReader":    reflect.ValueOf((*ByteReader)(nil)),
		"Flusher":       reflect.ValueOf((*Flusher)(nil)),
		"ErrFlusher":    reflect.ValueOf((*ErrFlusher)(nil)),
		"Lengther":      reflect.ValueOf((*Lengther)(nil)),
		"Decoder":       reflect.ValueOf((*Decoder)(nil)),
		"Encoder":       reflect.ValueOf((*Encoder)(nil)),
	}
}

// declarations are the same for the type checker. They mention no other
// package, so that a check can take them as they are.
const declarations = `package host

type Defers struct{ _ int }

func NewDefers() *Defers
func Nil()
func Rune(s string, at int) (r rune, next int)
func (d *Defers) Push(call func())
func (d *Defers) Run(value any)
func (d *Defers) Recover() any

type Types struct{ _ int }

func NewTypes(description string) *Types
func (t *Types) Methods(functions ...any)
func (t *Types) Box(typ int, value any) any
func (t *Types) Error(typ int, value any) error
func (t *Types) Is(typ int, value any) bool
func (t *Types) Set(typ int, value, into any) bool
func (t *Types) Assert(typ int, value, into any, from string)
func (t *Types) Adapt(typ int, value any, name string) any
func (t *Types) Decoded(typ int, into any, err error) error
func (t *Types) As(err error, typ int, target any) bool

func Name(value any) string
func Inside(value any) any
func InsideAll(values []any) []any
func Sized(value any, err error) error
func Unmarshal(data []uint8, into any) error
func Decode(d Decoder, into any) error
func Marshal(value any) ([]uint8, error)
func MarshalIndent(value any, prefix, indent string) ([]uint8, error)
func Encode(e Encoder, value any) error
func Any(value any) any
func RangeState(state int)
func Lines(s string) []string

func Sort(x any)
func SortFunc(x any, less func(int, int) bool)
func SortStableFunc(x any, less func(int, int) bool)
func Cap(x any) int
func Min(x, y float64) float64
func Max(x, y float64) float64
func OnceFunc(f func()) func()

func SetUsage(usage func())
func Usage()
func AsCloseWriter(v any) CloseWriter
func AsCloseReader(v any) CloseReader

type Mutex struct{ _ int }

func (m *Mutex) Lock()
func (m *Mutex) Unlock()

type (
	CloseWriter interface{ CloseWrite() error }
	CloseReader interface{ CloseRead() error }
	Closer      interface{ Close() error }
	Timeouter   interface{ Timeout() bool }
	Temporary   interface{ Temporary() bool }
	NetError    interface {
		Timeout() bool
		Temporary() bool
	}
	Unwrapper    interface{ Unwrap() error }
	ManyUnwrap   interface{ Unwrap() []error }
	Stringer     interface{ String() string }
	Failure      interface{ Error() string }
	Reader       interface{ Read([]byte) (int, error) }
	Writer       interface{ Write([]byte) (int, error) }
	StringWriter interface{ WriteString(string) (int, error) }
	ByteReader   interface{ ReadByte() (byte, error) }
	Flusher      interface{ Flush() }
	ErrFlusher   interface{ Flush() error }
	Lengther     interface{ Len() int }
	Decoder      interface{ Decode(any) error }
	Encoder      interface{ Encode(any) error }
)
`

// Package is this package to the type checker.
var Package = sync.OnceValue(func() *types.Package {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "host.go", declarations, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	conf := types.Config{IgnoreFuncBodies: true}
	pkg, err := conf.Check(Path, fset, []*ast.File{f}, nil)
	if err != nil {
		panic(err)
	}
	return pkg
})
