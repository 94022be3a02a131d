//go:build ignore

// This program writes std.export: the types of every package of the standard
// library that a program of the book may import, for linux/amd64, as
// golang.org/x/tools/go/gcexportdata writes them.
//
// The archive begins with its contents, so that who looks for a package reads no more
// than that: the version of the toolchain on a line; on one for each package its path, and how long
// two texts are; and an empty line. Then there are these texts: the export data, and
// the unexported names that the compiler's own export data has, separated by spaces.
//
// It is not compressed: a process that has just begun takes longer to unpack
// all of it than to check a program.
package main

import (
	"bytes"
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

// archive collects the packages, in the order of their paths.
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

	var contents strings.Builder
	contents.WriteString(strings.TrimSpace(version) + "\n")
	var raw []byte
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
		unexported := strings.Join(hidden(pkg.Scope()), " ")
		fmt.Fprintf(&contents, "%s %d %d\n", path, b.Len(), len(unexported))
		raw = append(append(raw, b.Bytes()...), unexported...)
	}
	return append([]byte(contents.String()+"\n"), raw...), nil
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
