package gobuild

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A library is the compiled standard library in a folder of the cache:
// archives, and an index of which package imports which.
type library struct {
	dir     string
	imports map[string][]string // of every package, what it imports directly
}

const indexFile = "index.json"

// openLibrary opens the library in dir, compiling it first if it is not there.
func openLibrary(ctx context.Context, command, dir string) (library, error) {
	l := library{dir: dir}
	text, err := os.ReadFile(filepath.Join(dir, indexFile))
	if errors.Is(err, fs.ErrNotExist) {
		if err = compileLibrary(ctx, command, dir); err != nil {
			return l, fmt.Errorf("compile the standard library into %s: %w", dir, err)
		}
		text, err = os.ReadFile(filepath.Join(dir, indexFile))
	}
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(text, &l.imports); err != nil {
		return l, fmt.Errorf("%s: %w; remove the folder to have it made anew", filepath.Join(dir, indexFile), err)
	}
	return l, nil
}

// compileLibrary has the go command compile the standard library and copies
// the archives to dir, which appears whole or not at all.
func compileLibrary(ctx context.Context, command, dir string) error {
	out, err := goCommand(ctx, command, "list", "-export", "-deps", "-trimpath", "-json=ImportPath,Export,Imports", "std")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := os.Chmod(work, 0o755); err != nil {
		return err
	}
	imports := map[string][]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Export string
			Imports            []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if p.Export == "" {
			continue // unsafe
		}
		imports[p.ImportPath] = p.Imports
		if err := copyFile(filepath.Join(work, archive(p.ImportPath)), p.Export); err != nil {
			return err
		}
	}
	index, err := json.Marshal(imports)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(work, indexFile), index, 0o644); err != nil {
		return err
	}
	if err := os.Rename(work, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(filepath.Join(dir, indexFile)); there != nil { // else another process was first
			return err
		}
	}
	return nil
}

// archive is the name of a package's file: one folder holds them all.
func archive(path string) string { return strings.ReplaceAll(path, "/", "!") + ".a" }

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// importConfig tells compile and link where each package is that the files
// need, directly or not.
func (l library) importConfig(files map[string]string) (string, error) {
	need := map[string]bool{}
	var add func(path string) error
	add = func(path string) error {
		if need[path] || path == "unsafe" {
			return nil
		}
		direct, ok := l.imports[path]
		if !ok {
			return fmt.Errorf("package %s is not in the standard library", path)
		}
		need[path] = true
		for _, p := range direct {
			if err := add(p); err != nil {
				return err
			}
		}
		return nil
	}
	paths := []string{"runtime"} // which the linker adds
	for name, source := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			return "", err
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return "", err
			}
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		if err := add(path); err != nil {
			return "", err
		}
	}
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(need)) {
		fmt.Fprintf(&b, "packagefile %s=/pkg/%s\n", path, archive(path))
	}
	return b.String(), nil
}
