package gocheck

import (
	"fmt"
	"go/types"
)

// A Library imports packages of the standard library for many programs, each
// decoded once and whole. It is for what is known to compile: in messages about a
// program that does not, traces of the others would show, so Load has no use for it.
// It may not be used by several goroutines at once.
type Library struct{ importer *importer }

// NewLibrary returns a library. What it declares has no places.
func NewLibrary() *Library { return &Library{newImporter()} }

// Import implements types.Importer.
func (l *Library) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if standard().packages[path] == nil {
		return nil, fmt.Errorf("package %s is not in std", path)
	}
	if err := l.importer.load(map[string]bool{path: true}, nil); err != nil {
		return nil, err
	}
	return l.importer.Import(path)
}
