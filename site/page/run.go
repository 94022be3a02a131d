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
	How      []processView // how it runs, where a reader can change that
	Link     string        // what is between server and client
	CanLink  bool          // something can be
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

// A processView is what can be changed of a process.
type processView struct {
	Name, Program, Hue string
	Args               string // as in a shell; an argument may have many lines
	Rows               int
	Count              int // 0 if there is always one of it
}

type commandView struct {
	Line, Note string
	Changed    bool // by the reader
}

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
	r.Action = template.URL(d.action("run") + place)
	fresh := d.options.Fresh
	if fresh != nil && fresh.Snippet != s.Name {
		fresh = nil
	}
	snippet := ran(s, fresh)
	for i, f := range s.Files {
		v := d.newFileView(s, f, fresh)
		if first := i == 0 || s.Files[i-1].Program != f.Program; first {
			v.Commands = d.commands(s, snippet, f.Program)
		}
		r.Files = append(r.Files, v)
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
	if r.Live {
		r.how(snippet.Scenario)
	}
	rows := NewRows(snippet, d.lesson.Language)
	for _, e := range events {
		if row := rows.Row(e); row != "" {
			r.Rows = append(r.Rows, row)
		}
	}
	if fresh == nil {
		r.Legend = d.words.legend(events)
	}
	r.Archives = d.archives(s)
	r.Wire = rows.newWireView(s.Name, events, capture)
	return ast.WalkSkipChildren, d.words.execute(w, "run.html", r)
}

// how tells what a reader may change of how the programs run.
func (r *runView) how(s runner.Scenario) {
	serves, others := false, false
	for _, p := range s.Processes {
		v := processView{Name: p.Name, Program: p.Program, Hue: hue(p.Name), Count: p.Count, Args: strings.TrimPrefix(Command("", p.Args), " ")}
		v.Rows = strings.Count(v.Args, "\n") + 1
		if *p.Serves {
			v.Count = 0
		}
		serves, others = serves || *p.Serves, others || !*p.Serves
		r.How = append(r.How, v)
	}
	if s.Link != nil {
		r.Link = runner.FormatLink(s.Link)
	}
	// Names lead to one loopback, which two hosts do not share.
	r.CanLink = s.Link != nil || s.Names == nil && serves && others
}

// ran is the snippet as it ran: with the reader's edits in a fresh run, and in the way
// that the reader chose.
func ran(s *lesson.Snippet, fresh *Fresh) *runner.Snippet {
	if fresh == nil {
		return s.Snippet
	}
	out := *s.Snippet
	if edited, err := s.With(fresh.Sources); err == nil {
		out = *edited
	}
	if len(fresh.Scenario.Processes) > 0 {
		out.Scenario = fresh.Scenario
	}
	return &out
}

// recorded is a message about a recording, after the word that says that it is one.
func (w *words) recorded(key string) template.HTML {
	return "<strong>" + w.html("recorded") + "</strong> " + w.html(key)
}

func (d document) newFileView(s *lesson.Snippet, f *lesson.File, fresh *Fresh) fileView {
	v := fileView{Name: f.Name, Program: f.Program, Base: f.Base, Hue: hue(f.Program), Source: f.Source}
	if fresh != nil {
		if edit, ok := fresh.Sources[f.Name]; ok {
			v.Source, v.Edited = edit, edit != f.Source
		}
	}
	v.Code = numbered(highlight(v.Source, language(f.Base)), d.linePrefix(s, f))
	v.Rows = strings.Count(v.Source, "\n") + 1
	return v
}

// commands says how the processes of a program are started, as they ran.
func (d document) commands(s *lesson.Snippet, ran *runner.Snippet, program string) (all []commandView) {
	recorded := s.Processes(program)
	for _, p := range (&lesson.Snippet{Snippet: ran}).Processes(program) {
		c := d.newCommandView(p)
		c.Changed = !slices.ContainsFunc(recorded, func(r runner.Process) bool { return d.newCommandView(r) == c })
		all = append(all, c)
	}
	return all
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
