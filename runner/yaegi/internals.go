package yaegi

import (
	"fmt"
	"go/token"
	"reflect"
	"sync"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// The interpreter says nothing of where in the program it is, nor what it was
// about to do when a reflect call panicked. But it makes, of every node of the
// program, a function that executes it, and between compiling and executing a
// program these can be wrapped (guard.go). The types below have the layout of the
// interpreter's own, which checkLayout compares; the functions are its own.
//
// That binds this package to one version of the interpreter: what is here must be
// read again when go.mod takes another.

type node struct {
	debug      unsafe.Pointer
	child      []*node
	anc        *node
	param      []*itype
	start      *node
	tnext      *node
	fnext      *node
	interp     *interp.Interpreter
	index      int64
	findex     int
	level      int
	nleft      int
	nright     int
	kind       nkind
	pos        token.Pos
	sym        *symbol
	typ        *itype
	recv       *receiver
	types      []reflect.Type
	scope      *scope
	action     action
	exec       exec
	gen        func(*node)
	val        any
	rval       reflect.Value
	ident      string
	redeclared bool
	meta       any
}

// exec executes a node and returns what executes the next.
type exec func(*frame) exec

type frame struct {
	id        uint64
	debug     unsafe.Pointer
	root      *frame
	anc       *frame
	data      []reflect.Value
	mutex     sync.RWMutex
	deferred  [][]reflect.Value // each a function and its arguments, the first to be called first
	recovered any               // what the function panics with while deferred functions are called
	done      reflect.SelectCase
}

type itype struct {
	cat          uint
	field        []structField
	key          *itype
	val          *itype
	recv         *itype
	arg          []*itype
	ret          []*itype
	ptr          *itype
	method       []*node
	constraint   []*itype
	ulconstraint []*itype
	instance     []*itype
	name         string
	path         string
	length       int
	rtype        reflect.Type
	node         *node
	scope        *scope
	str          string
	incomplete   bool
	untyped      bool
	isBinMethod  bool
}

type structField struct {
	name  string
	tag   string
	embed bool
	typ   *itype
}

type scope struct {
	anc         *scope
	child       []*scope
	def         *node
	loop        *node
	loopRestart *node
	pkgID       string
	pkgName     string
	types       []reflect.Type
	level       int
	sym         map[string]*symbol
	global      bool
	iota        int
}

type symbol struct {
	kind    uint
	typ     *itype
	node    *node
	from    []*node
	recv    *receiver
	index   int
	rval    reflect.Value
	builtin func(*node)
	global  bool
}

type receiver struct {
	node  *node
	val   reflect.Value
	index []int
}

// A valueInterface is how the interpreter keeps a value whose methods are the
// program's in an interface.
type valueInterface struct {
	node  *node
	value reflect.Value
}

type nkind uint

//go:linkname kindName github.com/traefik/yaegi/interp.nkind.String
func kindName(nkind) string

type action uint

//go:linkname actionName github.com/traefik/yaegi/interp.action.String
func actionName(action) string

//go:linkname categoryName github.com/traefik/yaegi/interp.tcat.String
func categoryName(uint) string

//go:linkname valueInterfaceType github.com/traefik/yaegi/interp.valueInterfaceType
var valueInterfaceType reflect.Type

//go:linkname genRun github.com/traefik/yaegi/interp.genRun
func genRun(*node) error

//go:linkname nop github.com/traefik/yaegi/interp.nop
func nop(*node)

//go:linkname genValue github.com/traefik/yaegi/interp.genValue
func genValue(*node) func(*frame) reflect.Value

//go:linkname genDestValue github.com/traefik/yaegi/interp.genDestValue
func genDestValue(*itype, *node) func(*frame) reflect.Value

//go:linkname genFunctionWrapper github.com/traefik/yaegi/interp.genFunctionWrapper
func genFunctionWrapper(*node) func(*frame) reflect.Value

//go:linkname genInterfaceWrapper github.com/traefik/yaegi/interp.genInterfaceWrapper
func genInterfaceWrapper(*node, reflect.Type) func(*frame) reflect.Value

//go:linkname clauseChanDir github.com/traefik/yaegi/interp.clauseChanDir
func clauseChanDir(*node) (channel, value, ok *node, direction reflect.SelectDir)

//go:linkname getExec github.com/traefik/yaegi/interp.getExec
func getExec(*node) exec

//go:linkname typeID github.com/traefik/yaegi/interp.(*itype).id
func typeID(*itype) string

//go:linkname typeOf github.com/traefik/yaegi/interp.(*itype).TypeOf
func typeOf(*itype) reflect.Type

//go:linkname isInterface github.com/traefik/yaegi/interp.isInterface
func isInterface(*itype) bool

//go:linkname isEmptyInterface github.com/traefik/yaegi/interp.isEmptyInterface
func isEmptyInterface(*itype) bool

//go:linkname finalize github.com/traefik/yaegi/interp.(*itype).finalize
func finalize(*itype) (*itype, error)

//go:linkname exportName github.com/traefik/yaegi/interp.exportName
func exportName(string) string

//go:linkname setFieldType github.com/traefik/yaegi/internal/unsafe2.SetFieldType
func setFieldType(s reflect.Type, index int, t reflect.Type)

//go:linkname lookupMethod github.com/traefik/yaegi/interp.(*itype).lookupMethod
func lookupMethod(*itype, string) (*node, []int)

// root is the tree of a compiled program.
func root(p *interp.Program) *node {
	return (*node)(reflect.ValueOf(p).Elem().FieldByName("root").UnsafePointer())
}

// universe is the scope of what every program has.
func universe(in *interp.Interpreter) *scope {
	return (*scope)(reflect.ValueOf(in).Elem().FieldByName("universe").UnsafePointer())
}

// nodeOf is the node in an interface, if there is one.
func nodeOf(v any) *node {
	if r := reflect.ValueOf(v); r.IsValid() && r.Type() == nodeType() {
		return (*node)(r.UnsafePointer())
	}
	return nil
}

func nodeType() reflect.Type {
	f, _ := reflect.TypeFor[interp.Program]().FieldByName("root")
	return f.Type
}

// asInterface is the valueInterface in a value, if there is one.
func asInterface(v reflect.Value) (valueInterface, bool) {
	if v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || v.Type() != valueInterfaceType {
		return valueInterface{}, false
	}
	p := reflect.New(valueInterfaceType)
	p.Elem().Set(v)
	return *(*valueInterface)(p.UnsafePointer()), true
}

// value is a valueInterface as the interpreter knows it.
func (i valueInterface) reflected() reflect.Value {
	v := reflect.New(valueInterfaceType)
	*(*valueInterface)(v.UnsafePointer()) = i
	return v.Elem()
}

// checkLayout compares the types above with those of the interpreter.
func checkLayout() error {
	in := reflect.TypeFor[interp.Interpreter]()
	field := func(t reflect.Type, name string) reflect.Type {
		f, ok := t.FieldByName(name)
		if !ok {
			return reflect.TypeFor[struct{}]()
		}
		t = f.Type
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Map || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
			t = t.Elem()
		}
		return t
	}
	theirNode, theirScope := nodeType().Elem(), field(in, "universe")
	for _, pair := range []struct{ ours, theirs reflect.Type }{
		{reflect.TypeFor[node](), theirNode},
		{reflect.TypeFor[frame](), field(in, "frame")},
		{reflect.TypeFor[itype](), field(theirNode, "typ")},
		{reflect.TypeFor[structField](), field(field(theirNode, "typ"), "field")},
		{reflect.TypeFor[scope](), theirScope},
		{reflect.TypeFor[symbol](), field(theirScope, "sym")},
		{reflect.TypeFor[receiver](), field(theirNode, "recv")},
		{reflect.TypeFor[valueInterface](), valueInterfaceType},
	} {
		if err := sameLayout(pair.ours, pair.theirs); err != nil {
			return err
		}
	}
	return nil
}

func sameLayout(ours, theirs reflect.Type) error {
	if ours.Size() != theirs.Size() || ours.NumField() != theirs.NumField() {
		return fmt.Errorf("type %v of the interpreter is not what package yaegi takes it for: %d bytes in %d fields", theirs, theirs.Size(), theirs.NumField())
	}
	for i := range ours.NumField() {
		a, b := ours.Field(i), theirs.Field(i)
		if a.Name != b.Name || a.Offset != b.Offset || a.Type.Size() != b.Type.Size() {
			return fmt.Errorf("field %s of type %v of the interpreter is not what package yaegi takes it for", b.Name, theirs)
		}
	}
	return nil
}
