// Package ladder draws what happened between processes as a ladder: a lifeline
// for each, packets as arrows between them, and beside each lifeline what its
// process printed, which calls it made and the states of its connections, all
// on one clock.
//
// A [Ladder] is drawn three times over from the same rows: [Ladder.HTML] makes a
// figure with inline SVG, in a narrow and a wide form of which the style sheet
// shows one, and with the same as an ordered list, for those who do not see it;
// [Ladder.Text] makes text for a terminal. The same rows give the same bytes.
//
// What the drawing says of itself is said by [Ladder.Say], in the language of the page;
// flags, states, the messages of ICMP and calls have one name in all languages.
//
// The SVG holds classes and currentColor, no style and no script. All that
// programs said is data: it is escaped, and characters that would hide or
// reorder text are written out.
//
// Long exchanges are folded: a run of segments that only carry data one way is
// one row with a count. In HTML some rows are folded and can be unfolded where they
// stand, without a script: calls that package net made on its own account, several
// calls of one process that follow each other, and in a long ladder a connection
// that does what one did before it. For that the drawing is cut into pieces, one
// below the other. What is more than [MaxRows] is left out, and said to be.
// The package orders no rows and chooses none: whoever collects them does.
package ladder

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bothends/runner/wire"
)

// MaxRows is how many rows are drawn, after folding.
const MaxRows = 200

// A Ladder is what is drawn. The first lifeline stands on the left.
type Ladder struct {
	ID        string     // begins the ids of the figure's elements, so it is unique on the page
	Title     string     // what the figure shows
	Lifelines []Lifeline // the processes; ends of packets that are none of them get their own, on the right
	Rows      []Row      // in the order in which they happened
	Say       Say        // the words of all that is not the processes' own
}

// A Lifeline is one process, or an address at which nobody is.
type Lifeline struct {
	Name  string // the process, as in Row.Process and wire.End
	Class string // server, client or other: its hue
}

// A Row is one thing that happened. What it is tells which of the pointers is
// set; with none of them it is a line of text.
type Row struct {
	Time    time.Duration // since the run began
	Process string        // whose; not of a packet

	Packet  *wire.Packet // a segment or datagram between two lifelines
	Arrives *wire.Packet // one of an earlier row has come to its other end, with what that brings it to; without this row it did so at once
	Call    *Call        // a socket call
	State   wire.State   // a socket came into this state with no packet, such as LISTEN
	Text    string       // a line
	Stream  Stream       // of Text

	Before int // how many rows of the transcript stand before it
}

// Stream says where a line of text belongs.
type Stream string

// The streams.
const (
	Stdout Stream = "stdout"
	Stderr Stream = "stderr"
	Stdin  Stream = "stdin"
	Note   Stream = "note" // what the run says of the process, such as its exit
)

// A Call is a socket call, in the notation of strace.
type Call struct {
	Name   string        // connect
	Args   string        // 3, 127.0.0.1:7
	Result string        // 0, or -1 ECONNREFUSED; empty if it did not return
	End    time.Duration // when it returned; Row.Time is when it began. The same if it took no time, or that is not known
	Line   string        // FILE:LINE of the program, if it is known: for the list
	Noise  bool          // the program did not ask for it: it is folded, and not in text
}

// String writes the call as strace does.
func (c Call) String() string {
	s := c.Name + "(" + c.Args + ")"
	if c.Result == "" {
		return s + " …"
	}
	return s + " = " + c.Result
}

// A step is one row as it is drawn.
type step struct {
	Row
	from, to int     // the lifelines: of a packet; else both are that of the process
	conn     string  // #2 , if there are several connections
	fold     *fold   // instead of all else, several packets
	left     int     // instead of all else, how many rows are left out
	flight   *flight // of a packet that takes its time: of both its rows
	say      Say
}

// steps resolves the lifelines and folds.
func (l *Ladder) steps() ([]Lifeline, []step) {
	lifelines, steps := l.resolve()
	steps = foldSteps(findFlights(steps))
	if len(steps) > MaxRows {
		last := steps[MaxRows-1]
		steps = append(steps[:MaxRows-1:MaxRows-1], step{Row: Row{Time: last.Time}, left: len(steps) - MaxRows + 1, say: l.Say})
	}
	return lifelines, steps
}

// resolve makes a step of each row.
func (l *Ladder) resolve() ([]Lifeline, []step) {
	lifelines := slices.Clone(l.Lifelines)
	index := func(name string) int {
		i := slices.IndexFunc(lifelines, func(l Lifeline) bool { return l.Name == name })
		if i < 0 {
			i = len(lifelines)
			lifelines = append(lifelines, Lifeline{Name: name, Class: "other"})
		}
		return i
	}
	numbers := connections(l.Rows)
	steps := make([]step, 0, len(l.Rows))
	for _, r := range l.Rows {
		s := step{Row: r, say: l.Say}
		if p := s.packet(); p != nil {
			from, to := ends(p)
			s.from, s.to = index(from), index(to)
			if len(numbers) > 1 && p.Segment() {
				s.conn = "#" + numbers[pair(p)] + " "
			}
		} else {
			s.from = index(r.Process)
			s.to = s.from
		}
		steps = append(steps, s)
	}
	return lifelines, steps
}

// ends names the lifelines between which a packet went. An end that is no
// process is its address and port; that of an ICMP message has the port of the
// packet that it answers.
func ends(p *wire.Packet) (from, to string) {
	f, t := p.From, p.To
	if p.About != nil {
		f.Port, f.PortName = p.About.To.Port, p.About.To.PortName
		t.Port, t.PortName = p.About.From.Port, p.About.From.PortName
	}
	return lifelineOf(f), lifelineOf(t)
}

func lifelineOf(e wire.End) string {
	port := cmp.Or(e.PortName, itoa(int(e.Port)))
	switch {
	case e.Process != "":
		return e.Process
	case port == "0":
		return e.String()
	case e.Address.Is6():
		return "[" + e.Address.String() + "]:" + port
	}
	return e.Address.String() + ":" + port
}

// pair names the connection of a segment.
func pair(p *wire.Packet) string {
	a, b := p.From.String(), p.To.String()
	return min(a, b) + " " + max(a, b)
}

// connections numbers the TCP connections in the order of their first segments.
func connections(rows []Row) map[string]string {
	numbers := map[string]string{}
	for _, r := range rows {
		if r.Packet == nil || !r.Packet.Segment() {
			continue
		}
		if p := pair(r.Packet); numbers[p] == "" {
			numbers[p] = itoa(len(numbers) + 1)
		}
	}
	return numbers
}

// changes returns the states that a packet brought its ends into, "" for none.
// A segment that a listener answers tells that it listened.
func (s *step) changes() (from, to string) {
	change := func(e wire.End) string {
		if e.State == "" || e.State == e.Before {
			return ""
		}
		return s.conn + string(e.State)
	}
	p := s.packet()
	return change(p.From), change(p.To)
}

// label says what a packet is, in at most columns, and remark what it does.
func (s *step) label(columns int) (label, remark string) {
	p := s.packet()
	switch {
	case p.Protocol == wire.ICMP:
		label = "ICMP " + p.Message
	case p.Protocol == wire.ICMPv6:
		label = "ICMPv6 " + p.Message
	case p.Segment():
		label = s.conn + p.Flags.String()
		if p.Has(wire.LabelZeroWindow) || p.Has(wire.LabelWindowUpdate) {
			label += " win " + itoa(int(p.Window))
		}
	default:
		label = "UDP"
	}
	if p.Protocol == wire.UDP || p.Segment() && p.Length > 0 {
		label += "  " + s.fitPayload(*p, columns-width(label)-2)
	}
	return strings.TrimSpace(label), s.say.labels(p)
}

// fitPayload writes as much of a payload as fits.
func (s *step) fitPayload(p wire.Packet, columns int) string {
	const few = 4    // bytes, of which to show less tells nothing
	const widest = 4 // columns that a byte takes, as \x00
	for limit := min(len(p.Payload), 64); limit >= min(few, max(p.Length, 1)); {
		text := visible(s.say.payload(p, limit))
		over := width(text) - columns
		if over <= 0 {
			return text
		}
		limit -= max(over/widest, 1)
	}
	return s.say.payload(p, 0)
}
