package page

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bothends/runner"
	"bothends/site/lesson"
)

// An exerciseView is what the templates of an exercise are given.
type exerciseView struct {
	Name, Reader, Peer, Hue string
	Properties              []propertyView
	Starter, Solution       template.HTML

	Action template.URL // where the reader's program is checked; empty where it cannot be
	ID     string
	Source string // of the starter, or the reader's
	Rows   int

	Status   string          // how a check ended
	Original template.URL    // the exercise as the book has it; empty where it is shown so
	Own      []template.HTML // what the reader's side did in a check
	Open     bool            // it is what one wants to see
}

// A propertyView is something that the program must do, and whether it does.
type propertyView struct {
	Held    template.HTML
	State   string // of a check; empty without one
	Verdict string
	Failed  template.HTML
	Detail  string
}

// Checked is one check of a reader's program. Its page is served as /check.
type Checked struct {
	Exercise string // its name
	Source   string // the reader's main.go
	Verdicts []Verdict
	Events   []runner.Event // of the reader's side
	Status   string         // a sentence: how it ended, or why nothing was checked
}

// A Verdict says whether a property holds. They come in the order of the exercise's.
type Verdict struct {
	State        string // held, failed or untried
	Text, Detail string // why it did not hold
}

// marks stand before the words of a verdict.
var marks = map[string]string{"held": "✓", "failed": "✕", "untried": "–"}

func (d document) newExerciseView(n *lesson.Exercise) exerciseView {
	x := n.Exercise
	v := exerciseView{Name: x.Name, Reader: d.words.say(x.Reader), Peer: d.words.say("client"), Hue: hue(x.Reader)}
	if x.Reader == "client" {
		v.Peer = d.words.say("server")
	}
	for _, p := range x.Properties {
		v.Properties = append(v.Properties, propertyView{Held: title(p.Held)})
	}
	if d.options.Live {
		d.checks = true
		v.ID = n.HTMLID()
		v.Action = template.URL(d.action("check") + "#" + v.ID)
		v.Source = x.Starter["main.go"]
	}
	starter := x.Starter["main.go"]
	if c := d.options.Checked; c != nil && c.Exercise == x.Name {
		v.check(d, c)
		v.Source, starter = c.Source, c.Source
	}
	v.Rows = strings.Count(v.Source, "\n") + 1
	v.Starter = highlight(starter, "go")
	v.Solution = highlight(x.Solution["main.go"], "go")
	return v
}

// check shows what came of a check.
func (v *exerciseView) check(d document, c *Checked) {
	v.Status, v.Original = c.Status, template.URL(d.href(d.lesson.Path)+"#"+v.ID)
	for i, verdict := range c.Verdicts[:min(len(c.Verdicts), len(v.Properties))] {
		p := &v.Properties[i]
		p.State, p.Verdict = verdict.State, marks[verdict.State]+" "+d.words.say(verdict.State)
		if verdict.State == "failed" {
			p.Failed, p.Detail = title(verdict.Text), verdict.Detail
		}
	}
	rows := Rows{Language: d.lesson.Language}
	for _, e := range c.Events {
		v.Open = v.Open || e.Kind == runner.Problem
		if row := rows.Row(e); row != "" {
			v.Own = append(v.Own, row)
		}
	}
}

// exercise renders the frame of an exercise: the task comes first, then what is
// checked and what to begin with, then the hints, then the solution.
func (d document) exercise(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*lesson.Exercise)
	if !entering {
		return ast.WalkContinue, d.words.execute(w, "exercise-end.html", d.newExerciseView(n))
	}
	fmt.Fprintf(w, "<section class=\"exercise\" id=\"%s\" role=\"group\" aria-label=\"%s\">\n<p class=\"label\">%[2]s</p>\n", template.HTMLEscapeString(n.HTMLID()), d.words.html("exercise"))
	return ast.WalkContinue, nil
}

// hint renders one hint, folded.
func (d document) hint(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		w.WriteString("</details>\n")
		return ast.WalkContinue, nil
	}
	number := 1
	before := node.PreviousSibling()
	for before != nil && before.Kind() == lesson.KindHint {
		number, before = number+1, before.PreviousSibling()
	}
	if number == 1 {
		if err := d.words.execute(w, "exercise-start.html", d.newExerciseView(node.Parent().(*lesson.Exercise))); err != nil {
			return ast.WalkStop, err
		}
	}
	fmt.Fprintf(w, "<details class=\"hint-text\"><summary>%s</summary>\n", d.words.html("hint", number))
	return ast.WalkContinue, nil
}
