package lesson

import (
	"slices"

	"github.com/yuin/goldmark/ast"
)

// A Run is a block in which a snippet is read, run, and seen to have run.
type Run struct {
	ast.BaseBlock
	Snippet *Snippet

	place place
}

// KindRun is the kind of [Run].
var KindRun = ast.NewNodeKind("Run")

// Kind implements ast.Node.
func (n *Run) Kind() ast.NodeKind { return KindRun }

// Dump implements ast.Node.
func (n *Run) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Snippet": n.Snippet.Name}, nil)
}

// Place is the line of the lesson where the block stands.
func (n *Run) Place() string { return n.place.String() }

// ID is the id of the block on its page. No heading has such an id: theirs
// hold no colon.
func (n *Run) ID() string { return runID(n.Snippet.Name) }

func runID(snippet string) string { return "run:" + snippet }

// run makes the node of a fence "run tcp-echo".
func (r *reader) run(l *Lesson, f *ast.FencedCodeBlock, name string) ast.Node {
	at := l.source.at(f.Pos())
	r.empty(l.source, f)
	if name == "" {
		r.mistakes.add(at, "run what? name a snippet: run tcp-echo")
		return nil
	}
	s := r.snippet(at, name)
	if s == nil || !r.noSession(at, s) || !r.alone(l.source, f) {
		return nil
	}
	if slices.Contains(l.Runs, name) {
		r.mistakes.add(at, "this lesson runs %s already; show the part of it that you mean: show %[1]s/FILE#REGION", name)
		return nil
	}
	l.Runs = append(l.Runs, name)
	return &Run{Snippet: s, place: at}
}
