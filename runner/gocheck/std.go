package gocheck

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
)

//go:generate go run gen.go

//go:embed std.export
var archive []byte

// A library is the standard library as std.export describes it.
type library struct {
	goVersion string // of the toolchain that it was made with, such as go1.26.8
	packages  map[string]*exported
}

// exported is one package of it, by parts of the archive.
type exported struct {
	data   []byte // export data
	hidden string // unexported names, separated by spaces: see importer.load
	needs  string // see parts
}

// standard finds the packages in std.export, once.
var standard = sync.OnceValue(func() library {
	lib := library{packages: map[string]*exported{}}
	for raw := archive; len(raw) > 0; {
		var name, data []byte
		name, raw = field(raw)
		data, raw = field(raw)
		path, part, _ := strings.Cut(string(name), " ")
		switch {
		case part == "hidden":
			lib.packages[path].hidden = string(data)
		case part == "needs":
			lib.packages[path].needs = string(data)
		case path == "go":
			lib.goVersion = string(data)
		default:
			lib.packages[path] = &exported{data: data}
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
// them. It belongs to one program: a package decoded for one holds
// traces of what that program imports beside it, which would show in the
// messages for the next.
type importer struct {
	fset *token.FileSet
	read map[string]*types.Package // also packages that others mention, incomplete
}

func newImporter(fset *token.FileSet) *importer {
	return &importer{fset, map[string]*types.Package{}}
}

// load reads what a program imports, as far as it has names for it or needs the
// whole: imports is true for that. Then it
// declares in each package the unexported names that the compiler knows of it,
// so that the use of one is "not exported" rather than "undefined": last, since
// reading one package may declare an unexported type of another.
func (im *importer) load(imports map[string]bool, names names) error {
	paths := slices.Sorted(maps.Keys(imports))
	for _, path := range paths {
		if pkg := im.read[path]; pkg != nil && pkg.Complete() {
			continue
		}
		data := standard().packages[path].data
		if whole := imports[path]; !whole {
			data = standard().packages[path].part(names)
		}
		in := &io.LimitedReader{R: bytes.NewReader(data), N: int64(len(data))} // read in one piece
		if _, err := gcexportdata.Read(in, im.fset, im.read, path); err != nil {
			return err
		}
	}
	for _, path := range paths {
		pkg := im.read[path]
		for name := range strings.FieldsSeq(standard().packages[path].hidden) {
			if names.has(name) && pkg.Scope().Lookup(name) == nil {
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
