package gocheck

import (
	_ "embed"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run gen.go

//go:embed std.export
var archive string

// A library is the standard library as std.export describes it.
type library struct {
	goVersion string // of the toolchain that it was made with, such as go1.26.8
	packages  map[string]*exported
}

// exported is one package of it, by parts of the archive.
type exported struct {
	data   string // export data
	hidden string // unexported names, separated by spaces: see importer.load
}

// standard finds the packages in std.export by its contents, once.
var standard = sync.OnceValue(func() library {
	contents, data, _ := strings.Cut(archive, "\n\n")
	goVersion, lines, _ := strings.Cut(contents, "\n")
	count := strings.Count(lines, "\n") + 1
	lib := library{goVersion, make(map[string]*exported, count)}
	all := make([]exported, 0, count)
	for line := range strings.SplitSeq(lines, "\n") {
		path, sizes, _ := strings.Cut(line, " ")
		first, second, _ := strings.Cut(sizes, " ")
		n, err := strconv.Atoi(first)
		m, err2 := strconv.Atoi(second)
		if err != nil || err2 != nil {
			panic("std.export: " + line)
		}
		all = append(all, exported{data: data[:n], hidden: data[n : n+m]})
		lib.packages[path], data = &all[len(all)-1], data[n+m:]
	}
	return lib
})

// An importer reads packages of the library as a program's check asks for
// them. It belongs to one program: a package decoded for one holds
// traces of what that program imports beside it, which would show in the
// messages for the next.
type importer struct {
	read map[string]*types.Package // also packages that others mention, incomplete
}

func newImporter() *importer { return &importer{map[string]*types.Package{}} }

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
		keep := func(name string) bool { return imports[path] || token.IsExported(name) && names.has(name) }
		if err := decode(path, standard().packages[path].data, im.read, keep); err != nil {
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

// add has the importer know packages that are not the library's.
func (im *importer) add(given []*types.Package) {
	for _, g := range given {
		im.read[g.Path()] = g
	}
}

// Import implements types.Importer.
func (im *importer) Import(path string) (*types.Package, error) {
	if pkg := im.read[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	return nil, fmt.Errorf("package %s is not available here", path)
}

// declares reports whether the package has a declaration of that name.
func (e *exported) declares(name string) bool {
	d := &decoder{read: map[string]*types.Package{}, packages: map[uint64]*listed{}}
	d.open(e.data)
	return d.first.find(d, name) != nil
}
