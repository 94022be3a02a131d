// Package newbook makes a small book that verifies and serves at once, for an
// author to begin with: a lesson with its snippet, a reference of what can be
// written, and what GitHub and GitLab need to verify it for each change.
//
// The package refuses to write over anything: where one of its files is already,
// it writes none. Start at [Create].
package newbook

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// book is in a folder that the go command does not take for packages of this module.
//
//go:embed all:_book
var book embed.FS

const root = "_book"

// Options say what the book's CI is to install.
type Options struct {
	Source  string // the repository of bothends, for git clone
	Version string // a commit of it; that of the running program by default
}

// VersionUnknown stands where neither anybody nor the program says which commit.
const VersionUnknown = "main"

// SourceUnknown stands where nobody has said where bothends comes from.
const SourceUnknown = "https://example.com/both-ends.git"

// Create writes the book's files into a folder, which is made if it is not there,
// and returns their names.
func Create(dir string, o Options) ([]string, error) {
	files, err := contents(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: is there already; nothing was written; name another folder", name)
		}
	}
	var names []string
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return names, err
		}
		if err := os.WriteFile(name, f.text, 0o644); err != nil {
			return names, err
		}
		names = append(names, f.name)
	}
	return names, nil
}

// Reference is what can be written in a book, in Markdown.
func Reference() string {
	text, err := book.ReadFile(root + "/REFERENCE.md")
	if err != nil {
		panic(err) // it was compiled in
	}
	return string(text)
}

type file struct {
	name string
	text []byte
}

// contents are the files, in the order of their names.
func contents(o Options) ([]file, error) {
	if o.Source == "" {
		o.Source = SourceUnknown
	}
	if o.Version == "" {
		o.Version = Revision()
	}
	fill := strings.NewReplacer("@SOURCE@", o.Source, "@VERSION@", o.Version)
	var files []file
	err := fs.WalkDir(book, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := book.ReadFile(name)
		files = append(files, file{strings.TrimPrefix(name, root+"/"), []byte(fill.Replace(string(text)))})
		return err
	})
	return files, err
}

// Revision is the commit that the running program was built from; VersionUnknown where
// that was not kept, as with -buildvcs=false.
func Revision() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return VersionUnknown
}
