package lesson

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"

	"bothends/runner/exercise"
	"bothends/runner/nearest"
)

// An Exercise is a block that gives the reader something to write. Its children
// are the blocks of the task, then a [Hint] for each hint.
type Exercise struct {
	ast.BaseBlock
	Exercise *exercise.Exercise

	place place
}

// A Hint is one hint of an exercise, with its blocks as children.
type Hint struct{ ast.BaseBlock }

// The kinds of [Exercise] and [Hint].
var (
	KindExercise = ast.NewNodeKind("Exercise")
	KindHint     = ast.NewNodeKind("Hint")
)

// Kind implements ast.Node.
func (n *Exercise) Kind() ast.NodeKind { return KindExercise }

// Kind implements ast.Node.
func (n *Hint) Kind() ast.NodeKind { return KindHint }

// Dump implements ast.Node.
func (n *Exercise) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Exercise": n.Exercise.Name}, nil)
}

// Dump implements ast.Node.
func (n *Hint) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// Place is the line of the lesson where the block stands.
func (n *Exercise) Place() string { return n.place.String() }

// HTMLID is the id of the block on its page.
func (n *Exercise) HTMLID() string { return "exercise:" + n.Exercise.Name }

// loadExercise reads the exercise in a folder.
func (r *reader) loadExercise(dir string) {
	x, err := exercise.Load(r.fsys, dir)
	if err != nil {
		where, what, _ := strings.Cut(err.Error(), ": ") // it names its place
		r.mistakes.add(place{where, 0}, "%s", what)
	}
	if x == nil { // known all the same, so that it is not reported as missing as well
		x = &exercise.Exercise{Name: path.Base(dir), Dir: dir}
	}
	r.book.Exercises[x.Name] = x
}

const howToSet = "write the task, then a numbered list of hints, from the vaguest to the plainest"

// exercise makes the node of a fence such as
//
//	```exercise echo-server
//	Write a server that sends everything back.
//
//	1. What does a read return when the client is done?
//	2. `io.EOF`.
//	```
func (r *reader) exercise(l *Lesson, f *ast.FencedCodeBlock, name string, ctx parser.Context) ast.Node {
	s, at := l.source, l.source.at(f.Pos())
	x := r.book.Exercises[name]
	switch {
	case name == "":
		r.mistakes.add(at, "which exercise? name its folder: exercise echo-server")
		return nil
	case x == nil && r.book.Snippets[name] != nil:
		r.mistakes.add(at, "%s/%s is no exercise: it has no %s", snippets, name, exercise.File)
		return nil
	case x == nil:
		r.mistakes.add(at, "no exercise %s/%s%s", snippets, name, nearest.Hint(name, slices.Sorted(maps.Keys(r.book.Exercises))))
		return nil
	case !r.alone(s, f):
		return nil
	case f.Lines().Len() == 0:
		r.mistakes.add(at, "an exercise without a task; %s", howToSet)
		return nil
	}
	start, stop := f.Lines().At(0).Start, f.Lines().At(f.Lines().Len()-1).Stop
	body := parsePiece(s, start, stop, subContext(ctx))
	n := &Exercise{Exercise: x, place: at}
	hints, _ := body.LastChild().(*ast.List)
	for body.FirstChild() != nil && (hints == nil || body.FirstChild() != ast.Node(hints)) {
		n.AppendChild(n, body.FirstChild())
	}
	switch {
	case !n.HasChildren():
		r.mistakes.add(at, "an exercise without a task; %s", howToSet)
	case hints == nil || !hints.IsOrdered():
		r.mistakes.add(at, "an exercise has hints; %s", howToSet)
	default:
		for item := hints.FirstChild(); item != nil; item = item.NextSibling() {
			h := &Hint{}
			for item.FirstChild() != nil {
				h.AppendChild(h, item.FirstChild())
			}
			n.AppendChild(n, h)
		}
	}
	return n
}

// LessonOf returns the lesson that sets an exercise; nil if none does.
func (b *Book) LessonOf(exercise string) *Lesson {
	for _, l := range b.Lessons() {
		found := false
		ast.Walk(l.Doc, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			if x, ok := n.(*Exercise); ok && x.Exercise.Name == exercise {
				found = true
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
		if found {
			return l
		}
	}
	return nil
}
