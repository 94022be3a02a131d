package site

import (
	"io/fs"
	"path"
	"strings"
	"time"

	"bothends/site/index"
	"bothends/site/lesson"
)

// sources are what is known of the book that a site was built from: enough to read
// only what has changed of it, see quick.go.
type sources struct {
	Base    string // of the options
	Seen    stamps
	Lessons map[string]facts // by file
}

// facts are those of one lesson.
type facts struct {
	lesson.Facts
	Names []string // that the index lists under it
}

// newSources are those of a book that was read whole, after its files were stamped.
func newSources(b *lesson.Book, base string, seen stamps) *sources {
	s := &sources{base, seen, map[string]facts{}}
	s.sum(b.Sums)
	names := index.NewNames(b)
	for _, l := range b.Lessons() {
		s.Lessons[l.File] = facts{l.Facts(), names.Of(l)}
	}
	return s
}

// sum adds the sums of the files that were read.
func (s *sources) sum(sums *lesson.Sums) {
	for name, sum := range sums.Files() {
		if at, ok := s.Seen.Files[name]; ok {
			at.Sum = digest(sum[:])
			s.Seen.Files[name] = at
		}
	}
}

// sums are those of all files that were read.
func (s *sources) sums() *lesson.Sums {
	files := map[string]lesson.Sum{}
	for name, at := range s.Seen.Files {
		if at.Sum != "" {
			files[name] = lesson.Sum([]byte(at.Sum))
		}
	}
	return lesson.SumsOf(files)
}

// changed lists the files that differ from what they were when the record was
// saved, and fills in the sums of the others. It reports false if there are others
// than there were, or if one cannot be read.
func (s *sources) changed(fsys fs.FS, now map[string]stamp, saved time.Time) (names []string, ok bool) {
	if len(now) != len(s.Seen.Files) {
		return nil, false
	}
	for name, at := range now {
		was, known := s.Seen.Files[name]
		if !known {
			return nil, false
		}
		at.Sum = was.Sum
		now[name] = at
		if was == at && at.Time < saved.Add(-tick).UnixNano() || was.Sum == "" {
			continue // as it was, or read by nobody
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, false
		}
		if at.Sum = digestOf(text); at.Sum != was.Sum {
			names = append(names, name)
		}
		now[name] = at
	}
	return names, true
}

// folder is the snippet or exercise that a file belongs to.
func folder(file string) string {
	if rest, ok := strings.CutPrefix(file, "snippets/"); ok {
		name, _, _ := strings.Cut(rest, "/")
		return name
	}
	return ""
}

// A view is a book of which only some lessons and snippets can be read. The others
// are stubs, or are not there.
type view struct {
	fs.FS
	known   map[string]facts
	lessons map[string]bool // those that can be read, by file
	folders map[string]bool // snippets and exercises that are there
	linked  func(file string) bool
}

// Open implements fs.FS.
func (v *view) Open(name string) (fs.File, error) {
	if f, stub := v.known[name]; stub && !v.lessons[name] {
		text := f.Stub(v.linked(name))
		return &stubFile{strings.NewReader(text), stubInfo{path.Base(name), int64(len(text))}}, nil
	}
	return v.FS.Open(name)
}

// Stat implements fs.StatFS.
func (v *view) Stat(name string) (fs.FileInfo, error) {
	if _, stub := v.known[name]; stub && !v.lessons[name] {
		return stubInfo{path.Base(name), 0}, nil
	}
	return fs.Stat(v.FS, name)
}

// ReadDir implements fs.ReadDirFS.
func (v *view) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "snippets" {
		return fs.ReadDir(v.FS, name)
	}
	var all []fs.DirEntry
	entries, err := fs.ReadDir(v.FS, name)
	for _, e := range entries {
		if v.folders[e.Name()] {
			all = append(all, e)
		}
	}
	return all, err
}

// A stubFile is the text of a stub.
type stubFile struct {
	*strings.Reader
	info stubInfo
}

func (f *stubFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *stubFile) Close() error               { return nil }

type stubInfo struct {
	name string
	size int64
}

func (i stubInfo) Name() string       { return i.name }
func (i stubInfo) Size() int64        { return i.size }
func (i stubInfo) Mode() fs.FileMode  { return 0o444 }
func (i stubInfo) ModTime() time.Time { return time.Time{} }
func (i stubInfo) IsDir() bool        { return false }
func (i stubInfo) Sys() any           { return nil }
