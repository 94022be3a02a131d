//go:build ignore

// This program writes std.export: the types of every package of the standard
// library that a program of the book may import, for linux/amd64, as
// golang.org/x/tools/go/gcexportdata writes them.
//
// The archive is a sequence of records of a name and data, each preceded by its
// length as a uvarint. The first record is named "go" and holds the version of
// the toolchain. A package's record is followed by two with a word after the
// name. That with "hidden" has the unexported names that the compiler's own
// export data has, separated by spaces. That with "needs" has a line for each
// declaration: its name, and the numbers of the lines, from 0, of those
// declarations of the package that are part of its type, separated by spaces.
//
// It is not compressed: a process that has just begun takes longer to unpack
// all of it than to check a program.
package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	out := flag.String("o", "std.export", "file to write")
	flag.Parse()
	raw, err := archive()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, raw, 0o644); err != nil {
		log.Fatal(err)
	}
}

// archive collects the records, in the order of their names.
func archive() ([]byte, error) {
	version, err := output("go", "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	list, err := output("go", "list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std")
	if err != nil {
		return nil, err
	}
	var paths []string
	files := map[string]string{}
	for line := range strings.Lines(list) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		paths, files[path] = append(paths, path), file
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
	std := importer.ForCompiler(token.NewFileSet(), "gc", lookup)

	raw := record(nil, "go", []byte(strings.TrimSpace(version)))
	for _, path := range slices.Sorted(slices.Values(paths)) {
		if !offered(path) {
			continue
		}
		pkg, err := std.Import(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		// An empty file set: no error of the compiler shows a place inside
		// the library, and the archive must not depend on where Go lies.
		var b bytes.Buffer
		if err := gcexportdata.Write(&b, token.NewFileSet(), pkg); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		raw = record(raw, path, b.Bytes())
		raw = record(raw, path+" hidden", []byte(strings.Join(hidden(pkg.Scope()), " ")))
		raw = record(raw, path+" needs", []byte(needs(pkg)))
	}
	return raw, nil
}

func hidden(scope *types.Scope) []string {
	var names []string
	for _, name := range scope.Names() {
		if !token.IsExported(name) {
			names = append(names, name)
		}
	}
	return names
}

// needs are the lines of a package's declarations, the unexported ones among
// them that others need.
func needs(pkg *types.Package) string {
	names, parts, line := pkg.Scope().Names(), [][]string{}, map[string]int{}
	for i, name := range names {
		line[name] = i
	}
	for i := 0; i < len(names); i++ {
		w := walker{pkg: pkg, seen: map[types.Type]bool{}}
		w.object(pkg.Scope().Lookup(names[i]))
		slices.Sort(w.found)
		parts = append(parts, slices.Compact(w.found))
		for _, name := range parts[i] {
			if _, known := line[name]; !known {
				line[name] = len(names)
				names = append(names, name)
			}
		}
	}
	var b strings.Builder
	for i, name := range names {
		b.WriteString(name)
		for _, part := range parts[i] {
			fmt.Fprintf(&b, " %d", line[part])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// A walker finds the declarations of a package that make up a type.
type walker struct {
	pkg   *types.Package
	seen  map[types.Type]bool
	found []string
}

// object walks what an object's declaration is made of.
func (w *walker) object(o types.Object) {
	name, isType := o.(*types.TypeName)
	if !isType {
		w.types(o.Type())
		return
	}
	switch t := name.Type().(type) {
	case *types.Alias:
		w.parameters(t.TypeParams())
		w.types(t.Rhs())
	case *types.Named:
		w.parameters(t.TypeParams())
		w.types(t.Underlying())
		for m := range t.Methods() {
			w.types(m.Type())
			w.types(m.Signature().Recv().Type())
		}
	}
}

func (w *walker) parameters(list *types.TypeParamList) {
	for p := range list.TypeParams() {
		w.types(p.Constraint())
	}
}

// types walks types down to the names in them.
func (w *walker) types(list ...types.Type) {
	for _, t := range list {
		if w.seen[t] {
			continue
		}
		w.seen[t] = true
		switch t := t.(type) {
		case *types.Alias:
			w.name(t.Obj(), t.TypeArgs())
		case *types.Named:
			w.name(t.Obj(), t.TypeArgs())
		case *types.TypeParam:
			w.types(t.Constraint())
		case *types.Map:
			w.types(t.Key(), t.Elem())
		case interface{ Elem() types.Type }:
			w.types(t.Elem())
		case *types.Signature:
			w.parameters(t.TypeParams())
			w.types(t.Params(), t.Results())
		case *types.Tuple:
			for v := range t.Variables() {
				w.types(v.Type())
			}
		case *types.Struct:
			for f := range t.Fields() {
				w.types(f.Type())
			}
		case *types.Interface:
			for m := range t.ExplicitMethods() {
				w.types(m.Type())
			}
			for e := range t.EmbeddedTypes() {
				w.types(e)
			}
		case *types.Union:
			for term := range t.Terms() {
				w.types(term.Type())
			}
		}
	}
}

func (w *walker) name(o *types.TypeName, args *types.TypeList) {
	if o.Pkg() == w.pkg {
		w.found = append(w.found, o.Name())
	}
	for t := range args.Types() {
		w.types(t)
	}
}

// output runs a command as if on linux/amd64, with nothing of the machine's
// own settings of Go.
func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	b, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", cmd, err)
	}
	return string(b), nil
}

// offered holds for packages that the archive carries. What is public and
// left out has its reason in refuse.go.
func offered(path string) bool {
	for _, element := range strings.Split(path, "/") {
		if element == "internal" || element == "vendor" {
			return false
		}
	}
	switch path {
	case "unsafe", "plugin", "embed", "os/exec", "runtime/cgo", "runtime/race", "runtime/coverage":
		return false
	}
	return true
}

func record(b []byte, name string, data []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(name)))
	b = append(b, name...)
	b = binary.AppendUvarint(b, uint64(len(data)))
	return append(b, data...)
}
