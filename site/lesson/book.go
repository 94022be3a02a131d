package lesson

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/recording"
)

// A Book is lessons in parts, and the snippets that they show and run.
type Book struct {
	Title    string
	Dir      string  // the folder that the book was opened from, for commands in messages; empty where there is none
	Index    *Lesson // the first page
	Parts    []*Part // in order
	Snippets map[string]*Snippet

	Exercises map[string]*exercise.Exercise

	Sums *Sums // of the files that all this was read from

	terms []Term // of all lessons
}

// A Part is a folder of lessons.
type Part struct {
	Slug, Title string
	Index       *Lesson   // its first page
	Lessons     []*Lesson // in order, without the first page
}

// A Lesson is one page.
type Lesson struct {
	File     string // lessons/02-ip-sockets/010-raw-server.md
	Slug     string // raw-server
	Path     string // ip-sockets/raw-server.html, from the root of the site
	Title    string
	Goal     string            // one sentence; may be empty on first pages
	Mirrors  []string          // ids of the ideas it covers
	Calls    []string          // names of the library that it shows, besides those in its programs
	Terms    map[string]string // what it defines, and how
	Language string            // a tag such as en or de-AT; that of the book's first page unless it says so itself
	Part     *Part             // nil for the book's first page
	Prev     *Lesson           // in the order of reading, first pages among the others
	Next     *Lesson
	Headings []Heading
	Runs     []string // the names of the snippets it runs, in order
	Sessions []string // of those it runs cell by cell

	// Doc is the text, with [Show], [Run], [Session], [Break], [Question], [Exercise] and [Figure] nodes among
	// goldmark's. A link to another page has a destination that begins with a
	// slash: /ip-sockets/raw-server.html#accept, from the root of the site.
	Doc    ast.Node
	Source []byte // what the segments of Doc point into

	source *source
	pieces []*Session // of sessions, in order

	front     Sum // of its front matter
	frontText string
}

// A Heading can be linked to.
type Heading struct {
	Level    int
	ID, Text string
}

// Open reads the book in fsys. If it returns an error, that is all mistakes
// of the book, joined, in the order of their places.
func Open(fsys fs.FS) (*Book, error) {
	return OpenContext(context.Background(), fsys, func(string) {})
}

// OpenContext is Open that ends when ctx does, with its cause, and says which lesson it
// reads.
func OpenContext(ctx context.Context, fsys fs.FS, reading func(file string)) (*Book, error) {
	read := newSumming(fsys)
	r := newReader(read)
	r.snippets()
	r.outline()
	for _, l := range r.book.Lessons() {
		reading(l.File)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		r.lesson(l)
	}
	r.terms()
	r.links()
	r.askedOf()
	r.noBreaks()
	r.languages()
	if err := r.mistakes.err(); err != nil {
		return nil, err
	}
	r.book.Sums = SumsOf(read.sums)
	r.book.mentions()
	return r.book, nil
}

// A reader is one call of Open.
type reader struct {
	fsys     fs.FS
	book     *Book
	mistakes mistakes
	asked    []asked
	included int // by the lesson that is read, so far
}

func newReader(fsys fs.FS) *reader {
	return &reader{fsys: fsys, book: &Book{Snippets: map[string]*Snippet{}, Exercises: map[string]*exercise.Exercise{}}}
}

// Lessons lists all pages in the order of reading: the book's first page, then
// each part's first page and lessons.
func (b *Book) Lessons() []*Lesson {
	var all []*Lesson
	if b.Index != nil {
		all = append(all, b.Index)
	}
	for _, p := range b.Parts {
		if p.Index != nil {
			all = append(all, p.Index)
		}
		all = append(all, p.Lessons...)
	}
	return all
}

// Lesson returns the lesson whose page has that path, or nil.
func (b *Book) Lesson(path string) *Lesson {
	for _, l := range b.Lessons() {
		if l.Path == path {
			return l
		}
	}
	return nil
}

// inOrder lists the snippets by name.
func (b *Book) inOrder() []*Snippet {
	var all []*Snippet
	for _, name := range slices.Sorted(maps.Keys(b.Snippets)) {
		all = append(all, b.Snippets[name])
	}
	return all
}

// Stale lists the snippets and breaks whose recording is missing, cannot be
// read, or was made from other sources, or whose capture is not of the recorded run.
// No page should show one.
func (b *Book) Stale() []error {
	var errs []error
	check := func(run *runner.Snippet, file string, r *recording.Recording, unreadable error) {
		cure := fmt.Sprintf("run: bothends verify -book %s -run '^%s$' -update", cmp.Or(b.Dir, "DIR"), run.Name)
		switch {
		case unreadable != nil:
			errs = append(errs, fmt.Errorf("%w; %s", unreadable, cure))
		case r == nil:
			errs = append(errs, fmt.Errorf("%s: there is no recording; %s", file, cure))
		case r.Sum != run.Sum():
			errs = append(errs, fmt.Errorf("%s: made from other sources; %s", file, cure))
		}
	}
	for _, s := range b.inOrder() {
		check(s.Snippet, s.recordingFile(), s.Recording, s.unreadable)
		if fault := s.CaptureFault(); fault != "" {
			errs = append(errs, fmt.Errorf("%s; run: bothends verify -book %s -run '^%s$' -update", fault, cmp.Or(b.Dir, "DIR"), s.Name))
		}
		for _, one := range s.Breaks {
			check(one.Edited, one.RecordingFile(), one.Recording, one.unreadable)
		}
	}
	return errs
}
