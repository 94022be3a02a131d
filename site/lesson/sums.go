package lesson

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
)

// A Sum tells contents apart.
type Sum [sha256.Size]byte

// Sums are those of the files that a book was read from, so that what is made of
// it need not be made again while they stay the same.
type Sums struct {
	files   map[string]Sum
	folders map[string]Sum // of each snippet, by its name
}

// summing is a file system that keeps the sum of each file that is read from it.
type summing struct {
	fs.FS
	mu   sync.Mutex
	sums map[string]Sum
}

func newSumming(fsys fs.FS) *summing { return &summing{FS: fsys, sums: map[string]Sum{}} }

// Open implements fs.FS. A file is read whole, up to what no reader of a book
// takes; one that is longer is refused by them.
func (s *summing) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return f, nil // who reads it finds out
	}
	var text bytes.Buffer
	text.Grow(int(min(info.Size(), maxFile)) + bytes.MinRead)
	if _, err := text.ReadFrom(io.LimitReader(f, maxFile+1)); err != nil {
		return f, nil // likewise
	}
	sum := sha256.Sum256(text.Bytes())
	s.mu.Lock()
	s.sums[name] = sum
	s.mu.Unlock()
	return &readFile{f, text.Bytes()}, nil
}

// ReadDir implements fs.ReadDirFS.
func (s *summing) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(s.FS, name) }

// Stat implements fs.StatFS.
func (s *summing) Stat(name string) (fs.FileInfo, error) { return fs.Stat(s.FS, name) }

// A readFile is a file whose text is known.
type readFile struct {
	fs.File
	left []byte
}

// Read implements fs.File.
func (f *readFile) Read(b []byte) (int, error) {
	if len(f.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b, f.left)
	f.left = f.left[n:]
	return n, nil
}

// SumsOf sorts the sums of files by what they belong to.
func SumsOf(files map[string]Sum) *Sums {
	s := &Sums{files, map[string]Sum{}}
	byFolder := map[string][]string{}
	for name := range files {
		if rest, ok := strings.CutPrefix(name, snippets+"/"); ok {
			folder, _, _ := strings.Cut(rest, "/")
			byFolder[folder] = append(byFolder[folder], name)
		}
	}
	for folder, names := range byFolder {
		s.folders[folder] = s.of(names)
	}
	return s
}

// of is the sum of several files, with their names.
func (s *Sums) of(names []string) Sum {
	slices.Sort(names)
	h := sha256.New()
	for _, name := range slices.Compact(names) {
		fmt.Fprintf(h, "%s %x\n", name, s.files[name])
	}
	return Sum(h.Sum(nil))
}

// Files are the sums of the files, by their names.
func (s *Sums) Files() map[string]Sum { return s.files }

// Book is the sum of all files.
func (s *Sums) Book() Sum { return s.of(slices.Collect(maps.Keys(s.files))) }

// Snippet is the sum of the files of a snippet or an exercise.
func (s *Sums) Snippet(name string) Sum { return s.folders[name] }

// Front is the sum of the front matter of l.
func (s *Sums) Front(l *Lesson) Sum { return l.front }

// Lesson is the sum of the files that the text of l comes from, and of the
// snippets and exercises that stand in it.
func (s *Sums) Lesson(l *Lesson) Sum {
	h := sha256.New()
	fmt.Fprintf(h, "%x\n", s.of(l.files()))
	for _, folder := range l.folders() {
		fmt.Fprintf(h, "%s %x\n", folder, s.folders[folder])
	}
	return Sum(h.Sum(nil))
}

// named is the folder below snippets that a block takes its content from.
func named(n ast.Node) string {
	switch n := n.(type) {
	case *Show:
		return n.Snippet.Name
	case *Run:
		return n.Snippet.Name
	case *Session:
		return n.Snippet.Name
	case *Break:
		return n.Snippet.Name
	case *Exercise:
		return n.Exercise.Name
	case *Question:
		about, _, _ := strings.Cut(n.About, "#")
		return about
	}
	return ""
}
