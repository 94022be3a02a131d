package page

import (
	"html/template"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bothends/runner"
	"bothends/site/lesson"
)

// A sessionView is what the template of a session's block is given.
type sessionView struct {
	ID, Name  string
	Label     string
	Live      bool
	Action    template.URL // where the terminals are asked for
	Beside    bool         // two terminals, which stand side by side where there is room
	Terminals []terminalView
	Items     []*cellView // in the order of the clock
	Status    template.HTML
	Legend    []template.HTML
	Wire      *wireView
	Archives  []link
}

// columns is in how many the cells stand where there is room.
const columns = 2

type terminalView struct{ Name, Hue string }

// A cellView is a cell, or where one that has waited came back while others ran: the
// recording has them in the order in which both happened.
type cellView struct {
	Hue, Terminal, Name string
	Column, Number      int
	Code                template.HTML // empty where a cell came back
	Source              string
	Time                string
	Back                string // the call that came back here
	Away                bool   // the cell still waits when the next one begins
	Span                int    // beside how many rows of cells it waits, where terminals stand side by side
	Rows                []template.HTML

	waits  string // the call that it waits in
	behind int    // the cell that was begun last when this began
	events []runner.Event
}

// session renders cells as they were recorded: complete as it stands, on paper too.
func (d document) session(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*lesson.Session)
	s := n.Snippet
	v := sessionView{ID: n.ID(), Name: s.Name, Live: d.options.Live, Action: template.URL(d.action("session")), Beside: len(s.Session.Terminals) > 1}
	v.Label = d.words.say("cells-of", s.Name)
	if first := n.Cells()[0]; n.From > 0 {
		v.Label = d.words.say("cells-from", s.Name, first.Terminal+": "+first.Name)
	}
	for _, t := range s.Session.Terminals {
		v.Terminals = append(v.Terminals, terminalView{t, hue(t)})
	}
	var events []runner.Event
	v.Status = d.words.html("session-none")
	if s.Recording != nil {
		events = s.Recording.Events
		if v.Status = d.words.recorded("session-note"); !v.Live {
			v.Status += " " + d.words.html("recorded-static")
		}
	}
	var shown []runner.Event
	for _, c := range d.cells(s, events) {
		if c.behind >= n.From && c.behind < n.To {
			v.Items = append(v.Items, c)
			shown = append(shown, c.events...)
		}
	}
	if v.Beside {
		span(v.Items)
	}
	v.Legend = d.words.legend(shown)
	if n.Last {
		v.Wire = Rows{Scenario: s.Scenario, Language: d.lesson.Language}.newWireView(s.Name, events, d.recordedCapture(s))
		v.Archives = d.archives(s)
	}
	return ast.WalkSkipChildren, d.words.execute(w, "session.html", v)
}

// cells arranges the cells of a session, and what the recording has of them.
func (d document) cells(s *lesson.Snippet, events []runner.Event) (items []*cellView) {
	rows := Rows{Scenario: s.Scenario, Language: d.lesson.Language}
	at := map[string]*cellView{} // what the events of each terminal belong to
	next := 0                    // recorded cells run in the order in which they stand
	for _, e := range events {
		c := at[e.Process]
		switch {
		case e.Kind == runner.CellRun && next < len(s.Session.Cells):
			for _, other := range at {
				other.Away = other.waits != ""
			}
			c = d.newCellView(s.Session, next)
			c.Time = milliseconds(e.Time)
			next++
			items, at[e.Process] = append(items, c), c
		case c == nil:
			continue
		case c.Away:
			c = &cellView{Hue: c.Hue, Terminal: c.Terminal, Name: c.Name, Column: c.Column, Number: c.Number, Back: c.waits, Time: milliseconds(e.Time), behind: next - 1}
			items, at[e.Process] = append(items, c), c
		}
		switch e.Kind {
		case runner.Waits:
			c.waits = e.Text
		case runner.Value:
			c.waits = ""
		}
		if row := rows.Row(e); row != "" {
			c.Rows, c.events = append(c.Rows, row), append(c.events, e)
		}
	}
	for ; next < len(s.Session.Cells); next++ { // where nothing is recorded
		items = append(items, d.newCellView(s.Session, next))
	}
	return items
}

func (d document) newCellView(s *runner.Session, i int) *cellView {
	c := s.Cells[i]
	v := &cellView{Hue: hue(c.Terminal), Terminal: c.Terminal, Name: c.Name, Source: c.Text, behind: i}
	v.Code = highlight(c.Text, "go")
	for _, before := range s.Cells[:i+1] {
		if before.Terminal == c.Terminal {
			v.Number++
		}
	}
	v.Column = slices.Index(s.Terminals, c.Terminal)%columns + 1
	return v
}

// span lets a cell that waits stand beside those that run meanwhile. Of cells that
// follow one another, one in a column further on stands in the same row, as a browser
// places them in a grid.
func span(items []*cellView) {
	row, column := 0, columns
	waiting := map[string]*cellView{} // by its terminal, with the row in which it began
	began := map[string]int{}
	for _, c := range items {
		if c.Column <= column {
			row++
		}
		column = c.Column
		if w := waiting[c.Terminal]; w != nil {
			w.Span = row - began[c.Terminal]
			delete(waiting, c.Terminal)
		}
		if c.Away {
			waiting[c.Terminal], began[c.Terminal] = c, row
		}
	}
	for terminal, w := range waiting { // it comes back in a later piece
		w.Span = row - began[terminal] + 1
	}
}
