package ladder

import (
	"slices"

	"bothends/runner/wire"
)

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
		first := true
		for _, s := range steps[i+1 : i+n] {
			switch {
			case s.Packet == nil && s.flight == steps[i].flight && first:
				out, first = append(out, s), false
			case s.Packet != nil && s.flight != nil:
				s.flight.folded = true
			}
			if s.Packet == nil {
				continue
			}
			if s.Packet.PlainACK() {
				f.acks++
			} else {
				f.packets++
				f.bytes += s.Packet.Length
			}
		}
		folded := steps[i]
		folded.Time, folded.fold, folded.flight = steps[i+1].Time, f, nil
		out = append(out, folded)
		i += n
	}
	return slices.DeleteFunc(out, func(s step) bool { return s.lands() && s.flight.folded })
}

// runLength returns how many steps from the first on belong to one run.
func runLength(steps []step) int {
	first := steps[0]
	if !first.carries() {
		return 0
	}
	there, n := pair(first.Packet), 0 // how many packets
	for i, s := range steps {
		if s.lands() && pair(s.Arrives) == there {
			continue
		}
		if s.Packet == nil || pair(s.Packet) != there || s.Packet.Protocol != first.Packet.Protocol {
			return enough(i, n)
		}
		forward := s.from == first.from && s.to == first.to && s.carries()
		back := s.from == first.to && s.to == first.from && s.Packet.PlainACK()
		if !forward && !back {
			return enough(i, n)
		}
		n++
	}
	return enough(len(steps), n)
}

// enough is how many steps are folded, if they hold so many packets.
func enough(steps, packets int) int {
	if packets < minFold {
		return 0
	}
	return steps
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
func (f *fold) words(say Say) (packets, acks string) {
	packets = say.count("wire-datagrams", f.packets)
	if f.segment {
		packets = say.count("wire-segments", f.packets)
	}
	packets += ", " + say.count("wire-bytes", f.bytes)
	if f.acks > 0 {
		acks = say.count("wire-acks-back", f.acks)
	}
	return packets, acks
}
