package certify

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/traefik/yaegi/stdlib"
	yaegisyscall "github.com/traefik/yaegi/stdlib/syscall"
	"github.com/traefik/yaegi/stdlib/unrestricted"
)

// packages are those of the library that a program may use as far as yaegi's
// tables have them. Symbols of these are compiled Go: a call is a call, and only
// what crosses over in interfaces may differ, which flow.go is about. Left
// out are packages that look at the program itself or at its types (reflect, runtime
// and what is for debugging, templates, gob), that are generic, or that
// nobody has tried.
var packages = strings.Fields(`
	bufio bytes compress/gzip container/list context
	crypto/ecdsa crypto/elliptic crypto/hmac crypto/md5 crypto/rand crypto/rsa crypto/sha1 crypto/sha256 crypto/sha512
	crypto/tls crypto/x509 crypto/x509/pkix
	encoding/base64 encoding/binary encoding/csv encoding/hex encoding/json encoding/pem
	errors fmt hash hash/crc32 hash/fnv html io io/fs io/ioutil log math math/big math/bits math/rand
	net net/http net/http/httptest net/http/httputil net/mail net/netip net/smtp net/textproto net/url
	os os/signal path path/filepath regexp sort strconv strings sync sync/atomic syscall text/tabwriter time
	unicode unicode/utf16 unicode/utf8
`)

// tables are the symbols that yaegi has, by import path.
var tables = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, symbols := range []map[string]map[string]struct{}{names(stdlib.Symbols), names(unrestricted.Symbols), names(yaegisyscall.Symbols)} {
		for path, list := range symbols {
			if all[path] == nil {
				all[path] = map[string]bool{}
			}
			for name := range list {
				all[path][name] = true
			}
		}
	}
	all["syscall"]["Shutdown"] = true // package yaegi adds it
	return all
})

// names are the symbols of some tables, whose keys end with the package's name.
func names[V any, T ~map[string]V](tables map[string]T) map[string]map[string]struct{} {
	out := map[string]map[string]struct{}{}
	for key, table := range tables {
		path := key[:max(strings.LastIndex(key, "/"), 0)] // "." is of yaegi itself
		out[path] = map[string]struct{}{}
		for name := range maps.Keys(table) {
			out[path][name] = struct{}{}
		}
	}
	return out
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
	path, name := pkg.Imported().Path(), e.Sel.Name
	switch o := x.info.Uses[e.Sel].(type) {
	case *types.Func:
		if o.Signature().TypeParams().Len() > 0 {
			x.found(e.Pos(), "generic library function "+path+"."+name, "")
			return
		}
	case *types.TypeName:
		if n, ok := o.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			x.found(e.Pos(), "generic library type "+path+"."+name, "")
			return
		}
	}
	if !slices.Contains(packages, path) || !tables()[path][name] {
		x.found(e.Pos(), "the interpreter has no "+path+"."+name, "")
		return
	}
	x.use(e.Pos(), "library %s", kindOf(x.info.Uses[e.Sel]))
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
