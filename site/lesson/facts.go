package lesson

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Facts are what the rest of a book needs to know of a lesson: with them, and
// without its text, the others can be read.
type Facts struct {
	Path    string
	Front   string   // its front matter, as it is written
	Files   []string // that its text comes from
	Folders []string // the snippets and exercises that stand in it
	Anchors []string // what links to it may name
	Links   []string // to places of other lessons, from the root of the site
	Shows   bool     // it shows something of the library: see package index
}

// Facts gathers those of l.
func (l *Lesson) Facts() Facts {
	f := Facts{Path: l.Path, Front: l.frontText, Files: l.files(), Folders: l.folders(), Anchors: l.anchors(), Shows: len(l.Runs)+len(l.Sessions)+len(l.Calls) > 0}
	for n := range nodes[*ast.Link](l.Doc) {
		if dest := string(n.Destination); strings.HasPrefix(dest, "/") && strings.Contains(dest, "#") {
			f.Links = append(f.Links, dest)
		}
	}
	return f
}

// Stub is a text of a lesson with these facts: its front matter, and a heading for
// each place that can be linked to, if they are wanted. Blocks are no headings.
func (f Facts) Stub(anchors bool) string {
	var b strings.Builder
	b.WriteString(fence + "\n" + f.Front + fence + "\n")
	for _, id := range f.Anchors {
		if anchors && !strings.Contains(id, ":") {
			b.WriteString("\n## " + id + "\n")
		}
	}
	return b.String()
}

// files are those that the text of l comes from, its own first.
func (l *Lesson) files() []string {
	names := []string{l.File}
	if l.source != nil {
		for _, p := range l.source.places {
			if p.file != names[len(names)-1] && !slices.Contains(names, p.file) {
				names = append(names, p.file)
			}
		}
	}
	return names
}

// folders are the snippets and exercises that stand in l, by name.
func (l *Lesson) folders() []string {
	all := slices.Clone(l.Runs)
	if l.Doc != nil {
		ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if folder := named(n); entering && folder != "" {
				all = append(all, folder)
			}
			return ast.WalkContinue, nil
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}
