package link

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var start = time.Unix(1000, 0)

// at is a time so many milliseconds after start.
func at(ms float64) time.Time { return start.Add(time.Duration(ms * float64(time.Millisecond))) }

// datagram is a frame with a UDP datagram of size bytes in all.
func datagram(size int) []byte {
	f := make([]byte, size)
	f[12], f[13] = 0x08, 0
	ip := f[14:]
	ip[0], ip[2], ip[3], ip[9] = 0x45, byte((size-14)>>8), byte(size-14), 17
	return f
}

// segment is a frame with a TCP segment over IPv4.
func segment(flags byte, data string) []byte {
	f := append(make([]byte, 54), data...)
	f[12], f[13] = 0x08, 0
	ip := f[14:]
	ip[0], ip[3], ip[9] = 0x45, byte(40+len(data)), 6
	ip[20+12], ip[20+13] = 5<<4, flags
	return f
}

// arrivals writes which packets have arrived by the last moment: by their first
// byte, with the milliseconds.
func arrivals(l *Line) string {
	var all []string
	for _, a := range l.Take(at(1e6)) {
		all = append(all, fmt.Sprintf("%d@%v", a.Frame[20], float64(a.At.Sub(start))/float64(time.Millisecond)))
	}
	return strings.Join(all, " ")
}

func TestWhatArrivesWhen(t *testing.T) {
	for _, test := range []struct {
		name string
		spec Spec
		sent []float64 // when, in milliseconds
		want string
	}{
		{"a perfect line", Spec{}, []float64{0, 1}, "1@0 2@1"},
		{"delay", Spec{Delay: 20 * time.Millisecond}, []float64{0, 5}, "1@20 2@25"},
		// 1250 bytes are 10 000 bits: 10 ms each, one after the other.
		{"rate", Spec{Rate: 1_000_000}, []float64{0, 0, 25}, "1@10 2@20 3@35"},
		{"rate and delay", Spec{Rate: 1_000_000, Delay: 3 * time.Millisecond}, []float64{0, 0}, "1@13 2@23"},
		{"lost by number", Spec{Sends: [2]Faults{{Lose: Pick{Numbers: []int{1, 3}}}}}, []float64{0, 1, 2, 3}, "2@1 4@3"},
		{"all lost", Spec{Sends: [2]Faults{{Lose: Pick{Share: 1}}}}, []float64{0, 1}, ""},
		{"the other direction's faults", Spec{Sends: [2]Faults{1: {Lose: Pick{Share: 1}}}}, []float64{0}, "1@0"},
		{"doubled", Spec{Sends: [2]Faults{{Duplicate: Pick{Numbers: []int{1}}}}}, []float64{0, 1}, "1@0 1@0 2@1"},
		{"overtaken", Spec{Sends: [2]Faults{{Reorder: Pick{Numbers: []int{1}}}}}, []float64{0, 1, 2}, "2@1 1@1 3@2"},
		{"all overtaken", Spec{Sends: [2]Faults{{Reorder: Pick{Share: 1}}}}, []float64{0, 1, 2, 3}, "2@1 1@1 4@3 3@3"},
		{"nobody to overtake it", Spec{Sends: [2]Faults{{Reorder: Pick{Numbers: []int{1}}}}}, []float64{0}, "1@0"},
		{"the overtaker is lost", Spec{Sends: [2]Faults{{Reorder: Pick{Numbers: []int{1}}, Lose: Pick{Numbers: []int{2}}}}}, []float64{0, 1, 2}, "3@2 1@2"},
	} {
		l := New(test.spec)
		for i, ms := range test.sent {
			f := datagram(1250)
			f[20] = byte(i + 1)
			l.Send(0, at(ms), f)
		}
		if got := arrivals(l); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// What waits to be overtaken does not wait for ever, and Next says when to look.
func TestNext(t *testing.T) {
	l := New(Spec{Delay: 5 * time.Millisecond, Sends: [2]Faults{1: {Reorder: Pick{Numbers: []int{1}}}}})
	if _, ok := l.Next(); ok {
		t.Error("an empty line has something to give")
	}
	l.Send(1, at(0), datagram(100))
	if next, ok := l.Next(); !ok || !next.Equal(at(25)) {
		t.Errorf("Next is %v, %v; want the delay and the patience, 25 ms", next.Sub(start), ok)
	}
	if got := l.Take(at(24)); got != nil {
		t.Errorf("%v came too early", got)
	}
	if got := l.Take(at(25)); len(got) != 1 || got[0].To != 0 {
		t.Errorf("got %v, want the packet at host 0", got)
	}
	l.Send(0, at(30), datagram(100))
	l.Send(1, at(29), datagram(100))
	if next, _ := l.Next(); !next.Equal(at(34)) {
		t.Errorf("Next is %v, want 34 ms: the earlier of the two directions", next.Sub(start))
	}
}

// The handshake's third packet, and others of its kind, have their own numbers.
func TestAcknowledgementsAreCountedApart(t *testing.T) {
	const fin, syn, psh, ack = 1, 2, 8, 16
	for _, test := range []struct {
		name   string
		faults Faults
		want   string
	}{
		{"the second packet", Faults{Lose: Pick{Numbers: []int{2}}}, "SYN ACK ACK FIN"},
		{"the second acknowledgement", Faults{LoseACKs: Pick{Numbers: []int{2}}}, "SYN ACK data FIN"},
		{"all packets", Faults{Lose: Pick{Share: 1}}, "ACK ACK"},
		{"all acknowledgements", Faults{LoseACKs: Pick{Share: 1}}, "SYN data FIN"},
	} {
		l := New(Spec{Sends: [2]Faults{test.faults}})
		var got []string
		for _, p := range []struct {
			name  string
			frame []byte
		}{{"SYN", segment(syn, "")}, {"ACK", segment(ack, "")}, {"data", segment(psh|ack, "hello")}, {"ACK", segment(ack, "")}, {"FIN", segment(fin|ack, "")}} {
			if l.Send(0, start, p.frame) == Arrives {
				got = append(got, p.name)
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s lost: %s is left, want %s", test.name, got, test.want)
		}
	}
}

// fates lists which of n packets of a direction are lost.
func fates(s Spec, from, n int, between func(*Line, int)) (lost []int) {
	l := New(s)
	for i := range n {
		if l.Send(from, start, datagram(100)) == Lost {
			lost = append(lost, i+1)
		}
		l.Take(start)
		if between != nil {
			between(l, i)
		}
	}
	return lost
}

func TestSameSeedSameFate(t *testing.T) {
	s := Spec{Seed: 7, Sends: [2]Faults{{Lose: Pick{Share: 0.1}}, {Lose: Pick{Share: 0.1}}}}
	first := fates(s, 0, 1000, nil)
	if len(first) < 60 || len(first) > 140 {
		t.Errorf("%d of 1000 are lost, where one in ten should be", len(first))
	}
	if again := fates(s, 0, 1000, nil); !slices.Equal(again, first) {
		t.Errorf("the second time others are lost:\n%v\n%v", first, again)
	}
	// Neither what the other host sends nor acknowledgements move anything.
	busy := func(l *Line, i int) {
		l.Send(1, start, datagram(100))
		if i%3 == 0 {
			l.Send(0, start, segment(16, ""))
		}
		l.Take(start)
	}
	if got := fates(s, 0, 1000, busy); !slices.Equal(got, first) {
		t.Errorf("with other packets between them, others are lost:\n%v\n%v", first, got)
	}
	// One fault more does not move another.
	more := s
	more.Sends[0].Duplicate, more.Sends[0].Reorder = Pick{Share: 0.3}, Pick{Share: 0.3}
	if got := fates(more, 0, 1000, nil); !slices.Equal(got, first) {
		t.Errorf("with other faults, others are lost:\n%v\n%v", first, got)
	}
	if other := fates(s, 1, 1000, nil); slices.Equal(other, first) {
		t.Error("both directions have the same dice")
	}
	s.Seed = 8
	if other := fates(s, 0, 1000, nil); slices.Equal(other, first) {
		t.Error("another seed changes nothing")
	}
}

func TestBounds(t *testing.T) {
	l := New(Spec{Delay: MaxDelay})
	arrived := 0
	for range maxWaiting + 10 {
		if l.Send(0, start, datagram(100)) == Arrives {
			arrived++
		}
	}
	if arrived != maxWaiting {
		t.Errorf("%d packets wait, want no more than %d", arrived, maxWaiting)
	}
	l = New(Spec{})
	for i := range MaxCarried {
		if l.Send(i%2, start, datagram(100)) != Arrives || l.Cut() {
			t.Fatalf("packet %d does not arrive", i+1)
		}
		l.Take(start)
	}
	if l.Send(0, start, datagram(100)) != Lost || !l.Cut() {
		t.Error("the line has no end")
	}
	l = New(Spec{})
	for range MaxCarried + 1 {
		if l.Send(0, start, nil) != Ignored {
			t.Fatal("nothing is taken for a packet")
		}
	}
	if !l.Cut() {
		t.Error("what the line does not carry can be sent for ever")
	}
}

func TestCarries(t *testing.T) {
	icmpv6 := func(kind byte) []byte {
		f := make([]byte, 62)
		f[12], f[13], f[14], f[19], f[20], f[54] = 0x86, 0xdd, 0x60, 8, 58, kind
		return f
	}
	group := datagram(100)
	group[0] = 1
	arp := datagram(100)
	arp[13] = 6
	igmp := datagram(100)
	igmp[14+9] = 2
	fragment := icmpv6(0)
	fragment[20] = 44
	for _, test := range []struct {
		name  string
		frame []byte
		want  bool
	}{
		{"a datagram", datagram(100), true},
		{"a segment", segment(2, ""), true},
		{"a fragment of IPv6", fragment, true},
		{"packet too big", icmpv6(2), true},
		{"an echo request", icmpv6(128), true},
		{"a neighbour solicitation", icmpv6(135), false},
		{"a report of groups", icmpv6(143), false},
		{"a datagram to a group", group, false},
		{"ARP", arp, false},
		{"IGMP", igmp, false},
		{"half a header", datagram(100)[:20], false},
		{"nothing", nil, false},
	} {
		if got := carries(test.frame); got != test.want {
			t.Errorf("%s: carried is %v, want %v", test.name, got, test.want)
		}
	}
}

// Whatever a program makes the kernel send, it is looked at without a panic.
func FuzzFrame(f *testing.F) {
	f.Add(datagram(60))
	f.Add(segment(16, "x"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		if onlyAcknowledges(frame) && !slices.Contains([]byte{0x08, 0x86}, frame[12]) {
			t.Error("what is no IP acknowledges")
		}
		carries(frame)
	})
}
