package lesson

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// folder is where lessons lie.
const folder = "lessons"

var (
	partName   = regexp.MustCompile(`^\d+-([a-z0-9]+(?:-[a-z0-9]+)*)$`)
	lessonName = regexp.MustCompile(`^\d+-([a-z0-9]+(?:-[a-z0-9]+)*)\.md$`)
)

// taken are addresses at the root of the site that no part may have.
var taken = map[string]string{
	"assets": "the site's own files", "run": "the runs", "captures": "the captures",
	"downloads": "the programs as archives", "print": "the pages for paper", "watch": "an author's server",
	"search": "what is searched in",
}

// outline finds parts and lessons by the names of files, in order.
func (r *reader) outline() {
	entries, err := fs.ReadDir(r.fsys, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.mistakes.add(place{folder, 0}, "no such folder; a book has lessons/ and snippets/")
		return
	case err != nil:
		r.mistakes.add(place{folder, 0}, "%s", strings.TrimPrefix(err.Error(), folder+": "))
		return
	}
	r.book.Index = r.first(folder, nil)
	parts := map[string]string{}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch m := partName.FindStringSubmatch(e.Name()); {
		case e.Name() == "index.md" || hidden(e):
		case !e.IsDir() && strings.HasSuffix(name, ".md"):
			r.mistakes.add(place{name, 0}, "a lesson lies in the folder of its part, such as lessons/01-name/%s", e.Name())
		case !e.IsDir():
		case m == nil:
			r.mistakes.add(place{name, 0}, "name the folder of a part like 02-ip-sockets, and one that only holds text to include like _parts")
		case taken[m[1]] != "":
			r.mistakes.add(place{name, 0}, "/%s is the address of %s; choose another name", m[1], taken[m[1]])
		case parts[m[1]] != "":
			r.mistakes.add(place{name, 0}, "has the same address as %s: %s; rename one", parts[m[1]], m[1])
		default:
			parts[m[1]] = name
			r.part(name, m[1])
		}
	}
	r.order()
}

// hidden holds for folders that hold text to include, and for what editors leave.
func hidden(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), "_") || strings.HasPrefix(e.Name(), ".")
}

// part reads the names in one folder.
func (r *reader) part(dir, slug string) {
	p := &Part{Slug: slug}
	p.Index = r.first(dir, p)
	r.book.Parts = append(r.book.Parts, p)
	entries, err := fs.ReadDir(r.fsys, dir)
	if err != nil {
		r.mistakes.add(place{dir, 0}, "%v", err)
	}
	files := map[string]string{"index": path.Join(dir, "index.md")}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		m := lessonName.FindStringSubmatch(e.Name())
		switch {
		case e.Name() == "index.md" || hidden(e):
		case e.IsDir():
			r.mistakes.add(place{name, 0}, "a part has no folders but those whose name begins with _")
		case !strings.HasSuffix(name, ".md"):
		case m == nil:
			r.mistakes.add(place{name, 0}, "name a lesson like 010-raw-server.md")
		case files[m[1]] != "":
			r.mistakes.add(place{name, 0}, "has the same address as %s: %s/%s.html; rename one", files[m[1]], slug, m[1])
		default:
			files[m[1]] = name
			p.Lessons = append(p.Lessons, &Lesson{File: name, Slug: m[1], Path: slug + "/" + m[1] + ".html", Part: p})
		}
	}
}

// first returns the first page of the book, or of part p.
func (r *reader) first(dir string, p *Part) *Lesson {
	l := &Lesson{File: path.Join(dir, "index.md"), Slug: "index", Path: "index.html", Part: p}
	if p != nil {
		l.Path = p.Slug + "/index.html"
	}
	if _, err := fs.Stat(r.fsys, l.File); errors.Is(err, fs.ErrNotExist) { // what else may be wrong, reading it says
		r.mistakes.add(place{l.File, 0}, "missing; every folder of lessons has its first page there")
		return nil
	}
	return l
}

// order ties the pages together as they are read.
func (r *reader) order() {
	all := r.book.Lessons()
	for i, l := range all {
		if i > 0 {
			l.Prev, all[i-1].Next = all[i-1], l
		}
	}
}
