package ladder

import "bothends/runner/wire"

// A fold stands for several packets that do nothing but carry data one way.
type fold struct {
	segment bool // else they are datagrams
	packets int  // that carry data
	bytes   int
	acks    int // plain acknowledgements of them
}

// minFold is how many packets must follow one another to be folded.
const minFold = 5

// foldSteps replaces each long run of packets that only carry data from one
// end to the other, and acknowledge it, by its first and a count of the rest.
func foldSteps(steps []step) []step {
	var out []step
	for i := 0; i < len(steps); {
		n := runLength(steps[i:])
		out = append(out, steps[i])
		if n < minFold {
			i++
			continue
		}
		f := &fold{segment: steps[i].Packet.Segment()}
		for _, s := range steps[i+1 : i+n] {
			if s.Packet.PlainACK() {
				f.acks++
			} else {
				f.packets++
				f.bytes += s.Packet.Length
			}
		}
		folded := steps[i]
		folded.Time, folded.fold = steps[i+1].Time, f
		out = append(out, folded)
		i += n
	}
	return out
}

// runLength returns how many steps from the first on belong to one run.
func runLength(steps []step) int {
	first := steps[0]
	if !first.carries() {
		return 0
	}
	there := pair(first.Packet)
	for i, s := range steps {
		if s.Packet == nil || pair(s.Packet) != there || s.Packet.Protocol != first.Packet.Protocol {
			return i
		}
		forward := s.from == first.from && s.to == first.to && s.carries()
		back := s.from == first.to && s.to == first.from && s.Packet.PlainACK()
		if !forward && !back {
			return i
		}
	}
	return len(steps)
}

// carries reports whether a step is a packet that does nothing but carry data.
func (s *step) carries() bool {
	p := s.Packet
	if p == nil || p.Length == 0 || p.From.Before != p.From.State || p.To.Before != p.To.State {
		return false
	}
	switch p.Protocol {
	case wire.TCP:
		return len(p.Labels) == 1 && p.Has(wire.LabelData)
	case wire.UDP:
		return len(p.Labels) == 0
	}
	return false
}

// words says what is folded.
func (f *fold) words() (packets, acks string) {
	what := "datagram"
	if f.segment {
		what = "segment"
	}
	packets = count(f.packets, "more "+what) + ", " + count(f.bytes, "byte")
	if f.acks > 0 {
		acks = "and " + count(f.acks, "ACK") + " back"
	}
	return packets, acks
}
