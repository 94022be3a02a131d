package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"strings"
)

// What the library and builtin functions write to is behind what they are given: pointers, lists and
// maps, and what an interface may hold of these.

// filled are the places that a builtin function or one of the library may write to by
// way of its arguments.
func (f *effects) filled(call *ast.CallExpr) []place {
	args := call.Args
	if id, _ := calledName(call); id != nil {
		if fn, ok := f.info.Uses[id].(*types.Func); ok && reusesBytes(fn) {
			return []place{"element of type byte", "element of type uint8"}
		}
	}
	switch tv := f.info.Types[call.Fun]; {
	case tv.IsType() || len(args) == 0:
		return nil
	case tv.IsBuiltin():
		switch builtinName(call.Fun) {
		case "delete", "clear", "copy":
		case "append": // what it writes is behind all slices, and in an array perhaps
			u, ok := f.info.TypeOf(call).Underlying().(*types.Slice)
			if cut, isCut := ast.Unparen(args[0]).(*ast.SliceExpr); !ok || isCut && cut.High == nil && isArray(f.info.TypeOf(cut.X)) {
				return nil // all of an array has no room behind it
			}
			return []place{"room of type " + u.Elem().String()}
		default:
			return nil
		}
		args = args[:1]
	default:
		id, _ := calledName(call)
		fn, ok := f.info.Uses[id].(*types.Func)
		if !ok || fn.Pkg() == nil || fn.Pkg().Path() == "main" || fn.Pkg().Path() == hostPath && !fills(fn.Name()) || readsOnly(fn) {
			return nil
		}
	}
	var all []place
	for _, arg := range args {
		all = append(all, f.reached(f.inside(arg))...)
	}
	return all
}

// reached are the places that are written to by way of an argument.
func (f *effects) reached(arg ast.Expr) (all []place) {
	if u, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && u.Op == token.AND {
		all = append(all, f.places(u.X)...)
		arg = u.X
	}
	t := f.info.TypeOf(arg)
	if t == nil || isTypeParam(t) {
		return all
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		all = append(all, "element of type "+u.Elem().String())
		if isAny(u.Elem()) {
			all = append(all, inInterfaces)
		}
	case *types.Map:
		all = append(all, "element of type "+u.Elem().String())
	case *types.Pointer:
		all = append(all, "target of type "+u.Elem().String())
	case *types.Interface:
		if isAny(t) && f.info.Types[arg].Value == nil {
			all = append(all, inInterfaces)
		}
	}
	return all
}

// inInterfaces stands for the places that a function writes to which looks into an interface: all
// that the program hands over in one, but to be read.
const inInterfaces = "what is handed over in an interface"

// handOver notes what a call is given as an interface.
func (f *effects) handOver(call *ast.CallExpr) {
	signature, ok := f.info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok || f.read[call] {
		return
	}
	id, _ := calledName(call)
	fn, known := f.info.Uses[id].(*types.Func)
	reads := known && fn.Pkg() != nil && fn.Pkg().Path() != "main" && fn.Pkg().Path() != hostPath && readsOnly(fn)
	for i, arg := range call.Args {
		if inner, ok := ast.Unparen(arg).(*ast.CallExpr); ok && reads {
			f.read[inner] = true
		}
		last := signature.Params().Len() - 1
		if reads || last < 0 {
			continue
		}
		to := signature.Params().At(min(i, last)).Type()
		if list, ok := to.(*types.Slice); ok && signature.Variadic() && i >= last {
			to = list.Elem()
		}
		if types.IsInterface(to) && !types.IsInterface(f.info.TypeOf(arg)) {
			for _, p := range f.reached(arg) {
				f.handedOver[p] = true
			}
		}
	}
}

// resolve adds to places what inInterfaces stands for.
func (f *effects) resolve(places map[place]bool) {
	if places[inInterfaces] {
		maps.Copy(places, f.handedOver)
	}
}

// reusesBytes holds for methods that write to slices which their value has given
// out before.
func reusesBytes(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil {
		return false
	}
	switch recv.Type().String() {
	case "*bytes.Buffer":
		return fn.Name() != "String" && fn.Name() != "Len" && fn.Name() != "Bytes"
	case "*bufio.Scanner":
		return fn.Name() == "Scan"
	case "*bufio.Reader":
		return strings.HasPrefix(fn.Name(), "Read") || fn.Name() == "Peek"
	}
	return false
}

// fills holds for the functions of package host that write to what they are given.
func fills(name string) bool {
	return strings.HasPrefix(name, "Sort") || name == "Unmarshal" || name == "Decode"
}

// inside is what package host is given to put into an interface.
func (f *effects) inside(e ast.Expr) ast.Expr {
	if call, ok := unasserted(e).(*ast.CallExpr); ok {
		if id, _ := calledName(call); id != nil {
			if fn, ok := f.info.Uses[id].(*types.Func); ok && fn.Pkg() != nil && fn.Pkg().Path() == hostPath && boxing(fn.Name()) >= 0 {
				return call.Args[boxing(fn.Name())]
			}
		}
	}
	return e
}

// readsOnly holds for functions of the library that are known to write nothing that they
// are given.
func readsOnly(fn *types.Func) bool {
	if fn.Name() == "EncodeToString" || fn.Name() == "DecodeString" { // of hex, base32 and base64
		return true
	}
	if strings.HasPrefix(fn.Name(), "Append") || strings.HasPrefix(fn.Name(), "Encode") {
		return false
	}
	if fn.Signature().Recv() != nil {
		for _, name := range []string{"Write", "Set", "Close", "Equal", "Is", "Uint", "String", "Print", "Add"} {
			if strings.HasPrefix(fn.Name(), name) {
				return true
			}
		}
		return false
	}
	switch fn.Pkg().Path() {
	case "fmt":
		return !strings.Contains(strings.ToLower(fn.Name()), "scan")
	case "bytes", "errors", "strings", "strconv", "log", "time", "unicode", "unicode/utf8", "math", "math/bits", "net/netip", "path",
		"hash/adler32", "hash/crc32", "hash/crc64", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512":
		return true
	}
	return false
}
