// Gen writes adapters.go of package host: for each of the library's interfaces
// below, the type of a value of the program's own that has its methods. Run it with
// go generate ./runner/yaegi/host.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
)

// adapted are the interfaces that programs of the book's kind implement. Where the
// library asks a value for more than one, as it asks a Reader for Close, the
// combination stands here too.
var adapted = []string{
	"io.Reader", "io.Writer", "io.Closer", "io.ReadWriter", "io.ReadCloser", "io.WriteCloser", "io.ReadWriteCloser",
	"io.Writer+io.StringWriter", "io.WriteCloser+io.StringWriter", "io.ReadWriter+io.StringWriter", "io.ReadWriteCloser+io.StringWriter", "io.Reader+io.ByteReader",
	"io.Seeker", "io.ReadSeeker", "io.ReaderAt", "io.WriterTo", "io.ReaderFrom", "io.ByteReader", "io.ByteWriter", "io.StringWriter",
	"net.Conn", "net.Listener", "net.Addr", "net.PacketConn",
	"net/http.Handler", "net/http.ResponseWriter", "net/http.RoundTripper", "net/http.ResponseWriter+net/http.Flusher",
	"net/http.ResponseWriter+net/http.Hijacker", "net/http.ResponseWriter+net/http.Flusher+net/http.Hijacker",
	"net/http.ResponseWriter+" + unwrap, "net/http.ResponseWriter+net/http.Flusher+" + unwrap,
	"net/http.ResponseWriter+net/http.Hijacker+" + unwrap, "net/http.ResponseWriter+net/http.Flusher+net/http.Hijacker+" + unwrap,
	"net/http.ResponseWriter+net/http.Flusher+io.StringWriter", // that of httptest.ResponseRecorder
	"io.Reader+" + read, "io.ReadCloser+" + read, "io.ReadWriter+" + read, "io.ReadWriteCloser+" + read, "net.Conn+" + read,
	"io.Writer+" + written, "io.WriteCloser+" + written, "net.Conn+" + written,
	"io.ReadWriter+" + read + "+" + written, "io.ReadWriteCloser+" + read + "+" + written, "net.Conn+" + read + "+" + written,
	"io.ReadSeeker+io.ReaderAt+" + read, "io.ReadSeekCloser+io.ReaderAt+" + read,
	"net.Conn+syscall.Conn+io.ReaderFrom+io.WriterTo+" + closeWrite,       // that of net.TCPConn
	"net.PacketConn+syscall.Conn", "net.Conn+net.PacketConn+syscall.Conn", // those of net.UDPConn
	"io.ReadWriteCloser+io.Seeker+io.ReaderAt+io.WriterAt+io.WriterTo+" + written, // that of os.File
	"sort.Interface", "container/heap.Interface", "fmt.Stringer", "sync.Locker", "context.Context",
	"log/slog.Handler", "log/slog.Leveler", "math/rand.Source", "math/rand/v2.Source", "hash.Hash", "hash.Hash32", "hash.Hash64",
	"io.WriterAt", "io.ByteScanner", "io.RuneReader", "net/http.CookieJar", "net/smtp.Auth", "crypto/cipher.Stream",
}

// What types of the library have besides, which programs embed.
const (
	read    = "io.WriterTo+io.ByteScanner+io.RuneScanner" // bufio.Reader, bytes.Buffer, strings.Reader
	written = "io.StringWriter+io.ReaderFrom"             // bufio.Writer, bytes.Buffer

	// What the library asks for by interfaces without a name.
	unwrap     = "Unwrap"
	closeWrite = "CloseWrite"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	g := &generator{importer: importer.ForCompiler(token.NewFileSet(), "source", nil), imports: map[string]bool{"reflect": true, "strings": true}}
	asked, err := g.asked()
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range append(adapted, asked...) {
		if err := g.adapter(name); err != nil {
			log.Fatal(err)
		}
	}
	source, err := g.source()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("adapters.go", source, 0o644); err != nil {
		log.Fatal(err)
	}
}

type generator struct {
	importer types.Importer
	host     *types.Package // with the interfaces of asked.go
	imports  map[string]bool
	types    bytes.Buffer
	list     bytes.Buffer
	cases    [2]bytes.Buffer // of package io, and of others
}

// hostPath is what a lowered program imports package host as.
const hostPath = "bothends/host"

// asked are the names of the interfaces that package host itself declares in asked.go.
func (g *generator) asked() (names []string, err error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "asked.go", nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: g.importer}
	if g.host, err = conf.Check(hostPath, fset, []*ast.File{f}, nil); err != nil {
		return nil, err
	}
	for _, name := range g.host.Scope().Names() {
		names = append(names, hostPath+"."+name)
	}
	return names, nil
}

// methods of the interfaces whose names are joined by +, by their names.
func (g *generator) methods(name string) (map[string]*types.Signature, error) {
	all := map[string]*types.Signature{}
	for one := range strings.SplitSeq(name, "+") {
		switch one {
		case unwrap:
			all[one] = g.returning("net/http", "ResponseWriter")
			continue
		case closeWrite:
			all[one] = g.returning("", "error")
			continue
		}
		dot := strings.LastIndexByte(one, '.')
		pkg, err := g.host, error(nil)
		if one[:dot] != hostPath {
			pkg, err = g.importer.Import(one[:dot])
		}
		if err != nil {
			return nil, err
		}
		object := pkg.Scope().Lookup(one[dot+1:])
		if object == nil {
			return nil, fmt.Errorf("there is no %s", one)
		}
		for m := range object.Type().Underlying().(*types.Interface).Methods() {
			all[m.Name()] = m.Signature()
		}
	}
	return all, nil
}

// returning is the type of a method without parameters that returns a type of a package, or of none.
func (g *generator) returning(path, name string) *types.Signature {
	scope := types.Universe
	if path != "" {
		pkg, err := g.importer.Import(path)
		if err != nil {
			log.Fatal(err)
		}
		scope = pkg.Scope()
	}
	result := types.NewParam(token.NoPos, nil, "", scope.Lookup(name).Type())
	return types.NewSignatureType(nil, nil, nil, nil, types.NewTuple(result), false)
}

func (g *generator) adapter(name string) error {
	methods, err := g.methods(name)
	if err != nil {
		return err
	}
	own := strings.NewReplacer("/", "_", ".", "_", "+", "_").Replace(name)
	fmt.Fprintf(&g.types, "\ntype %s struct{ boxed }\n", own)
	fmt.Fprintf(&g.list, "\t{%q, map[string]string{", name)
	for _, method := range slices.Sorted(maps.Keys(methods)) {
		s := methods[method]
		fmt.Fprintf(&g.list, "%q: %q, ", method, Signature(s))
		g.method(own, method, s)
	}
	fmt.Fprintf(&g.list, "}},\n")
	cases := &g.cases[1]
	if strings.HasPrefix(name, "io.") {
		cases = &g.cases[0]
	}
	fmt.Fprintf(cases, "\tcase %q:\n\t\treturn %s{b}\n", name, own)
	return nil
}

// Signature is how the list writes a method's type, without names of parameters.
func Signature(s *types.Signature) string {
	bare := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(token.NoPos, nil, "", v.Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.TypeString(types.NewSignatureType(nil, nil, nil, bare(s.Params()), bare(s.Results()), s.Variadic()), nil)
}

func (g *generator) method(own, name string, s *types.Signature) {
	var params, args, results, values []string
	for i := range s.Params().Len() {
		params = append(params, fmt.Sprintf("p%d %s", i, g.typ(s.Params().At(i).Type())))
		args = append(args, fmt.Sprintf("reflect.ValueOf(&p%d).Elem()", i))
	}
	for i := range s.Results().Len() {
		t := g.typ(s.Results().At(i).Type())
		results = append(results, t)
		values = append(values, fmt.Sprintf("result[%s](out[%d])", t, i))
	}
	invoke := fmt.Sprintf("a.invoke(%s)", strings.Join(append([]string{fmt.Sprintf("%q", name)}, args...), ", "))
	body := invoke
	if results != nil {
		body = fmt.Sprintf("out := %s\n\treturn %s", invoke, strings.Join(values, ", "))
	}
	fmt.Fprintf(&g.types, "\nfunc (a %s) %s(%s) (%s) {\n\t%s\n}\n", own, name, strings.Join(params, ", "), strings.Join(results, ", "), body)
}

func (g *generator) typ(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		g.imports[p.Path()] = true
		return p.Name()
	})
}

func (g *generator) source() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("// Code generated by bothends/runner/yaegi/host/gen (go generate ./runner/yaegi/host). DO NOT EDIT.\n\npackage host\n\nimport (\n")
	for _, path := range slices.Sorted(maps.Keys(g.imports)) {
		fmt.Fprintf(&b, "\t%q\n", path)
	}
	fmt.Fprintf(&b, ")\n\n// Adapters are the interfaces that Types.Adapt knows.\nfunc Adapters() []Adapter {\n\treturn []Adapter{\n%s\t}\n}\n", g.list.String())
	const beyond = "\tpanic(\"bothends: no adapter \" + name)\n"
	fmt.Fprintf(&b, "\n// adapt makes a boxed value implement an interface.\nfunc adapt(name string, b boxed) any {\n\tif strings.HasPrefix(name, \"io.\") {\n\t\treturn adaptIO(name, b)\n\t}\n\tswitch name {\n%s\t}\n%s}\n", g.cases[1].String(), beyond)
	fmt.Fprintf(&b, "\n// adaptIO is adapt for those of package io.\nfunc adaptIO(name string, b boxed) any {\n\tswitch name {\n%s\t}\n%s}\n", g.cases[0].String(), beyond)
	b.Write(g.types.Bytes())
	return format.Source(b.Bytes())
}
