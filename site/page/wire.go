package page

import (
	"html/template"
	"regexp"
	"slices"

	"bothends/runner"
	"bothends/site/page/ladder"
)

// Wire makes a ladder of a run: the packets, and what those processes did that
// had a part in them, in a language. It is nil if no packet was seen. The ladder's id
// begins with the given one.
func Wire(s runner.Scenario, events []runner.Event, id, language string) *ladder.Ladder {
	var talked []string // the processes at the ends of packets
	for _, e := range events {
		if e.Packet == nil {
			continue
		}
		for _, process := range []string{e.Packet.From.Process, e.Packet.To.Process} {
			if process != "" && !slices.Contains(talked, process) {
				talked = append(talked, process)
			}
		}
	}
	w := wordsIn(language)
	l := &ladder.Ladder{ID: id, Title: w.say("wire-title"), Lifelines: lifelines(s, talked), Say: w.say}
	rows := 0 // of the transcript
	for _, e := range events {
		if e.Packet != nil || e.Arrives != nil || slices.Contains(talked, e.Process) {
			for _, r := range w.wireRow(e) {
				r.Before = rows
				l.Rows = append(l.Rows, r)
			}
		}
		if class, _ := (rower{Rows{Scenario: s}, w}).line(e); class != "" {
			rows++
		}
	}
	if !slices.ContainsFunc(l.Rows, func(r ladder.Row) bool { return r.Packet != nil }) {
		return nil
	}
	return l
}

// lifelines puts those that serve between the others, so that few arrows cross
// a lifeline.
func lifelines(s runner.Scenario, talked []string) []ladder.Lifeline {
	var serving, others []ladder.Lifeline
	for _, name := range talked {
		line := ladder.Lifeline{Name: name, Class: hue(name)}
		if s.Serves(name) {
			serving = append(serving, line)
		} else {
			others = append(others, line)
		}
	}
	left := (len(others) + 1) / 2
	return slices.Concat(others[:left], serving, others[left:])
}

// wireRow is the row of an event on the ladder, if it has one.
func (w *words) wireRow(e runner.Event) []ladder.Row {
	r := ladder.Row{Time: e.Time, Process: e.Process}
	switch e.Kind {
	case runner.Segment, runner.Datagram:
		r.Packet = e.Packet
	case runner.Arrival:
		r.Arrives = e.Arrives
	case runner.Call:
		if e.Call == nil {
			return nil
		}
		r.Call = wireCall(e)
	case runner.Listen:
		if r.State = "LISTEN"; e.Network != "tcp" {
			r.State, r.Stream, r.Text = "", ladder.Note, w.say("bound")+" "+e.Network+" "+e.Address
		}
	case runner.Stdout:
		r.Stream, r.Text = ladder.Stdout, e.Text
	case runner.Stderr:
		r.Stream, r.Text = ladder.Stderr, e.Text
	case runner.Stdin:
		r.Stream, r.Text = ladder.Stdin, e.Text
	case runner.Exit:
		r.Stream, r.Text = ladder.Note, w.say("exit-status", e.Status)
		if e.Signal != "" {
			r.Text = w.say("signal", e.Signal)
		}
	default:
		return nil
	}
	return []ladder.Row{r}
}

// wireCall is a call as the ladder shows it, which has less room than a line of
// strace: an address is what people write. It ends where the event stands if that is
// all that is known, as of a recorded one.
func wireCall(e runner.Event) *ladder.Call {
	c := e.Call
	l := &ladder.Call{Name: c.Name, Args: straceAddress.ReplaceAllString(c.Args, "$2:$1"), Result: c.Result, End: max(e.Time, c.Began+c.Duration), Noise: c.Noise, Line: c.Line}
	l.Args = straceAddress6.ReplaceAllString(l.Args, "[$2]:$1")
	switch {
	case c.Result == "?":
		l.Result = ""
	case c.Errno != "":
		l.Result += " " + c.Errno
	}
	return l
}

// How strace writes addresses. Quotes in data have a backslash, so nothing that a
// program writes looks like one.
var (
	straceAddress  = regexp.MustCompile(`\{sa_family=AF_INET, sin_port=htons\((\{port \d+\}|\d+)\), sin_addr=inet_addr\("([0-9.]+)"\)\}`)
	straceAddress6 = regexp.MustCompile(`\{sa_family=AF_INET6, sin6_port=htons\((\{port \d+\}|\d+)\), sin6_flowinfo=htonl\(0\), inet_pton\(AF_INET6, "([0-9a-f:.]+)", &sin6_addr\), sin6_scope_id=0\}`)
)

// NoWire says why the packets of a run are not to be seen, though they are asked
// for: none crossed the loopback.
func NoWire(events []runner.Event, language string) string {
	if slices.ContainsFunc(events, func(e runner.Event) bool { return e.Kind == runner.Listen && e.Network == "unix" }) {
		return wordsIn(language).say("wire-unix")
	}
	return wordsIn(language).say("wire-none")
}

// manySteps is from how many rows on the ladder is folded at first.
const manySteps = 60

// A wireView is what the template of a run block shows of the wire.
type wireView struct {
	Open   bool
	Figure template.HTML // the drawing, or a paragraph if no packet was seen; empty if there was no run
}

// newWireView draws the packets of a run, if its scenario asks for them.
func (r Rows) newWireView(snippet string, events []runner.Event, c Capture) *wireView {
	s := r.Scenario
	if !s.Packets {
		return nil
	}
	v := &wireView{Open: len(events) <= manySteps}
	if len(events) > 0 {
		v.Figure = r.WireFigure(snippet, events, c)
	}
	return v
}

// WireFigure draws the packets of a run that has ended, as HTML, with a link to their
// capture, if there is one.
func (r Rows) WireFigure(snippet string, events []runner.Event, c Capture) template.HTML {
	if l := Wire(r.Scenario, events, wireID(snippet), r.Language); l != nil {
		return template.HTML(l.HTML()) + c.link(snippet, wordsIn(r.Language))
	}
	return template.HTML("<p>" + template.HTMLEscapeString(NoWire(events, r.Language)) + "</p>\n")
}

// WireItem says a packet as an item of a list, while the run goes on; for all
// else it is empty.
func (r Rows) WireItem(e runner.Event) template.HTML {
	if e.Packet == nil && e.Arrives == nil {
		return ""
	}
	return template.HTML(ladder.Item(ladder.Row{Time: e.Time, Packet: e.Packet, Arrives: e.Arrives}, wordsIn(r.Language).say))
}

// wireID is the id of the ladder in the run block of a snippet.
func wireID(snippet string) string { return "wire:" + snippet }
