package page

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"bothends/runner/edit"
	"bothends/site/lesson"
)

// A breakView is what the template of a break is given.
type breakView struct {
	ID, Snippet string
	Changes     []changeView
	Note        template.HTML
	Rows        []template.HTML
	Legend      []template.HTML
}

type changeView struct {
	Hue, Program, File string
	Lines              []template.HTML
}

// breakBlock renders an edit, and folded below it what it did: it is to be
// guessed first.
func (d document) breakBlock(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*lesson.Break)
	v := breakView{ID: n.HTMLID(), Snippet: n.Snippet.Name, Note: d.words.recorded("outcome-note")}
	for _, c := range n.Edit.Changes {
		v.Changes = append(v.Changes, newChangeView(c))
	}
	if n.Varies != "" {
		v.Note += " " + template.HTML(template.HTMLEscapeString(d.words.say("outcome-varies", strings.TrimSuffix(n.Varies, "."))))
	}
	if n.Recording == nil {
		v.Note = d.words.html("outcome-none")
	} else {
		rows := NewRows(n.Edited, d.lesson.Language)
		rows.moved = moved(n)
		for _, e := range n.Recording.Events {
			if row := rows.Row(e); row != "" {
				v.Rows = append(v.Rows, row)
			}
		}
		if limit := n.Edited.Scenario.Limits.Time; limit < n.Snippet.Scenario.Limits.Time {
			v.Note += " " + d.words.html("outcome-stopped", time.Duration(limit).String(), time.Duration(n.Snippet.Scenario.Limits.Time).String())
		}
		v.Legend = d.words.legend(n.Recording.Events)
	}
	return ast.WalkSkipChildren, d.words.execute(w, "break.html", v)
}

// moved finds the lines of a break's programs in what the page shows: 12 is a line of
// the program as it is without the break, +2 the second that comes with it. A line is
// where it was if all before it are as they were, or all behind it.
func moved(n *lesson.Break) map[string]string {
	var came []string // the lines that come, in the order in which the page has them
	for _, c := range n.Edit.Changes {
		for _, l := range c.Lines {
			if l.Op == '+' {
				came = append(came, strings.TrimSpace(l.Text))
			}
		}
	}
	at := map[string]string{}
	for _, p := range n.Edited.Programs {
		before := n.Snippet.Program(p.Name).Files
		for name, text := range p.Files {
			old, lines := strings.Split(before[name], "\n"), strings.Split(text, "\n")
			same, end := 0, 0
			for same < min(len(old), len(lines)) && old[same] == lines[same] {
				same++
			}
			for end < min(len(old), len(lines))-same && old[len(old)-1-end] == lines[len(lines)-1-end] {
				end++
			}
			for i, line := range lines {
				place, was := p.Name+"/"+name+":"+strconv.Itoa(i+1), i
				if i >= len(lines)-end {
					was = i + len(old) - len(lines)
				}
				if i < same || i >= len(lines)-end {
					at[place] = name + ":" + strconv.Itoa(was+1)
				} else if k := slices.Index(came, strings.TrimSpace(line)); k >= 0 && !slices.Contains(came[k+1:], came[k]) {
					at[place] = "+" + strconv.Itoa(k+1)
				}
			}
		}
	}
	return at
}

// newChangeView marks each line that goes or comes, in words for those who do
// not see it. The marks stand in the text, so that it reads as a diff when copied.
func newChangeView(c edit.Change) changeView {
	program, _, _ := strings.Cut(c.File, "/")
	v := changeView{Hue: hue(program), Program: program, File: c.File}
	for _, l := range c.Lines {
		code := highlight(l.Text, language(c.File))
		switch l.Op {
		case '-':
			v.Lines = append(v.Lines, `<del><span class="mark">-</span> `+code+`</del>`)
		case '+':
			v.Lines = append(v.Lines, `<ins><span class="mark">+</span> `+code+`</ins>`)
		default:
			v.Lines = append(v.Lines, `<span class="mark"> </span> `+code)
		}
	}
	return v
}
