package site

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"bothends/site/assets"
	"bothends/site/index"
	"bothends/site/lesson"
	"bothends/site/page"
	"bothends/site/search"
)

// mostRead is how many lessons are read at most where not all are: if so many have
// changed, it is as well to read the whole book.
const mostRead = 200

// A quick build reads of a book only what has changed since the last one, and what
// that has to do with: it is for the change that an author makes most often, to the
// text of a lesson, to a program or a recording. Whatever else has changed, and
// whenever anything is wrong, the whole book is read, and the whole site compared:
// then messages and pages are those of a whole build.
type quick struct {
	fsys   fs.FS
	o      Options
	dir    string
	before *record
	now    stamps // of the sources

	changed map[string]bool // files of the book
	lessons []string        // that the change concerns, by file
	read    map[string]bool // those and lessons that share snippets with them
	folders map[string]bool // snippets and exercises of these
}

// build reports false if the site has to be built as usual.
func (q *quick) build(ctx context.Context) (*Report, bool) {
	known := q.before.Book
	if known == nil || q.o.Paper || q.o.Runner != "" || known.Base != q.o.Base || q.before.Spare == nil {
		return nil, false
	}
	intact := q.before.intact(q.dir)
	defer intact()
	names, ok := known.changed(q.fsys, q.now.Files, q.before.Saved)
	if !ok || !q.concerned(names) {
		return nil, false
	}
	b, err := lesson.Open(&view{q.fsys, known.Lessons, q.read, q.folders, q.linked()})
	if err != nil || len(b.Stale())+len(b.Refuted()) > 0 {
		return nil, false
	}
	after := q.after(b)
	outputs, ok := q.outputs(b, after)
	if !ok {
		return nil, false
	}
	if !intact() {
		return nil, false
	}
	made, ok := q.before.turn(ctx, q.dir, outputs, after)
	if !ok {
		return nil, false
	}
	after.save()
	return &Report{Pages: len(b.Lessons()), Read: len(q.read), Files: len(after.Files), Made: made}, true
}

// concerned finds out which lessons a change concerns. It reports false if that is
// more than it is good for.
func (q *quick) concerned(names []string) bool {
	known := q.before.Book.Lessons
	q.changed, q.read, q.folders = map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, name := range names {
		q.changed[name] = true
		if f := folder(name); f != "" {
			q.folders[f] = true
		}
	}
	for file, f := range known {
		if slices.ContainsFunc(f.Files, func(name string) bool { return q.changed[name] }) ||
			slices.ContainsFunc(f.Folders, func(name string) bool { return q.folders[name] }) {
			q.lessons = append(q.lessons, file)
			q.read[file] = true
		}
	}
	slices.Sort(q.lessons)
	// One that shows something is always read: there is an index if there is one.
	for _, file := range slices.Sorted(maps.Keys(known)) {
		if known[file].Shows {
			q.read[file] = true
			break
		}
	}
	for grown := true; grown; { // what shares a snippet with another is checked with it
		grown = false
		for file := range q.read {
			for _, f := range known[file].Folders {
				q.folders[f] = true
			}
		}
		for file, f := range known {
			if !q.read[file] && slices.ContainsFunc(f.Folders, func(name string) bool { return q.folders[name] }) {
				q.read[file], grown = true, true
			}
		}
		if len(q.read) > mostRead {
			return false
		}
	}
	return !slices.ContainsFunc(q.lessons, func(file string) bool { return q.changed[file] && !q.sameFront(file) })
}

// sameFront is whether the front matter of a lesson is as it was: every page says
// something of it.
func (q *quick) sameFront(file string) bool {
	text, err := fs.ReadFile(q.fsys, file)
	return err == nil && strings.HasPrefix(string(text), q.before.Book.Lessons[file].Stub(false))
}

// linked tells which lessons are perhaps linked to from those that are read.
func (q *quick) linked() func(file string) bool {
	var texts []string
	for file := range q.read {
		for _, name := range q.before.Book.Lessons[file].Files {
			if text, err := fs.ReadFile(q.fsys, name); err == nil {
				texts = append(texts, string(text))
			}
		}
	}
	return func(file string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, path.Base(file)) })
	}
}

// after is the record of the site as it will be, without its changed files.
func (q *quick) after(b *lesson.Book) *record {
	after := newRecord(q.before)
	after.Files = maps.Clone(q.before.Files)
	after.Book = &sources{q.o.Base, q.now, maps.Clone(q.before.Book.Lessons)}
	after.Book.sum(b.Sums) // what is read for the first time
	for file := range q.before.Book.Lessons {
		if at := after.Book.Seen.Files[file]; !q.read[file] { // it was a stub
			at.Sum = q.before.Book.Seen.Files[file].Sum
			after.Book.Seen.Files[file] = at
		}
	}
	b.Sums = after.Book.sums()
	names := index.NewNames(b)
	for _, l := range b.Lessons() {
		if q.read[l.File] {
			after.Book.Lessons[l.File] = facts{l.Facts(), names.Of(l)}
		}
	}
	return after
}

// outputs are the files of the site that are to change. It reports false if a link
// to what has changed leads nowhere now, or if there are other files than before.
func (q *quick) outputs(b *lesson.Book, after *record) ([]output, bool) {
	if !q.linksHold(after) {
		return nil, false
	}
	o := page.Options{Base: q.o.Base, Index: func() *index.Index {
		return index.From(b, func(l *lesson.Lesson) []string { return after.Book.Lessons[l.File].Names })
	}}
	p := &planner{book: b, assets: assets.Load(), options: o, keys: page.NewKeys(b, q.o.Program, o), known: q.lines}
	p.all()
	mine := map[string]bool{}
	for _, l := range b.Lessons() {
		if slices.Contains(q.lessons, l.File) {
			for _, name := range p.made[l] {
				mine[name] = true
			}
		}
	}
	same := true // the index
	for file := range q.read {
		same = same && slices.Equal(after.Book.Lessons[file].Names, q.before.Book.Lessons[file].Names)
	}
	var all []output
	for _, out := range p.outputs {
		was, known := q.before.Files[out.path]
		switch {
		case out.path == lesson.CallsPage && same:
			was.Key = out.key // of the whole book, but its content is of these names alone
			after.Files[out.path] = was
		case !mine[out.path] && !q.folders[snippetOf(out.path)] && out.path != lesson.CallsPage:
		case !known:
			return nil, false
		case was.Key != out.key:
			all = append(all, out)
		}
	}
	return all, true
}

// lines are those of an index of searching, of lessons that were not read. It was
// found intact.
func (q *quick) lines(name string) map[string]string {
	script, err := os.ReadFile(filepath.Join(q.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil
	}
	known := search.Lines(script)
	for file := range q.read {
		delete(known, q.before.Book.Lessons[file].Path)
	}
	return known
}

// linksHold is whether all links of lessons that were not read lead somewhere.
func (q *quick) linksHold(after *record) bool {
	anchors := map[string]bool{}
	for _, file := range q.lessons {
		f := after.Book.Lessons[file]
		for _, id := range f.Anchors {
			anchors["/"+f.Path+"#"+id] = true
		}
		anchors["/"+f.Path] = true
	}
	for _, f := range after.Book.Lessons {
		for _, link := range f.Links {
			target, _, _ := strings.Cut(link, "#")
			if anchors[target] && !anchors[link] {
				return false
			}
		}
	}
	return true
}

// snippetOf is the snippet that a file of the site is made of alone.
func snippetOf(out string) string {
	top, rest, _ := strings.Cut(out, "/")
	if top == "captures" || top == "recordings" || top == "downloads" {
		return strings.TrimSuffix(rest, path.Ext(rest))
	}
	return ""
}

// BuildFrom builds the site of the book in the folder dir, as Build does, and reads
// no more of the book than it must.
func BuildFrom(ctx context.Context, dir string, o Options) (*Report, error) {
	fsys, err := lesson.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer fsys.Close()
	return buildFS(ctx, fsys, dir, o)
}

func buildFS(ctx context.Context, fsys fs.FS, name string, o Options) (*Report, error) {
	dir, err := target(o.Dir)
	if err != nil {
		return nil, err
	}
	before := openRecord(o.Cache, o.Program, dir)
	seen, err := before.look(fsys, name)
	if err != nil {
		return nil, err
	}
	now := seen
	now.Files = maps.Clone(seen.Files)
	q := &quick{fsys: fsys, o: o, dir: dir, before: before, now: now}
	if report, ok := q.build(ctx); ok {
		return report, nil
	}
	b, err := lesson.OpenContext(ctx, fsys, func(string) {})
	if err != nil {
		return nil, err
	}
	b.Dir = name
	return rebuild(ctx, b, o, dir, before, &seen)
}

// look stamps the files of a book. The record knows where they were in the folder of that name, if
// it has one.
func (r *record) look(fsys fs.FS, name string) (stamps, error) {
	if name == "" || r.Book == nil {
		return stampAll(fsys)
	}
	return r.Book.Seen.again(name)
}
