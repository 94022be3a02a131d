package yaegi

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/yaegi/host"
	goruntime "bothends/runner/yaegi/runtime"
)

// fault is a panic that the program did not ask for: a runtime error, or what the
// library panics with. The interpreter does much through package reflect, which
// has words of its own for what is wrong; Go's error is had by doing the same
// wrong thing without it.
func (x *supervisor) fault(n *node, made string, f *frame, carried any) *raised {
	r := &raised{value: carried, carried: carried}
	switch v := carried.(type) {
	case *reflect.ValueError: // of what is not there
		r.value = nil
		if follows(made) {
			r.value = nilDereference()
		}
	case runtime.Error:
		r.value = runtimeFault(n, made, f, v)
		if _, known := v.(*goruntime.TypeAssertionError); !known && strings.Contains(v.Error(), "struct {") { // where Go has the name of a type
			r.doubt = v.Error()
		}
	case string:
		if strings.HasPrefix(v, "reflect: ") || strings.HasPrefix(v, "reflect.") {
			r.value = x.reflectFault(n, made, f, v)
		}
	case error:
		if reflect.TypeOf(v).String() == "*interp.cfgError" {
			r.value = x.interpreterFault(n, made, f, v.Error())
		}
	}
	if r.value == nil {
		r.value, r.doubt = carried, fmt.Sprint(carried)
	}
	if !same(r.value, carried) {
		r.carried = r.value
	}
	if e, ok := r.value.(runtime.Error); ok {
		r.signal = e.Error() == nilDereference().Error()
	}
	r.words = func() string { return words(r.value) }
	return r
}

// runtimeFault is Go's error for one that the runtime has for package reflect, or that one itself.
func runtimeFault(n *node, made string, f *frame, v runtime.Error) any {
	if n != nil && made == "_make" && strings.HasPrefix(v.Error(), "runtime: allocation size") {
		return makeFault(operand(n, 1, f), bounds(n, 2, f), n.child[1].typ)
	}
	if name, ok := strings.CutPrefix(v.Error(), "hash of unhashable type: "); ok && isTarget(n) {
		same := reflect.New(reflect.TypeOf(unhashable())).Elem() // the type is the runtime's own
		same.SetString("hash of unhashable type " + name)
		return same.Interface()
	}
	return v
}

// isTarget reports whether a node is what is assigned to; the interpreter reads it before.
func isTarget(n *node) bool {
	if n == nil || n.anc == nil {
		return false
	}
	switch kindName(n.anc.kind) {
	case "assignStmt", "assignXStmt", "incDecStmt":
		return slices.Index(n.anc.child, n) < max(n.anc.nleft, 1)
	}
	return false
}

// unhashable is the error of a map that is written to with a key that cannot be compared.
func unhashable() any {
	var key any = []int(nil)
	return caught(func() { map[any]int{}[key] = 1 })
}

// follows reports whether a node follows pointers, by what makes it.
func follows(made string) bool {
	for _, name := range []string{"getIndex", "getPtrIndex", "getMethod", "call", "assign", "slice", "_return"} {
		if strings.HasPrefix(made, name) {
			return true
		}
	}
	return false
}

// caught is what a function panics with.
func caught(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func nilDereference() runtime.Error {
	var p *int
	return caught(func() { *p = 0 }).(runtime.Error)
}

// followNil panics as where a nil pointer is followed. The runtime has one value for all such panics, so
// it is said here that this is a new one.
func (x *supervisor) followNil(at *node, f *frame) {
	var carried any = nilDereference()
	if first, fault := x.settleOrder(at, f); first != nil {
		carried = fault
	}
	r := x.fault(nil, "", nil, carried)
	x.panics.raise(r)
	panic(r.carried)
}

// reflectFault is Go's error for one of reflect's; nil if it is not known.
func (x *supervisor) reflectFault(n *node, made string, f *frame, said string) any {
	switch {
	case n == nil:
	case strings.Contains(said, "nil function"), strings.Contains(said, "nil pointer"), strings.Contains(said, "nil interface value"),
		strings.Contains(said, "on zero Value"), strings.Contains(said, "using zero Value"):
		return nilDereference()
	case strings.Contains(said, "slice overflow"): // of what has no size, or there was no memory for it
		return caught(func() { _ = append(make([]struct{}, math.MaxInt), struct{}{}) })
	case made == "getIndexArray" && strings.Contains(said, "out of range"):
		return indexFault(operand(n, 0, f), operand(n, 1, f))
	case made == "slice" && len(n.child) > 1:
		return sliceFault(operand(n, 0, f), append([]reflect.Value{operand(n, 1, f)}, bounds(n, 2, f)...))
	case made == "slice0":
		return sliceFault(operand(n, 0, f), append([]reflect.Value{reflect.ValueOf(0)}, bounds(n, 1, f)...))
	case made == "_make":
		return makeFault(operand(n, 1, f), bounds(n, 2, f), n.child[1].typ)
	}
	return nil
}

// operand is the value of a node's child, behind a pointer to an array.
func operand(n *node, i int, f *frame) reflect.Value { return behindPointer(genValue(n.child[i])(f)) }

// behindPointer is the array that a pointer leads to, or the value itself.
func behindPointer(v reflect.Value) reflect.Value {
	if v.IsValid() && v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Array {
		v = v.Elem()
	}
	return v
}

func bounds(n *node, first int, f *frame) []reflect.Value {
	var list []reflect.Value
	for i := first; i < len(n.child); i++ {
		list = append(list, operand(n, i, f))
	}
	return list
}

// indexFault indexes what has no size, and so may be of any length.
func indexFault(of, index reflect.Value) any {
	if !of.IsValid() {
		return nilDereference()
	}
	s := make([]struct{}, of.Len())
	if index.CanUint() {
		return caught(func() { _ = s[index.Uint()] })
	}
	return caught(func() { _ = s[number(index)] })
}

func sliceFault(of reflect.Value, at []reflect.Value) any {
	if !of.IsValid() {
		return nilDereference()
	}
	low, high := number(at[0]), of.Len()
	if len(at) > 1 {
		high = number(at[1])
	}
	if of.Kind() != reflect.Slice { // a length, where a slice has a capacity
		if len(at) > 2 {
			return nil
		}
		s := strings.Repeat("x", of.Len())
		return caught(func() { _ = s[low:high] })
	}
	s := make([]struct{}, of.Len(), of.Cap())
	if len(at) > 2 {
		return caught(func() { _ = s[low:high:number(at[2])] })
	}
	return caught(func() { _ = s[low:high] })
}

// makeFault makes what is too large as bytes.
func makeFault(_ reflect.Value, sizes []reflect.Value, t *itype) any {
	if len(sizes) == 0 {
		return nil
	}
	length, capacity := number(sizes[0]), number(sizes[len(sizes)-1])
	for _, size := range []*int{&length, &capacity} {
		if *size > math.MaxInt32 {
			*size = math.MaxInt
		}
	}
	if strings.HasPrefix(t.str, "chan") {
		return caught(func() { _ = make(chan byte, length) })
	}
	return caught(func() { _ = make([]byte, length, capacity) })
}

func number(v reflect.Value) int {
	switch {
	case v.CanInt():
		return int(v.Int())
	case v.CanUint() && v.Uint() <= math.MaxInt:
		return int(v.Uint())
	case v.CanUint():
		return math.MaxInt
	case v.CanFloat(): // a constant
		return int(v.Float())
	}
	return 0
}

// interpreterFault is Go's error for one of the interpreter's, which begin with
// the place; nil if it is not known.
func (x *supervisor) interpreterFault(n *node, made string, f *frame, said string) any {
	switch {
	case n == nil:
	case strings.HasPrefix(made, "typeAssert") && strings.Contains(said, "interface conversion"):
		if text := x.assertionText(n, f); text != "" {
			return x.assertionError(text)
		}
	case strings.Contains(said, "invalid interface value"):
		return nilDereference()
	}
	return nil
}

// assertionText says how an assertion failed; nothing if the name of a type is
// not known.
func (x *supervisor) assertionText(n *node, f *frame) string {
	from, to := typeName(n.child[0].typ), typeName(n.child[1].typ)
	toInterface := isInterface(n.child[1].typ)
	v := genValue(n.child[0])(f)
	has := ""
	if i, own := innermost(v); own {
		has = typeName(i.node.typ)
	} else if i.value.IsValid() {
		has = x.dynamicName(i.value)
	} else if v = concrete(v); v.IsValid() && v.Type() != valueInterfaceType {
		if has = x.dynamicName(v); has == "" {
			return ""
		}
	}
	switch {
	case from == "" || to == "":
		return ""
	case has == "" && toInterface:
		return "interface conversion: interface is nil, not " + to
	case has == "":
		return "interface conversion: " + from + " is nil, not " + to
	case toInterface:
		method := ""
		if i, own := innermost(genValue(n.child[0])(f)); own {
			method, _ = missing(i.node.typ, n.child[1].typ)
		} else if t := concrete(v).Type(); !strings.HasPrefix(hostFunctions, t.PkgPath()+".") {
			method = missingOf(t, n.child[1].typ)
		}
		if method == "" {
			return ""
		}
		return "interface conversion: " + has + " is not " + to + ": missing method " + method
	}
	return "interface conversion: " + from + " is " + has + ", not " + to
}

func concrete(v reflect.Value) reflect.Value {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// dynamicName is the name of the type of a value that says nothing more; none if
// it might be one of the program's own.
func (x *supervisor) dynamicName(v reflect.Value) string {
	v = concrete(v)
	if !v.IsValid() {
		return ""
	}
	t := v.Type()
	if strings.Contains(t.String(), "struct {") || strings.Contains(t.String(), "interp.") || strings.HasPrefix(t.Name(), "_") {
		return ""
	}
	named := t
	for named.Kind() == reflect.Pointer {
		named = named.Elem()
	}
	if named.PkgPath() == "" && x.source.hasTypes {
		return ""
	}
	return t.String()
}

// typeName is the name of a type as Go's runtime says it.
func typeName(t *itype) string {
	if categoryName(t.cat) == "ptrT" && t.name == "" {
		if name := typeName(t.val); name != "" {
			return "*" + name
		}
		return ""
	}
	if t.rtype != nil && t.name == "" {
		text := t.rtype.String()
		if strings.Contains(text, "struct {") || strings.Contains(text, "interp.") {
			return "" // what is in it has another name there, or none
		}
		return text
	}
	text := t.str
	switch {
	case text == "any" || text == "interface{}":
		return "interface {}"
	case strings.Contains(text, "interface{") || strings.Contains(text, "struct{") || strings.Contains(text, "untyped"):
		return ""
	}
	return text
}

// words are what Go's runtime prints of the value of a panic.
func words(value any) string {
	switch v := value.(type) {
	case error:
		return indented(v.Error())
	case fmt.Stringer:
		return indented(v.String())
	case string:
		return indented(v)
	}
	r := reflect.ValueOf(host.Inside(value))
	if name := host.Name(value); name != r.Type().String() { // which the interpreter forgot
		return namedWords(name, r)
	}
	if r.Type().PkgPath() == "" {
		return basicWords(r)
	}
	return namedWords(r.Type().String(), r)
}

// namedWords are what Go's runtime prints of a value whose type a program or the
// library declares.
func namedWords(name string, v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return fmt.Sprintf(`%s("%s")`, name, indented(v.String()))
	case reflect.Complex64, reflect.Complex128:
		return name + basicWords(v)
	}
	if isBasic(v) {
		return fmt.Sprintf("%s(%s)", name, basicWords(v))
	}
	return fmt.Sprintf("(%s) %s", name, unknownAddress)
}

func isBasic(v reflect.Value) bool {
	return v.Kind() == reflect.Bool || v.CanInt() || v.CanUint() || v.CanFloat()
}

// unknownAddress stands for where a value is, which is another place in each run.
const unknownAddress = "0x…"

// ownWords are what Go's runtime prints of a value of the program's own type.
func ownWords(i valueInterface) string { return namedWords(typeName(i.node.typ), i.value) }

// basicWords prints as the builtin print does.
func basicWords(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Bool:
		return fmt.Sprint(v.Bool())
	case v.CanInt():
		return fmt.Sprint(v.Int())
	case v.CanUint():
		return fmt.Sprint(v.Uint())
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case v.Kind() == reflect.String:
		return indented(v.String())
	}
	return fmt.Sprintf("(%v) %s", v.Type(), unknownAddress)
}

// indented marks that a line belongs to the one before.
func indented(text string) string { return strings.ReplaceAll(text, "\n", "\n\t") }

// derefExec executes *p. The interpreter goes on without a value if p is nil.
func (x *supervisor) derefExec(n *node, e exec) exec {
	pointer := genValue(n.child[0])
	return func(f *frame) exec {
		if p := pointer(f); p.Kind() == reflect.Pointer && p.IsNil() {
			x.followNil(n, f)
		}
		return e(f)
	}
}

// shiftExec executes a shift, which the interpreter makes by any number.
func (x *supervisor) shiftExec(n *node, e exec) exec {
	by := genValue(n.child[1])
	return func(f *frame) exec {
		if v := by(f); v.CanInt() && v.Int() < 0 {
			panic(caught(func() { _ = 1 << number(v) }))
		}
		return e(f)
	}
}
