package ladder

import (
	"fmt"
	"html"
	"regexp"
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

// wordsIn is words, of which data that a call has is shortened if they are longer
// than columns.
func (s *step) wordsIn(columns int) string {
	text := s.words()
	if s.Call == nil {
		return text
	}
	at := callData.FindStringSubmatchIndex(text)
	if at == nil {
		return text
	}
	before, data, after := text[:at[2]], text[at[2]:at[3]], text[at[1]:]
	for width(text) > columns && width(data) > fewData {
		data = lastByte.ReplaceAllString(data, "")
		text = before + data + `"…` + after
	}
	return text
}

// callData is what is read or written, and the dots behind it if that is not all.
var callData = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"(?:\.\.\.)?`)

// lastByte is the last byte of data, or what stands for it.
var lastByte = regexp.MustCompile(`(?:\\x[0-9a-f]{2}|\\[0-7]{1,3}|\\?.)$`)

const fewData = 6 // columns of data, of which to show less tells nothing

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
	case s.packet() != nil:
		return s.packetSentence(from, to)
	case s.Call != nil && s.Call.Result != "":
		return fmt.Sprintf("%s calls %s%s; it returns at %s ms", from, s.Call, s.Call.at(), milliseconds(s.Call.End))
	case s.Call != nil:
		return fmt.Sprintf("%s calls %s(%s)%s, which does not return", from, s.Call.Name, s.Call.Args, s.Call.at())
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

// at says where in the program a call is made.
func (c *Call) at() string {
	if c.Line == "" {
		return ""
	}
	return " at " + c.Line
}

// packetSentence says a packet.
func (s *step) packetSentence(from, to string) string {
	label, remark := s.label(120)
	text := fmt.Sprintf("%s to %s: %s", from, to, strings.ReplaceAll(label, "  ", ", "))
	switch {
	case s.Arrives != nil:
		text = fmt.Sprintf("%s of %s arrives at %s", strings.ReplaceAll(label, "  ", ", "), from, to)
		remark = ""
	case s.flight != nil:
		text += ", on its way"
	}
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
	lifelines, steps := l.resolve()
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
func (l *Ladder) list(lifelines []Lifeline, groups []group) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<ol id="%s-list">`+"\n", html.EscapeString(l.ID))
	for _, g := range groups {
		if g.why != "" {
			fmt.Fprintf(&b, "<li><details class=\"folded\"><summary>%s</summary>\n<ol>\n", html.EscapeString(visible(g.why)))
		}
		for i := range g.steps {
			b.WriteString(g.steps[i].item(lifelines))
		}
		if g.why != "" {
			b.WriteString("</ol>\n</details></li>\n")
		}
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
	groups := grouped(steps)
	id := html.EscapeString(l.ID)
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="ladder" id="%s" aria-labelledby="%s-title">`+"\n", id, id)
	fmt.Fprintf(&b, `<figcaption id="%s-title">%s <span class="unit">times in milliseconds</span></figcaption>`+"\n", id, html.EscapeString(visible(l.Title)))
	narrow := l.svgs(narrowPlan(len(lifelines)), lifelines, groups)
	wide := l.svgs(widePlan(len(lifelines)), lifelines, groups)
	for i, g := range groups {
		before, after := "<div class=\"piece\">\n", "</div>\n"
		if g.why != "" {
			before, after = fmt.Sprintf("<details class=\"piece folded\"><summary>%s</summary>\n", html.EscapeString(visible(g.why))), "</details>\n"
		}
		b.WriteString(before + narrow[i] + wide[i] + after)
	}
	b.WriteString("<details class=\"steps\"><summary>The same as a list</summary>\n")
	b.WriteString(l.list(lifelines, groups))
	b.WriteString("</details>\n</figure>\n")
	return b.String()
}
