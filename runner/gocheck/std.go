package gocheck

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"go/token"
	"go/types"
	"sync"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/tools/go/gcexportdata"
)

//go:generate go run gen.go

//go:embed std.zst
var compressed []byte

// A library is the standard library as std.zst describes it.
type library struct {
	goVersion string            // of the toolchain that it was made with, such as go1.26.8
	packages  map[string][]byte // import path to export data
}

// standard unpacks std.zst, once: 1.2 MiB that nobody changes afterwards.
var standard = sync.OnceValue(func() library {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic("gocheck: " + err.Error())
	}
	defer dec.Close()
	raw, err := dec.DecodeAll(compressed, nil)
	if err != nil {
		panic("gocheck: std.zst is damaged; go generate ./runner/gocheck makes it anew: " + err.Error())
	}
	lib := library{packages: map[string][]byte{}}
	for len(raw) > 0 {
		var name, data []byte
		name, raw = field(raw)
		data, raw = field(raw)
		if string(name) == "go" {
			lib.goVersion = string(data)
			continue
		}
		lib.packages[string(name)] = data
	}
	return lib
})

// field takes one length and as many bytes off b.
func field(b []byte) (data, rest []byte) {
	n, width := binary.Uvarint(b)
	b = b[width:]
	return b[:n], b[n:]
}

// An importer reads packages of the library as a program's check asks for
// them. It belongs to one check: a package decoded for one program holds
// traces of what that program imports beside it, which would show in the
// messages for the next.
type importer struct {
	fset *token.FileSet
	read map[string]*types.Package // also packages that others mention, incomplete
}

func newImporter(fset *token.FileSet) *importer {
	return &importer{fset, map[string]*types.Package{}}
}

// Import implements types.Importer.
func (im *importer) Import(path string) (*types.Package, error) {
	if pkg := im.read[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	data, ok := standard().packages[path]
	if !ok {
		return nil, fmt.Errorf("package %s is not available here", path)
	}
	return gcexportdata.Read(bytes.NewReader(data), im.fset, im.read, path)
}
