//go:build ignore

// This program writes std.zst: the types of every package of the standard
// library that a program of the book may import, for linux/amd64, as
// golang.org/x/tools/go/gcexportdata writes them.
//
// The archive, before compression, is a sequence of records of a name and
// data, each preceded by its length as a uvarint. The first record is named
// "go" and holds the version of the toolchain. A package's record is followed by
// one with "hidden" after the name: the unexported names that the compiler's own
// export data has, separated by spaces.
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

	"github.com/klauspost/compress/zstd"
	"golang.org/x/tools/go/gcexportdata"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	out := flag.String("o", "std.zst", "file to write")
	flag.Parse()
	raw, err := archive()
	if err != nil {
		log.Fatal(err)
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, enc.EncodeAll(raw, nil), 0o644); err != nil {
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
