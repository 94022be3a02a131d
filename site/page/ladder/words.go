package ladder

import (
	"fmt"
	"html"
	"strings"

	"bothends/runner/wire"
)

func lost(s *step) bool { return s.Packet.Has(wire.LabelLost) }

func leftOut(n int) string { return "… and " + count(n, "row") + " more, not drawn" }

// join joins what is not empty.
func join(separator string, parts ...string) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, p)
		}
	}
	return strings.Join(full, separator)
}

// words is the text of a row that is no packet.
func (s *step) words() string {
	switch {
	case s.Call != nil:
		return s.Call.String()
	case s.State != "":
		return string(s.State)
	case s.Stream == Stderr:
		return "stderr: " + s.Text
	case s.Stream == Stdin:
		return "stdin: " + s.Text
	case s.Text == "":
		return "⏎" // an empty line is a line
	}
	return s.Text
}

// sentence says a step to somebody who does not see the drawing.
func (s *step) sentence(lifelines []Lifeline) string {
	from, to := lifelines[s.from].Name, lifelines[s.to].Name
	switch {
	case s.left > 0:
		return leftOut(s.left)
	case s.fold != nil:
		packets, _ := s.fold.words()
		text := fmt.Sprintf("%s to %s: %s", from, to, packets)
		if s.fold.acks > 0 {
			text += ", acknowledged by " + count(s.fold.acks, "ACK")
		}
		return text
	case s.Packet != nil:
		return s.packetSentence(from, to)
	case s.Call != nil && s.Call.Result != "":
		return fmt.Sprintf("%s calls %s; it returns at %s ms", from, s.Call, milliseconds(s.Call.End))
	case s.Call != nil:
		return fmt.Sprintf("%s calls %s(%s), which does not return", from, s.Call.Name, s.Call.Args)
	case s.State != "":
		return fmt.Sprintf("%s is in state %s", from, s.State)
	}
	verb := map[Stream]string{Stdout: "prints", Stderr: "prints on standard error", Stdin: "is given", Note: ""}[s.Stream]
	text := s.Text
	if text == "" {
		text = "an empty line"
	}
	return join(": ", join(" ", from, verb), text)
}

// packetSentence says a packet.
func (s *step) packetSentence(from, to string) string {
	label, remark := s.label(120)
	text := fmt.Sprintf("%s to %s: %s", from, to, strings.ReplaceAll(label, "  ", ", "))
	if remark != "" {
		text += " (" + remark + ")"
	}
	a, b := s.changes()
	if a != "" {
		a = from + " is now " + a
	}
	if b != "" {
		b = to + " is now " + b
	}
	return join("; ", text, join(", ", a, b))
}

// Item says a row as an item of a list, such as that of HTML, before all the
// rows are known.
func Item(r Row) string {
	l := Ladder{Rows: []Row{r}}
	lifelines, steps := l.steps()
	return steps[0].item(lifelines)
}

// item says a step as an item of a list.
func (s *step) item(lifelines []Lifeline) string {
	when := ""
	if s.left == 0 {
		when = `<span class="when">` + milliseconds(s.Time) + ` ms</span> `
	}
	return fmt.Sprintf("<li>%s%s</li>\n", when, html.EscapeString(visible(s.sentence(lifelines))))
}

// list writes the steps as an ordered list.
func (l *Ladder) list(lifelines []Lifeline, steps []step) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<ol id="%s-list">`+"\n", html.EscapeString(l.ID))
	for i := range steps {
		b.WriteString(steps[i].item(lifelines))
	}
	b.WriteString("</ol>\n")
	return b.String()
}

// HTML draws the ladder as a figure.
func (l *Ladder) HTML() string {
	lifelines, steps := l.steps()
	if len(lifelines) == 0 {
		return ""
	}
	id := html.EscapeString(l.ID)
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="ladder" id="%s" aria-labelledby="%s-title">`+"\n", id, id)
	fmt.Fprintf(&b, `<figcaption id="%s-title">%s <span class="unit">times in milliseconds</span></figcaption>`+"\n", id, html.EscapeString(visible(l.Title)))
	b.WriteString(l.svg(narrowPlan(len(lifelines)), lifelines, steps))
	b.WriteString(l.svg(widePlan(len(lifelines)), lifelines, steps))
	b.WriteString("<details class=\"steps\"><summary>The same as a list</summary>\n")
	b.WriteString(l.list(lifelines, steps))
	b.WriteString("</details>\n</figure>\n")
	return b.String()
}
