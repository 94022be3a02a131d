package ladder

import (
	"strings"
	"testing"

	"bothends/runner/wire"
)

// A lifeline with nobody behind it goes by the whole of its address, on a phone, too.
func TestHeadShowsAddress(t *testing.T) {
	for _, name := range []string{"127.0.0.1:12345", "192.168.100.200:65535"} {
		for _, n := range []int{2, 4} {
			lifelines := []Lifeline{{"client", "client"}, {name, "other"}, {"a", "other"}, {"b", "other"}}[:n]
			for _, p := range []*plan{narrowPlan(n), widePlan(n)} {
				if head := p.head(lifelines); !strings.Contains(head, ">"+name+"<") {
					t.Errorf("%s, %d lifelines: %s", p.class, n, head)
				}
			}
		}
	}
}

// What a packet does is written between its lifelines, if they are neighbours of four.
func TestRemarkBetweenNeighbours(t *testing.T) {
	p := narrowPlan(4)
	s := &step{say: english(t), Row: Row{Packet: &wire.Packet{Protocol: wire.TCP, Flags: wire.ACK, Labels: []wire.Label{wire.LabelHandshakeDone}}}, from: 1, to: 2}
	_, remark := s.label(p.room(s))
	for _, line := range wrap(remark, p.room(s)) {
		if gap := p.xs[2] - p.xs[1]; p.pixels(line) > gap {
			t.Errorf("%q takes %d of %d pixels", line, p.pixels(line), gap)
		}
	}
}
