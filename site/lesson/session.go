package lesson

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/nearest"
)

// A Session is a block of a session's cells, all of them or some that follow one
// another: a session may stand in several pieces, between which there is text.
type Session struct {
	ast.BaseBlock
	Snippet  *Snippet
	From, To int  // its cells are those from From up to To, which is none of them
	Last     bool // no piece of the session follows in this lesson

	place place
}

// KindSession is the kind of [Session].
var KindSession = ast.NewNodeKind("Session")

// Kind implements ast.Node.
func (n *Session) Kind() ast.NodeKind { return KindSession }

// Dump implements ast.Node.
func (n *Session) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Snippet": n.Snippet.Name, "ID": n.ID()}, nil)
}

// Place is the line of the lesson where the block stands.
func (n *Session) Place() string { return n.place.String() }

// Cells are those of the block, in the order in which they run.
func (n *Session) Cells() []runner.Cell { return n.Snippet.Session.Cells[n.From:n.To] }

// ID is the id of the block on its page: of the piece that begins with the session's
// first cell, session:two-terminals; of others, with the cell behind it.
func (n *Session) ID() string {
	if n.From == 0 {
		return "session:" + n.Snippet.Name
	}
	c := n.Snippet.Session.Cells[n.From]
	return "session:" + n.Snippet.Name + ":" + c.Terminal + ":" + c.Name
}

const howToOpen = "name a session, or some of its cells: session two-terminals, session two-terminals#server:bind..client:connect"

// session makes the node of a fence "session two-terminals#server:bind..client:connect".
func (r *reader) session(l *Lesson, f *ast.FencedCodeBlock, rest string) ast.Node {
	at := l.source.at(f.Pos())
	r.empty(l.source, f)
	name, cells, some := strings.Cut(rest, "#")
	if name == "" || some && cells == "" {
		r.mistakes.add(at, "session what? %s", howToOpen)
		return nil
	}
	s := r.snippet(at, name)
	if s == nil || !r.alone(l.source, f) {
		return nil
	}
	if s.Session == nil {
		r.mistakes.add(at, "%s/%s is no session: it has no %s; show it with a fence: run %[2]s", snippets, name, runner.SessionFile)
		return nil
	}
	n := &Session{Snippet: s, To: len(s.Session.Cells), Last: true, place: at}
	if some && !r.cellRange(at, n, cells) {
		return nil
	}
	for _, before := range l.pieces {
		if before.Snippet != s {
			continue
		}
		if first := max(n.From, before.From); first < min(n.To, before.To) {
			r.mistakes.add(at, "cell %s of %s stands in this lesson already, in %v; name the cells that are meant here: session %s#%s", cellName(s, first), name, before.place, name, cellName(s, n.To-1))
			return nil
		}
		if n.From < before.To {
			r.mistakes.add(at, "cell %s of %s runs before those in %v; put this piece above that", cellName(s, n.From), name, before.place)
			return nil
		}
		before.Last = false
	}
	l.pieces = append(l.pieces, n)
	if !slices.Contains(l.Sessions, name) {
		l.Sessions = append(l.Sessions, name)
	}
	return n
}

// cellRange finds the cells of a block: one, or those from one to another.
func (r *reader) cellRange(at place, n *Session, text string) bool {
	first, last, several := strings.Cut(text, "..")
	if !several {
		last = first
	}
	from, to := r.cell(at, n.Snippet, first), r.cell(at, n.Snippet, last)
	if from < 0 || to < 0 {
		return false
	}
	if to < from {
		r.mistakes.add(at, "cell %s runs before %s; name them in the order of %s/%s/%s", last, first, snippets, n.Snippet.Name, runner.SessionFile)
		return false
	}
	n.From, n.To = from, to+1
	return true
}

// cell finds the cell that a lesson names: with its terminal, which may be left out
// where no other has a cell of that name. It is -1 if there is none.
func (r *reader) cell(at place, s *Snippet, named string) int {
	found, names := []int{}, []string{}
	for i, c := range s.Session.Cells {
		names = append(names, cellName(s, i))
		if named == cellName(s, i) || named == c.Name {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return found[0]
	case 0:
		if hint := nearest.Hint(named, names); hint != "" {
			r.mistakes.add(at, "no cell %q in %s/%s/%s%s", named, snippets, s.Name, runner.SessionFile, hint)
		} else {
			r.mistakes.add(at, "no cell %q in %s/%s/%s; it has %s", named, snippets, s.Name, runner.SessionFile, strings.Join(names, ", "))
		}
	default:
		r.mistakes.add(at, "%d terminals of %s have a cell %q; write %s", len(found), s.Name, named, cellName(s, found[0]))
	}
	return -1
}

// cellName is how a lesson names a cell: server:bind.
func cellName(s *Snippet, i int) string {
	c := s.Session.Cells[i]
	return fmt.Sprintf("%s:%s", c.Terminal, c.Name)
}

// cellFiles are the cells of a session as readers see them: as files, in the order
// in which they run.
func cellFiles(s *runner.Session) []*File {
	var all []*File
	for _, c := range s.Cells {
		all = append(all, &File{Name: c.Terminal + "/" + c.Name, Program: c.Terminal, Base: c.Name, Source: c.Text})
	}
	return all
}

// noSession reports that a fence for programs names a session.
func (r *reader) noSession(at place, s *Snippet) bool {
	if s.Session == nil {
		return true
	}
	r.mistakes.add(at, "%s/%s is a session, which readers run cell by cell; show it with a fence: session %[2]s", snippets, s.Name)
	return false
}
