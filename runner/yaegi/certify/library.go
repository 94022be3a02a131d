package certify

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/yaegi/host"
	"bothends/runner/yaegi/symbols"
)

// hostPath is package host, which lowered programs call.
const hostPath = host.Path

// packages are those of the library that a program may use as far as yaegi's
// tables have them. Symbols of these are compiled Go: a call is a call, and only
// what crosses over in interfaces may differ, which flow.go is about. Left out are
// packages that look at the program itself (runtime, and what is for debugging), that are
// generic, that do something when they are imported (crypto, expvar, image: which hashes,
// handlers and formats there are would hang on the imports of the worker), or that nobody has
// tried. Packages that look at the types of values, as reflect, encoding/gob and the
// templates do, see the library's as they are; they are given no other (flow.go,
// templates.go).
var packages = strings.Fields(`
	archive/tar archive/zip bufio bytes compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
	container/heap container/list container/ring context crypto/aes crypto/cipher crypto/des crypto/ecdh
	crypto/ecdsa crypto/ed25519 crypto/elliptic crypto/hmac crypto/md5 crypto/rand crypto/rc4 crypto/rsa
	crypto/sha1 crypto/sha256 crypto/sha3 crypto/sha512 crypto/subtle crypto/tls crypto/x509 crypto/x509/pkix
	encoding encoding/ascii85 encoding/asn1 encoding/base32 encoding/base64 encoding/binary encoding/csv
	encoding/gob encoding/hex encoding/json encoding/pem errors flag fmt hash hash/adler32 hash/crc32
	hash/crc64 hash/fnv hash/maphash html html/template index/suffixarray io io/fs io/ioutil log log/slog math
	math/big math/bits math/cmplx math/rand math/rand/v2 mime mime/multipart mime/quotedprintable net net/http
	net/http/cookiejar net/http/httptest net/http/httptrace net/http/httputil net/mail net/netip net/smtp
	net/textproto net/url os os/signal path path/filepath reflect regexp regexp/syntax sort strconv strings
	sync sync/atomic syscall testing/fstest testing/iotest text/scanner text/tabwriter text/template
	text/template/parse time unicode unicode/utf16 unicode/utf8
`)

// runtimeSymbols are those of package runtime that do not look at the program.
const runtimeSymbols = " Error GC GOARCH GOMAXPROCS GOOS Goexit Gosched KeepAlive NumCPU NumGoroutine "

// debugSymbols are those of package runtime/debug: what it prints of stacks is the
// interpreter's, and what it reads of the build is the worker's.
const debugSymbols = " FreeOSMemory SetGCPercent SetMemoryLimit "

// hasSymbol reports whether the interpreter is given a symbol of a package.
func hasSymbol(from, name string) bool {
	return (from == host.Path || slices.Contains(packages, from)) && symbols.Has(from, name)
}

// library examines a symbol of an imported package.
func (x *examiner) library(e *ast.SelectorExpr) {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return
	}
	pkg, ok := x.info.Uses[id].(*types.PkgName)
	if !ok {
		return
	}
	from, name := pkg.Imported().Path(), e.Sel.Name
	switch o := x.info.Uses[e.Sel].(type) {
	case *types.Func:
		if o.Signature().TypeParams().Len() > 0 {
			x.found(e.Pos(), "generic library function "+from+"."+name, "")
			return
		}
	case *types.TypeName:
		if n, ok := o.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			x.found(e.Pos(), "generic library type "+from+"."+name, "")
			return
		}
	}
	if from == "runtime" && strings.Contains(runtimeSymbols, " "+name+" ") ||
		from == "runtime/debug" && strings.Contains(debugSymbols, " "+name+" ") {
		if name == "Goexit" && x.panics() {
			x.use(e.Pos(), "runtime.Goexit in a program that panics")
			return
		}
		x.use(e.Pos(), "library %s", kindOf(x.info.Uses[e.Sel]))
		return
	}
	if from == "log" && (name == "Lshortfile" || name == "Llongfile") || from == "log/slog" && name == "HandlerOptions" && x.addsSource() {
		x.use(e.Pos(), "log of places in the source")
		return
	}
	if !hasSymbol(from, name) || from == "reflect" && name == "MakeFunc" {
		x.found(e.Pos(), "the interpreter has no "+from+"."+name, "")
		return
	}
	x.use(e.Pos(), "library %s", kindOf(x.info.Uses[e.Sel]))
}

// panics reports whether the program calls panic.
func (x *examiner) panics() bool {
	for e, tv := range x.info.Types {
		if id, ok := e.(*ast.Ident); ok && tv.IsBuiltin() && id.Name == "panic" {
			return true
		}
	}
	return false
}

// addsSource reports whether the program names the option by which log/slog prints places.
func (x *examiner) addsSource() bool {
	for id, o := range x.info.Uses {
		if id.Name == "AddSource" && o.Pkg() != nil && o.Pkg().Path() == "log/slog" {
			return true
		}
	}
	for e, tv := range x.info.Types {
		lit, ok := e.(*ast.CompositeLit)
		if ok && len(lit.Elts) > 0 && tv.Type.String() == "log/slog.HandlerOptions" {
			if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); !keyed {
				return true
			}
		}
	}
	return false
}

func kindOf(o types.Object) string {
	switch o.(type) {
	case *types.Func:
		return "function"
	case *types.Var:
		return "variable"
	case *types.TypeName:
		return "type"
	case *types.Const:
		return "constant"
	}
	return "symbol"
}
