package wire

import (
	"net/netip"
	"slices"
)

// connectionKey is both ends of a connection, the lesser one first.
type connectionKey struct{ a, b netip.AddrPort }

// A connection is what is known of one, from the segments so far.
type connection struct {
	number int
	sides  [2]side // of key.a and key.b
	open   bool    // both ends have been ESTABLISHED
}

// A side is one end of a connection. Numbers are as they stand in headers.
type side struct {
	state   State
	passive bool // it answered a SYN

	based bool   // base is known
	base  uint32 // what numbers are relative to: the SYN's
	syn   bool   // it sent a SYN
	syns  int    // of them, with ACK: how many
	next  uint32 // after the last that it sent
	sent  bool   // next is known

	acks   bool   // it has acknowledged anything
	acked  uint32 // the last that it acknowledged
	window uint32 // the last that it announced, after its SYN, whose window is not scaled
	opened bool   // window is known
	scale  *uint8 // its option

	fin      bool   // it sent a FIN
	finSeq   uint32 // the FIN's
	finHeard bool   // it has had the other's FIN
	probed   bool   // it sent a keep-alive that is not answered yet
	data     bool   // data arrived for it
	lossy    bool   // something for it was lost
	reset    bool   // it has reset the connection

	holes []hole // in what it has sent, as far as was seen
}

// A hole is of sequence numbers that were not seen when later ones were: on a
// loopback of several processors one segment may overtake another.
type hole struct{ from, to uint32 }

// maxHoles bounds what is remembered of one side.
const maxHoles = 64

// missed reports whether the segment is one that was overtaken.
func (s *side) missed(h *header) bool {
	return slices.ContainsFunc(s.holes, func(o hole) bool { return !before(h.seq, o.from) && !before(o.to, h.seq+h.span()) })
}

// fill takes the segment out of the holes, or notes the one that is before it.
func (s *side) fill(h *header) {
	end := h.seq + h.span()
	if s.sent && before(s.next, h.seq) && len(s.holes) < maxHoles {
		s.holes = append(s.holes, hole{s.next, h.seq})
		return
	}
	var left []hole
	for _, o := range s.holes {
		if before(h.seq, o.to) && before(o.from, end) {
			if before(o.from, h.seq) {
				left = append(left, hole{o.from, h.seq})
			}
			if before(end, o.to) {
				left = append(left, hole{end, o.to})
			}
			continue
		}
		left = append(left, o)
	}
	s.holes = left
}

// before compares sequence numbers, which wrap around. RFC 9293, section 3.4.
func before(a, b uint32) bool { return int32(a-b) < 0 }

// span is how many sequence numbers the segment takes.
func (h *header) span() uint32 {
	n := h.length
	if h.flags&SYN != 0 {
		n++
	}
	if h.flags&FIN != 0 {
		n++
	}
	return n
}

// has reports whether all these flags are set.
func (h *header) has(f Flags) bool { return h.flags&f == f }

// acknowledgesFIN reports whether the segment acknowledges the other side's FIN.
func (h *header) acknowledgesFIN(of *side) bool {
	return of.fin && h.has(ACK) && before(of.finSeq, h.ack)
}

// track finds the segment's connection and fills in what that tells of p. It returns
// the side for which the segment is.
func (d *Decoder) track(p *Packet, h *header, f Frame, l Limits) *side {
	from, to := netip.AddrPortFrom(p.From.Address, p.From.Port), netip.AddrPortFrom(p.To.Address, p.To.Port)
	key, i := connectionKey{from, to}, 0
	if to.Compare(from) < 0 {
		key, i = connectionKey{to, from}, 1
	}
	c := d.connections[key]
	if c == nil || c.reopens(i, h) {
		if c == nil && len(d.connections) >= l.Connections {
			d.stats.Untracked++
			p.Seq, p.Ack, p.Window = h.seq, h.ack, uint32(h.window)
			return nil
		}
		if d.connections == nil {
			d.connections = map[connectionKey]*connection{}
		}
		d.opened++
		c = &connection{number: d.opened}
		d.connections[key] = c
	}
	p.Connection = c.number
	sender, receiver := &c.sides[i], &c.sides[1-i]
	if from == to { // a socket connected to itself
		receiver = sender
	}
	c.segment(p, h, sender, receiver, f)
	return receiver
}

// reopens reports whether the segment opens a new connection between the same
// ends as an earlier one.
func (c *connection) reopens(i int, h *header) bool {
	s := &c.sides[i]
	return h.has(SYN) && !h.has(ACK) && s.based && s.base != h.seq
}

// segment takes one segment in.
func (c *connection) segment(p *Packet, h *header, from, to *side, f Frame) {
	c.setBases(p, h, from, to)
	window := uint32(h.window)
	if !h.has(SYN) && from.scale != nil && to.scale != nil {
		window <<= *from.scale
	}
	p.Window = window
	p.Labels = append(p.Labels, classify(h, from, to, window)...)
	if h.has(RST) {
		p.Reset = resetReason(h, from, to)
	}
	if from.state == "" {
		from.state = wasBefore(h, to)
	}

	p.From.Before = from.state
	from.send(h, to)
	p.From.State = from.state
	from.remember(h, window)
	from.probed = from.probed || p.Has(LabelKeepAlive)
	to.probed = to.probed && !p.Has(LabelKeepAliveACK)

	p.To.Before = to.state
	arrived := *to
	switch {
	case f.Lost:
		to.lossy, arrived.lossy = true, true
	case f.Sent > 0: // it is still to arrive
		arrived.receive(h)
	default:
		to.receive(h)
		arrived = *to
	}
	p.To.State = to.state

	if !c.open && from.state == Established && arrived.state == Established {
		c.open = true
		p.Labels = append(p.Labels, LabelHandshakeDone)
	}
}

// finAcknowledged reports whether the other side has acknowledged the FIN.
func (s *side) finAcknowledged(by *side) bool {
	return s.fin && by.acks && before(s.finSeq, by.acked)
}

// setBases makes the numbers relative. Where a side's SYN was not seen they
// count from the first that was, as Wireshark does; those of a reset that
// refuses are 0 in truth.
func (c *connection) setBases(p *Packet, h *header, from, to *side) {
	if !from.based {
		from.based, from.base = true, h.seq
		if !h.has(SYN) && !refuses(h, from, to) {
			from.base--
		}
	}
	if !to.based && h.has(ACK) {
		to.based, to.base = true, h.ack-1
	}
	p.Seq = h.seq - from.base
	if h.has(ACK) {
		p.Ack = h.ack - to.base
	}
}

// refuses reports whether the segment is the answer to a SYN for which there
// is no listener.
func refuses(h *header, from, to *side) bool {
	return h.has(RST|ACK) && !from.syn && to.state == SynSent
}

// wasBefore tells in which state a side was of which this is the first
// segment.
func wasBefore(h *header, to *side) State {
	switch {
	case h.has(SYN | ACK):
		return Listen
	case h.has(SYN), to.state == SynSent && h.has(RST):
		return Closed
	}
	return ""
}

// classify labels a segment by what was sent before it.
func classify(h *header, from, to *side, window uint32) []Label {
	var labels []Label
	again := from.sent && h.span() > 0 && before(h.seq, from.next)
	if again && from.missed(h) {
		again, labels = false, append(labels, LabelOvertaken)
	}
	if h.has(SYN|ACK) && from.syns == 0 {
		again = false // after a simultaneous open the SYN goes once more, with ACK
	}
	probe := isProbe(h, from, to)
	switch {
	case h.has(RST):
		return []Label{LabelReset}
	case h.has(SYN | ACK):
		labels = append(labels, LabelSYNACK)
	case h.has(SYN):
		labels = append(labels, LabelSYN)
		if (to.syn && to.syns == 0 || from == to) && !again {
			labels = append(labels, LabelSimultaneousOpen)
		}
	}
	if probe {
		return append(labels, probeLabel(to))
	}
	if again {
		labels = append(labels, LabelRetransmission)
	}
	if h.length > 0 && (!again || before(from.next, h.seq+h.length)) {
		labels = append(labels, LabelData)
		if to.fin && h.acknowledgesFIN(to) {
			labels = append(labels, LabelHalfClose)
		}
	}
	if h.has(FIN) {
		labels = append(labels, LabelFIN)
		if !from.fin && to.fin && !h.acknowledgesFIN(to) {
			labels = append(labels, LabelSimultaneousClose)
		}
	}
	return append(labels, ackLabels(h, from, to, window)...)
}

// isProbe reports whether the segment is a keep-alive or asks after a window:
// it is of a number that was acknowledged before, so that it must be answered.
func isProbe(h *header, from, to *side) bool {
	return h.flags&(SYN|FIN|RST) == 0 && h.length <= 1 && to.acks && from.sent &&
		h.seq == to.acked-1 && to.acked == from.next
}

func probeLabel(to *side) Label {
	if to.opened && to.window == 0 {
		return LabelWindowProbe
	}
	return LabelKeepAlive
}

// ackLabels says what the segment's acknowledgement and window mean.
func ackLabels(h *header, from, to *side, window uint32) []Label {
	if h.has(SYN) || !h.has(ACK) {
		return nil
	}
	pure := h.span() == 0
	same := from.acks && h.ack == from.acked
	switch {
	case window == 0:
		return []Label{LabelZeroWindow}
	case pure && same && from.opened && window > from.window:
		return []Label{LabelWindowUpdate}
	case pure && same && to.probed:
		return []Label{LabelKeepAliveACK}
	case pure && same && (!from.opened || window == from.window) && to.sent && before(h.ack, to.next):
		return []Label{LabelDuplicateACK}
	}
	return nil
}

// resetReason tells why a reset was sent. One with ACK is either the answer to
// a SYN or was sent of its sender's own accord; one without answers a segment
// that fits no connection. RFC 9293, section 3.10.7.1.
func resetReason(h *header, from, to *side) ResetReason {
	switch {
	case refuses(h, from, to):
		return ResetRefused
	case h.has(ACK) && from.data:
		return ResetUnread
	case h.has(ACK):
		return ResetAborted
	case to.reset, from.finAcknowledged(to) && to.finAcknowledged(from):
		return ResetAfterBoth // a reset is not answered: what this answers was overtaken by it
	case from.fin || from.state == Closed:
		return ResetAfterClose
	}
	return ResetUnknown
}

// send moves the state of a side that sends the segment.
func (s *side) send(h *header, to *side) {
	if h.acknowledgesFIN(to) {
		s.hearFIN() // if it was not seen to arrive, it has
	}
	switch {
	case h.has(RST):
		s.state = Closed
	case h.has(SYN | ACK):
		repeated := s.syns > 0 && s.next == s.base+1
		if s.state == Listen {
			s.passive = true
		}
		if s.state == Listen || s.state == SynSent || s.state == Established && repeated {
			s.state = SynReceived // the last: its acknowledgement was dropped
		}
	case h.has(SYN) && s.state == Closed:
		s.state = SynSent
	case h.has(FIN) && !s.fin:
		switch s.state {
		case Established, SynReceived:
			s.state = FinWait1
		case CloseWait:
			s.state = LastAck
			if !h.acknowledgesFIN(to) { // it sent its own before it had the other's
				s.state = Closing
			}
		}
	}
}

// remember keeps what later segments are judged by.
func (s *side) remember(h *header, window uint32) {
	if h.has(RST) {
		s.reset = true
		return
	}
	if h.has(SYN) {
		s.syn, s.scale = true, h.scale
		if h.has(ACK) {
			s.syns++
		}
	}
	s.fill(h)
	if end := h.seq + h.span(); !s.sent || before(s.next, end) {
		s.sent, s.next = true, end
	}
	if h.has(FIN) && !s.fin {
		s.fin, s.finSeq = true, h.seq+h.length
	}
	if h.has(ACK) && (!s.acks || before(s.acked, h.ack)) {
		s.acks, s.acked = true, h.ack
	}
	if !h.has(SYN) {
		s.window, s.opened = window, true
	}
}

// receive moves the state of a side at which the segment arrives.
func (s *side) receive(h *header) {
	s.data = s.data || h.length > 0
	switch {
	case h.has(RST):
		if s.passive && s.state == SynReceived {
			s.state = Listen
		} else {
			s.state = Closed
		}
		return
	case h.has(SYN) && !h.has(ACK):
		if s.state == SynSent {
			s.state = SynReceived
		}
		return
	case h.has(ACK) && s.syn && before(s.base, h.ack):
		if s.state == SynReceived || s.state == SynSent && h.has(SYN) {
			s.state = Established
		}
	}
	if h.acknowledgesFIN(s) {
		switch s.state {
		case FinWait1:
			s.state = FinWait2
		case Closing:
			s.state = TimeWait
		case LastAck:
			s.state = Closed
		}
	}
	if h.has(FIN) && !s.lossy { // behind a gap it waits until it is acknowledged
		s.hearFIN()
	}
}

// hearFIN moves the state of a side that has had the other's FIN.
func (s *side) hearFIN() {
	if s.finHeard {
		return
	}
	s.finHeard = true
	switch s.state {
	case Established, SynReceived:
		s.state = CloseWait
	case FinWait1:
		s.state = Closing
	case FinWait2:
		s.state = TimeWait
	}
}
