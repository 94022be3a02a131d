package ladder

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"strings"

	"bothends/runner/wire"
)

func lost(s *step) bool { return s.Packet.Has(wire.LabelLost) }

// Say is a message in the language of the page, filled in. One that counts things has
// two forms, for one of them and for all other numbers: "1 row|%d rows".
type Say func(key string, args ...any) string

// count says how many there are.
func (say Say) count(key string, n int) string {
	one, more, _ := strings.Cut(say(key), "|")
	if n == 1 {
		return one
	}
	return strings.Replace(more, "%d", itoa(n), 1)
}

func (say Say) leftOut(n int) string { return say("wire-left-out", say.count("wire-rows", n)) }

// labels says what a packet does, but for what its flags and its length tell.
func (say Say) labels(p *wire.Packet) string {
	var words []string
	for _, l := range p.ToldLabels() {
		if l == wire.LabelReset {
			words = append(words, say("wire-reset", say("wire-reset-"+string(cmp.Or(p.Reset, wire.ResetUnknown)))))
		} else {
			words = append(words, say("wire-label-"+string(l)))
		}
	}
	return strings.Join(words, ", ")
}

// payload is how much a packet carries, and the beginning of that.
func (say Say) payload(p wire.Packet, limit int) string {
	_, text, quotes := strings.Cut(p.PayloadText(limit), ` "`)
	if !quotes {
		return say.count("wire-bytes", p.Length)
	}
	return say.count("wire-bytes", p.Length) + ` "` + text
}

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
		return s.say.leftOut(s.left)
	case s.fold != nil:
		packets, _ := s.fold.words(s.say)
		text := s.say("wire-to", from, to, packets)
		if s.fold.acks > 0 {
			text += ", " + s.say.count("wire-acked", s.fold.acks)
		}
		return text
	case s.packet() != nil:
		return s.packetSentence(from, to)
	case s.Call != nil && s.Call.Result != "":
		return s.say("wire-call", from, s.Call.String()+s.at(), milliseconds(s.Call.End))
	case s.Call != nil:
		return s.say("wire-call-open", from, s.Call.Name+"("+s.Call.Args+")"+s.at())
	case s.State != "":
		return s.say("wire-state", from, s.State)
	}
	text := cmp.Or(s.Text, s.say("wire-empty"))
	switch s.Stream {
	case Stdout:
		return s.say("wire-prints", from, text)
	case Stderr:
		return s.say("wire-prints-error", from, text)
	case Stdin:
		return s.say("wire-given", from, text)
	}
	return from + ": " + text
}

// at says where in the program a call is made.
func (s *step) at() string {
	if s.Call.Line == "" {
		return ""
	}
	return " " + s.say("wire-at", s.Call.Line)
}

// packetSentence says a packet.
func (s *step) packetSentence(from, to string) string {
	label, remark := s.label(120)
	label = strings.ReplaceAll(label, "  ", ", ")
	text := s.say("wire-to", from, to, label)
	switch {
	case s.Arrives != nil:
		text, remark = s.say("wire-arrives", label, from, to), ""
	case s.flight != nil:
		text += ", " + s.say("wire-under-way")
	}
	if remark != "" {
		text += " (" + remark + ")"
	}
	a, b := s.changes()
	if a != "" {
		a = s.say("wire-now", from, a)
	}
	if b != "" {
		b = s.say("wire-now", to, b)
	}
	return join("; ", text, join(", ", a, b))
}

// Item says a row as an item of a list, such as that of HTML, before all the
// rows are known.
func Item(r Row, say Say) string {
	l := Ladder{Rows: []Row{r}, Say: say}
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

// order says for the script how the steps and the rows of a transcript follow each
// other: - is a row that is no step, . is one that is, 01 is a packet from the first
// lifeline to the second, and +01 where one arrives that had been on its way. The digits go
// on with letters; what is left out ends it.
func order(steps []step) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	var b strings.Builder
	rows := 0
	for _, s := range steps {
		if s.left > 0 || max(s.from, s.to) >= len(digits) {
			break
		}
		b.WriteString(strings.Repeat("-", max(s.Before-rows, 0)))
		rows = s.Before
		switch {
		case s.packet() == nil:
			b.WriteByte('.')
			rows++
		case s.Arrives != nil:
			b.WriteByte('+')
			fallthrough
		default:
			b.WriteString(digits[s.from:s.from+1] + digits[s.to:s.to+1])
		}
	}
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
	fmt.Fprintf(&b, `<figure class="ladder" id="%s" aria-labelledby="%s-title" data-steps="%s">`+"\n", id, id, order(steps))
	fmt.Fprintf(&b, `<figcaption id="%s-title">%s <span class="unit">%s</span></figcaption>`+"\n", id, html.EscapeString(visible(l.Title)), html.EscapeString(l.Say("wire-unit")))
	narrow := l.svgs(narrowPlan(len(lifelines)), lifelines, groups)
	wide := l.svgs(widePlan(len(lifelines)), lifelines, groups)
	for i, g := range groups {
		before, after := "<div class=\"piece\">\n", "</div>\n"
		if g.why != "" {
			before, after = fmt.Sprintf("<details class=\"piece folded\"><summary>%s</summary>\n", html.EscapeString(visible(g.why))), "</details>\n"
		}
		b.WriteString(before + narrow[i] + wide[i] + after)
	}
	b.WriteString("<details class=\"steps\"><summary>" + html.EscapeString(l.Say("same-as-list")) + "</summary>\n")
	b.WriteString(l.list(lifelines, groups))
	b.WriteString("</details>\n</figure>\n")
	return b.String()
}
