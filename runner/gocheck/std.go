package gocheck

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"go/token"
	"go/types"
	"strings"
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
	hidden    map[string]string // import path to names, separated by spaces: see importer.load
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
	lib := library{packages: map[string][]byte{}, hidden: map[string]string{}}
	for len(raw) > 0 {
		var name, data []byte
		name, raw = field(raw)
		data, raw = field(raw)
		path, isHidden := strings.CutSuffix(string(name), " hidden")
		switch {
		case isHidden:
			lib.hidden[path] = string(data)
		case path == "go":
			lib.goVersion = string(data)
		default:
			lib.packages[path] = data
		}
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

// load reads the packages that a program imports. Then it declares in each the
// unexported names that the compiler knows of it, so that the use of one is
// "not exported" rather than "undefined": last, since reading one package may
// declare an unexported type of another.
func (im *importer) load(paths []string) error {
	for _, path := range paths {
		data := standard().packages[path]
		if pkg := im.read[path]; pkg != nil && pkg.Complete() {
			continue
		}
		if _, err := gcexportdata.Read(bytes.NewReader(data), im.fset, im.read, path); err != nil {
			return err
		}
	}
	for _, path := range paths {
		pkg := im.read[path]
		for name := range strings.FieldsSeq(standard().hidden[path]) {
			if pkg.Scope().Lookup(name) == nil {
				pkg.Scope().Insert(types.NewVar(token.NoPos, pkg, name, types.Typ[types.Invalid]))
			}
		}
	}
	return nil
}

// Import implements types.Importer.
func (im *importer) Import(path string) (*types.Package, error) {
	if pkg := im.read[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	return nil, fmt.Errorf("package %s is not available here", path)
}
