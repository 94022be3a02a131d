package ladder

import "bothends/runner/wire"

// A flight is a packet that does not arrive at once: it has a row where it leaves,
// and one where it arrives; of one that is doubled, two.
type flight struct {
	sent   wire.Packet
	copies int  // that are still to arrive
	folded bool // the row where it leaves is folded
}

// packet is what leaves in a step, or arrives; nil if nothing does.
func (s *step) packet() *wire.Packet {
	if s.Arrives != nil {
		return s.Arrives
	}
	return s.Packet
}

// findFlights ties each arrival to the step in which its packet left. What nobody
// saw leave does not arrive, either.
func findFlights(steps []step) []step {
	var under []*flight
	left := make(map[*flight]int)
	out := steps[:0]
	for _, s := range steps {
		switch {
		case s.Packet != nil && !lost(&s):
			f := &flight{sent: *s.Packet, copies: 1}
			if s.Packet.Has(wire.LabelDoubled) {
				f.copies = 2
			}
			under, left[f] = append(under, f), len(out)
		case s.Arrives != nil:
			f := arriving(under, s.Arrives)
			if f == nil {
				continue
			}
			f.copies--
			s.flight, out[left[f]].flight = f, f
		}
		out = append(out, s)
	}
	return out
}

// arriving finds the packet under way that arrives: by its number, or in a
// recording by what it is.
func arriving(under []*flight, p *wire.Packet) *flight {
	stateless := func(p wire.Packet) string {
		p.From.Before, p.From.State, p.To.Before, p.To.State = "", "", "", ""
		return p.String()
	}
	for _, f := range under {
		if f.copies > 0 && f.sent.Number == p.Number && stateless(f.sent) == stateless(*p) {
			return f
		}
	}
	return nil
}

// lands reports whether a step is an arrival that changes nothing.
func (s *step) lands() bool {
	return s.Arrives != nil && s.Arrives.To.Before == s.Arrives.To.State
}
