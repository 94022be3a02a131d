package lesson

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/runner/nearest"
)

// links checks every link of the book, once all lessons are read, and turns
// those between lessons into addresses of pages.
func (r *reader) links() {
	files := map[string]*Lesson{}
	for _, l := range r.book.Lessons() {
		files[l.File] = l
	}
	for _, l := range r.book.Lessons() {
		if l.Doc == nil {
			continue
		}
		for n := range nodes[*ast.Link](l.Doc) {
			n.Destination = []byte(r.link(files, l, l.source.at(n.Pos()), string(n.Destination)))
		}
		for n := range nodes[*ast.Image](l.Doc) {
			r.mistakes.add(l.source.at(n.Pos()), "images are not shown yet: %s; draw what it says as a figure, or leave it out", n.Destination)
		}
	}
}

// link returns where a link in l leads, seen from the root of the site.
func (r *reader) link(files map[string]*Lesson, l *Lesson, at place, dest string) string {
	u, err := url.Parse(dest)
	if err != nil {
		r.mistakes.add(at, "this link is no address: %s", dest)
		return dest
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		return dest
	case "":
	default:
		r.mistakes.add(at, "a link leads to a lesson's file, or to http, https or mailto; this one has %s: %s", u.Scheme, dest)
		return dest
	}
	if anchors, ok := r.book.generated(u.Path); ok {
		if u.Fragment != "" && !slices.Contains(anchors, u.Fragment) {
			r.mistakes.add(at, "nothing is called #%s in %s%s", u.Fragment, u.Path, nearest.Hint(u.Fragment, anchors))
		}
		return dest
	}
	target := l
	if u.Path != "" || u.Host != "" || u.RawQuery != "" {
		file := path.Join(path.Dir(at.file), u.Path)
		if strings.HasPrefix(dest, "/") {
			file = dest
		}
		target = files[file]
		if u.RawQuery != "" || target == nil {
			r.mistakes.add(at, "no lesson %s to link to; name its .md file, relative to this one%s", file, nearFile(file, files))
			return dest
		}
	}
	if u.Fragment != "" && target.Doc != nil && !slices.Contains(target.anchors(), u.Fragment) {
		r.mistakes.add(at, "no heading #%s in %s%s", u.Fragment, target.File, nearest.Hint(u.Fragment, target.anchors()))
		return dest
	}
	out := "/" + target.Path
	if u.Fragment != "" {
		out += "#" + u.EscapedFragment()
	}
	return out
}

// nearFile proposes the lesson whose file has nearly the same name.
func nearFile(file string, files map[string]*Lesson) string {
	var names []string
	for name := range files {
		names = append(names, path.Base(name))
	}
	slices.Sort(names) // of several that are as near, always the same
	return nearest.Hint(path.Base(file), names)
}

// anchors lists what a link to the lesson may name after #.
func (l *Lesson) anchors() []string {
	var ids []string
	for _, h := range l.Headings {
		ids = append(ids, h.ID)
	}
	for _, name := range l.Runs {
		ids = append(ids, runID(name))
	}
	for _, s := range l.pieces {
		ids = append(ids, s.ID())
	}
	for b := range nodes[*Break](l.Doc) {
		ids = append(ids, b.HTMLID())
	}
	for x := range nodes[*Exercise](l.Doc) {
		ids = append(ids, x.HTMLID())
	}
	return ids
}
