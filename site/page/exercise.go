package page

import (
	"fmt"
	"html/template"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bothends/site/lesson"
)

// An exerciseView is what the templates of an exercise are given.
type exerciseView struct {
	Name, Reader, Peer, Hue string
	Held                    []template.HTML // what the program must do
	Starter, Solution       template.HTML
}

func (d document) newExerciseView(n *lesson.Exercise) exerciseView {
	x := n.Exercise
	v := exerciseView{Name: x.Name, Reader: d.words.say(x.Reader), Peer: d.words.say("client"), Hue: hue(x.Reader)}
	if x.Reader == "client" {
		v.Peer = d.words.say("server")
	}
	for _, p := range x.Properties {
		v.Held = append(v.Held, title(p.Held))
	}
	v.Starter = highlight(x.Starter["main.go"], "go")
	v.Solution = highlight(x.Solution["main.go"], "go")
	return v
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
