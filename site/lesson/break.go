package lesson

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/edit"
	"bothends/runner/recording"
)

// breaksFolder is where a snippet keeps the recordings of its breaks.
const breaksFolder = "breaks"

// A Break is a block that shows an edit to a snippet, and what happens then.
// The edit has been applied, so that it is known to fit.
type Break struct {
	ast.BaseBlock
	Snippet   *Snippet
	ID        string // no-loop: unique among the snippet's
	Edit      *edit.Edit
	Edited    *runner.Snippet      // what runs; its name is tcp-echo#no-loop
	Recording *recording.Recording // nil: none yet, or one that cannot be read
	Claims    []Claim              // what must be seen in it
	Varies    string               // why two runs may differ, so that only claims hold; empty if they may not

	place      place
	unreadable error
}

// KindBreak is the kind of [Break].
var KindBreak = ast.NewNodeKind("Break")

// Kind implements ast.Node.
func (n *Break) Kind() ast.NodeKind { return KindBreak }

// Dump implements ast.Node.
func (n *Break) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Snippet": n.Snippet.Name, "ID": n.ID}, nil)
}

// Place is the line of the lesson where the break stands.
func (n *Break) Place() string { return n.place.String() }

// HTMLID is the id of the block on its page.
func (n *Break) HTMLID() string { return "break:" + n.Snippet.Name + ":" + n.ID }

// RecordingFile is the file in the book that keeps what happened.
func (n *Break) RecordingFile() string {
	return path.Join(snippets, n.Snippet.Name, breaksFolder, n.ID+".txt")
}

// breakFence makes the node of a fence such as
//
//	```break tcp-echo-raw/client/main.go no-loop
//	- for got < sent {
//	+ if got < sent {
//	assert: client prints "got" in 1 line
//	varies: how far the server comes before the client has gone
//	time: 2s
//	```
func (r *reader) breakFence(l *Lesson, f *ast.FencedCodeBlock, rest string) ast.Node {
	at := l.source.at(f.Pos())
	target, id, _ := strings.Cut(rest, " ")
	name, file, _ := strings.Cut(target, "/")
	if id = strings.TrimSpace(id); name == "" || !snippetName.MatchString(id) {
		r.mistakes.add(at, "break what? name a file of a snippet, and what the edit is called: break tcp-echo/client/main.go no-loop")
		return nil
	}
	s := r.snippet(at, name)
	if s == nil || !r.noSession(at, s) || !r.alone(l.source, f) {
		return nil
	}
	if other := s.Break(id); other != nil {
		r.mistakes.add(at, "%s has a break %s already, in %v; give this one another name", s.Name, id, other.place)
		return nil
	}
	found, body := directives(l.source, f, "assert", "varies", "time")
	n := &Break{Snippet: s, ID: id, place: at}
	var text strings.Builder
	for i := range f.Lines().Len() {
		line := f.Lines().At(i)
		text.Write(line.Value(body.text))
	}
	var err error
	if n.Edit, err = edit.Parse(file, text.String()); err == nil {
		n.Edited, err = s.edited(n.Edit)
	}
	var wrong *edit.Mistake
	switch {
	case errors.As(err, &wrong):
		if i := wrong.Line - 1; i < f.Lines().Len() {
			at = l.source.at(f.Lines().At(i).Start)
		}
		r.mistakes.add(at, "%s", wrong.Text)
		return nil
	case err != nil:
		r.mistakes.add(at, "%v", err)
		return nil
	}
	n.Edited.Name += "#" + id
	n.Claims = r.sound(n.Edited.Scenario, r.claims(found))
	for _, d := range found {
		switch d.key {
		case "varies":
			n.Varies = d.value
		case "time":
			r.shorten(n, d)
		}
	}
	if n.Varies != "" && len(n.Claims) == 0 {
		r.mistakes.add(at, "a break that varies asserts what every run shows; add a line such as assert: client exit 1")
	}
	n.Recording, n.unreadable = r.readRecording(n.RecordingFile())
	s.Breaks = append(s.Breaks, n)
	return n
}

// shorten gives a break a time limit below that of its snippet: where nothing
// more happens, nobody has to wait for it.
func (r *reader) shorten(n *Break, d directive) {
	most := time.Duration(n.Edited.Scenario.Limits.Time)
	limit, err := time.ParseDuration(d.value)
	if err != nil || limit < runner.MinTime || limit >= most {
		r.mistakes.add(d.place, "the time limit of a break is shorter than that of %s, %v, and has a unit: time: 2s", n.Snippet.Name, most)
		return
	}
	n.Edited.Scenario.Limits.Time = runner.Duration(limit)
}

// edited is the snippet as it runs with an edit.
func (s *Snippet) edited(e *edit.Edit) (*runner.Snippet, error) {
	files := map[string]string{}
	for _, f := range s.Files {
		files[f.Name] = f.Source
	}
	changed, err := e.Apply(files)
	if err != nil {
		return nil, err
	}
	return s.With(changed)
}

// Break returns the snippet's break of that name, or nil.
func (s *Snippet) Break(id string) *Break {
	for _, b := range s.Breaks {
		if b.ID == id {
			return b
		}
	}
	return nil
}

// noBreaks reports recordings of breaks that no lesson has. In a book with
// mistakes, one of them may be the reason.
func (r *reader) noBreaks() {
	if len(r.mistakes.all) > 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.book.Snippets)) {
		s := r.book.Snippets[name]
		dir := path.Join(snippets, name, breaksFolder)
		entries, err := fs.ReadDir(r.fsys, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.mistakes.add(place{dir, 0}, "%v", err)
		}
		for _, e := range entries {
			if id, ok := strings.CutSuffix(e.Name(), ".txt"); !hidden(e) && !(ok && s.Break(id) != nil) {
				r.mistakes.add(place{path.Join(dir, e.Name()), 0}, "no lesson has a break of this name; remove the file")
			}
		}
	}
}
