package wire

import (
	"fmt"
	"slices"
	"strings"
)

// FirstEphemeral is the first of the ports that the kernel of a box hands out.
const FirstEphemeral = 49152

// Recorded returns p as a recording shows it: without what is another in each
// run, and without the noise of every segment. The frame's number, windows
// (unless they are the point) and options go; a port for which name gives a name
// goes by that; the address of a process goes. A nil name gives none.
func (p Packet) Recorded(name func(End) string) Packet {
	p.Number, p.Connection, p.Options, p.FirstPorts = 0, 0, nil, [2]uint16{}
	if !slices.ContainsFunc(p.Labels, isWindow) {
		p.Window = 0
	}
	p.From, p.To = p.From.recorded(name), p.To.recorded(name)
	if p.About != nil {
		about := p.About.Recorded(name)
		p.About = &about
	}
	return p
}

// isWindow reports whether the label is about a window.
func isWindow(l Label) bool {
	return l == LabelZeroWindow || l == LabelWindowUpdate || l == LabelWindowProbe
}

func (e End) recorded(name func(End) string) End {
	if name != nil && e.Port != 0 {
		if n := name(e); n != "" {
			e.Port, e.PortName = 0, n
		}
	}
	if e.Process != "" {
		e.Address = End{}.Address
	}
	return e
}

// NormalOptions change what Normal asserts. The zero value is right for most.
type NormalOptions struct {
	// Port writes a port in the head of a connection. By default those that
	// the kernel chose, which have a name or are FirstEphemeral or above, are
	// {port}: which connection got which is chance.
	Port func(End) string

	// Guaranteed asserts no more than TCP guarantees, however busy the machine:
	// of what an end sent the sum, as how it was cut is chance, and that it sent
	// a FIN, but not which came first.
	Guaranteed bool

	// Keep lists labels that chance usually brings about, such as
	// retransmission or zero-window, and that are the point of this run. They
	// are asserted to occur between the same segments, but not how often.
	Keep []Label
}

// Normal writes what every good run of the same programs has in common, as
// text to compare. For each connection, and each pair of UDP ends, it lists
// what either end sent, in order:
//
//	tcp client.{port} > server.7
//	  > SYN
//	  > 5 bytes
//	  > FIN
//	  < SYN ACK
//	  < 5 bytes
//	  < FIN after FIN
//
// The order of what the two ends sent is chance, but for what an
// acknowledgement proves: "after FIN" is a FIN that acknowledges the other's.
// Connections are sorted, because which comes first is chance as well. What the
// kernel sends by itself is left out: plain acknowledgements, windows, probes,
// retransmissions, unless they are in Keep; and what a late one of these brings about,
// a reset of a connection that both ends have closed. So are numbers and contents: the
// programs print what they have read.
//
// Where one end sends more than ten pieces, or 32 KiB, or a window was zero,
// only the sum is written: up to ten, the initial window of congestion, each write is a segment
// of its own (Go turns Nagle's algorithm off); beyond, windows decide. Packets
// are those of a run or of a recording; both give the same text.
func Normal(packets []Packet, o NormalOptions) string {
	type key struct {
		protocol Protocol
		a, b     string
	}
	var all []*exchange
	current := map[key]*exchange{}
	for _, p := range packets {
		about := p
		if p.About != nil {
			about = *p.About
		}
		a, b := about.From.String(), about.To.String()
		k := key{about.Protocol, min(a, b), max(a, b)}
		e := current[k]
		if e == nil || p.Flags&(SYN|ACK) == SYN && e.closed {
			e = &exchange{options: o, first: about}
			current[k], all = e, append(all, e)
		}
		e.add(p, about.From.String() == e.first.From.String() != (p.About != nil))
	}
	texts := make([]string, len(all))
	for i, e := range all {
		texts[i] = e.text()
	}
	slices.Sort(texts)
	return strings.Join(texts, "")
}

// An exchange is what crossed the wire between two ends.
type exchange struct {
	options NormalOptions
	first   Packet
	closed  bool // one end is done with it: a SYN opens another
	limited bool // a window was zero
	sides   [2]struct {
		items  []item
		end    uint32 // TCP: after the last byte sent
		pieces int
		bytes  int
	}
}

// An item is one thing that one end sent.
type item struct {
	text  string
	bytes int // of a piece of data; 0: the text alone
}

// add takes in a packet that the first end sent, or the other.
func (e *exchange) add(p Packet, byFirst bool) {
	side := &e.sides[1]
	if byFirst {
		side = &e.sides[0]
	}
	put := func(text string, bytes int) {
		for i := len(side.items) - 1; bytes == 0 && i >= 0 && side.items[i].bytes == 0; i-- {
			if side.items[i].text == text {
				return // how often is chance
			}
		}
		side.items = append(side.items, item{text, bytes})
	}
	piece := func(bytes int) {
		side.pieces++
		side.bytes += bytes
		put(count(bytes, "byte"), bytes)
	}
	if p.Has(LabelZeroWindow) {
		e.limited = true
	}
	for _, l := range p.Labels {
		if slices.Contains(e.options.Keep, l) {
			put("["+l.Words()+"]", 0)
		}
	}
	switch {
	case p.About != nil:
		put("ICMP "+p.Message, 0)
		return
	case p.Protocol == UDP && p.Length == 0:
		side.pieces++
		put("an empty datagram", 0)
		return
	case p.Protocol != TCP:
		piece(p.Length)
		return
	case p.Reset == ResetAfterBoth: // that anything came then is chance
	case p.Has(LabelReset):
		put("RST "+p.Reset.Words(), 0)
	case p.Has(LabelSYN), p.Has(LabelSYNACK):
		if !p.Has(LabelRetransmission) {
			put((p.Flags & (SYN | ACK)).String(), 0)
		}
	}
	if p.Has(LabelData) {
		end := p.Seq + uint32(p.Length)
		fresh := p.Length
		if side.bytes > 0 && before(p.Seq, side.end) && before(side.end, end) {
			fresh = int(end - side.end)
		}
		if side.bytes == 0 || before(side.end, end) { // or it was overtaken
			side.end = end
		}
		piece(fresh)
	}
	if p.Has(LabelFIN) && !p.Has(LabelRetransmission) {
		put("FIN"+e.closeOrder(p), 0)
	}
	e.closed = e.closed || done(p.From.State) || done(p.To.State)
}

// done reports whether an end in this state may open another connection.
func done(s State) bool { return s == Closed || s == TimeWait }

// closeOrder says what is proved about a FIN and the other's, if that is asked.
func (e *exchange) closeOrder(p Packet) string {
	switch {
	case e.options.Guaranteed:
	case p.From.State == LastAck:
		return " after FIN"
	case p.From.State == Closing:
		return " crossing FIN"
	}
	return ""
}

// The bounds up to which pieces are listed: see Normal.
const (
	maxPieces     = 10
	maxPieceBytes = 32 << 10
)

func (e *exchange) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s > %s\n", e.first.Protocol, e.end(e.first.From), e.end(e.first.To))
	for i, arrow := range []string{">", "<"} {
		side := e.sides[i]
		sum := e.options.Guaranteed && e.first.Protocol == TCP || e.limited || side.pieces > maxPieces || side.bytes > maxPieceBytes
		written := false
		for _, it := range side.items {
			text := it.text
			if it.bytes > 0 && sum {
				if text = count(side.bytes, "byte") + " in all"; written {
					continue
				}
				written = true
			}
			fmt.Fprintf(&b, "  %s %s\n", arrow, text)
		}
	}
	return b.String()
}

// end names one end in the head.
func (e *exchange) end(end End) string {
	port := ""
	switch {
	case e.options.Port != nil:
		port = e.options.Port(end)
	case end.PortName != "" || end.Port >= FirstEphemeral:
		port = "{port}"
	}
	if port != "" {
		end.Port, end.PortName = 0, port
	}
	return end.String()
}

// count writes a number of things.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
