package page

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bothends/runner"
	"bothends/site/lesson"
)

// A runView is what the template of a run block is given.
type runView struct {
	ID, Name string
	Live     bool
	Calls    bool         // a run tells its calls, of which some are folded; a recording has no such ones
	Action   template.URL // where the form is sent
	Lesson   string       // the path of the lesson, for the answer
	Original template.URL // where the reader's edits are not; empty if there are none
	Files    []fileView
	Status   template.HTML
	Rows     []template.HTML
	Legend   []template.HTML
	Wire     *wireView
	Archives []link
}

type fileView struct {
	Name, Program, Base string
	Hue                 string
	Commands            []commandView // how its program is started; in the pane of the first file
	Code                template.HTML
	Source              string
	Rows                int
	Edited              bool
}

type commandView struct{ Line, Note string }

// run renders the programs of a snippet, the run bar, and a run: the fresh
// one, or the recording.
func (d document) run(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*lesson.Run)
	s := n.Snippet
	r := runView{ID: n.ID(), Name: s.Name, Live: d.options.Live, Calls: d.options.Live && s.Scenario.Calls, Lesson: d.lesson.Path, Status: d.words.recorded("recorded-note") + " " + d.words.html("recorded-static")}
	place := "#" + r.ID
	r.Action = template.URL(d.href("run") + place)
	fresh := d.options.Fresh
	if fresh != nil && fresh.Snippet != s.Name {
		fresh = nil
	}
	for i, f := range s.Files {
		first := i == 0 || s.Files[i-1].Program != f.Program
		r.Files = append(r.Files, d.newFileView(s, f, first, fresh))
	}
	var events []runner.Event
	var capture Capture
	switch {
	case fresh != nil:
		events, capture = fresh.Events, InLink(fresh.Capture)
		r.Status = template.HTML(template.HTMLEscapeString(fresh.Status))
		r.Original = template.URL(d.href(d.lesson.Path) + place)
	case s.Recording == nil:
		r.Status = d.words.html("recorded-none")
	default:
		events, capture = s.Recording.Events, d.recordedCapture(s)
		if r.Live {
			r.Status = d.words.recorded("recorded-note")
		}
	}
	rows := Rows{s.Scenario, d.lesson.Language}
	for _, e := range events {
		if row := rows.Row(e); row != "" {
			r.Rows = append(r.Rows, row)
		}
	}
	if fresh == nil {
		r.Legend = d.words.legend(events)
	}
	r.Archives = d.archives(s)
	r.Wire = newWireView(s.Scenario, s.Name, events, capture)
	return ast.WalkSkipChildren, d.words.execute(w, "run.html", r)
}

// recorded is a message about a recording, after the word that says that it is one.
func (w *words) recorded(key string) template.HTML {
	return "<strong>" + w.html("recorded") + "</strong> " + w.html(key)
}

func (d document) newFileView(s *lesson.Snippet, f *lesson.File, first bool, fresh *Fresh) fileView {
	v := fileView{Name: f.Name, Program: f.Program, Base: f.Base, Hue: hue(f.Program), Source: f.Source}
	if fresh != nil {
		if edit, ok := fresh.Sources[f.Name]; ok {
			v.Source, v.Edited = edit, edit != f.Source
		}
	}
	v.Code = numbered(highlight(v.Source, language(f.Base)), d.linePrefix(s, f))
	v.Rows = strings.Count(v.Source, "\n") + 1
	if first {
		for _, p := range s.Processes(f.Program) {
			v.Commands = append(v.Commands, d.newCommandView(p))
		}
	}
	return v
}

// newCommandView says how a process is started, and what is special about it.
func (d document) newCommandView(p runner.Process) commandView {
	c := commandView{Line: "$ " + Command(p.Name, p.Args)}
	var notes []string
	if p.Count > 1 {
		notes = append(notes, d.words.say("at-once", p.Count))
	}
	if p.Stdin != "" {
		notes = append(notes, d.words.say("reads", strconv.Quote(p.Stdin)))
	}
	if p.Exit != 0 {
		notes = append(notes, d.words.say("expected-status", p.Exit))
	}
	c.Note = strings.Join(notes, ", ")
	return c
}

// legend explains the names in a recording to those who get no title.
func (w *words) legend(events []runner.Event) []template.HTML {
	r := rower{words: w}
	var names []string
	for _, e := range events {
		for _, name := range namePattern.FindAllString(e.Text+" "+e.Address, -1) {
			if !slices.ContainsFunc(names, func(n string) bool { return r.explain(n) == r.explain(name) }) {
				names = append(names, name)
			}
		}
	}
	var lines []template.HTML
	for _, name := range names {
		lines = append(lines, template.HTML(r.output(name)+": "+template.HTMLEscapeString(r.explain(name))+"."))
	}
	return lines
}
