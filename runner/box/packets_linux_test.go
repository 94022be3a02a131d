//go:build linux && (amd64 || arm64)

package box

import (
	"slices"
	"testing"
	"time"

	"bothends/runner/wire"
)

// The supervisor is told of a call by which a socket gets its address, and of
// no other that it is not told of anyway.
func TestCaptureFilter(t *testing.T) {
	const pointer = 0x7fff_0000_0000 // its low half is zero
	tests := map[string]struct {
		call call
		args []uint64
		want uint32
	}{
		"bind":                     {"bind", []uint64{3, pointer, 16}, retTell},
		"connect":                  {"connect", []uint64{3, pointer, 16}, retTell},
		"listen":                   {"listen", []uint64{3, 5}, retTell},
		"a datagram to somebody":   {"sendto", []uint64{3, pointer, 5, 0, pointer, 16}, retTell},
		"a message":                {"sendmsg", []uint64{3, pointer, 0}, retTell},
		"messages":                 {"sendmmsg", []uint64{3, pointer, 1, 0}, retTell},
		"send":                     {"sendto", []uint64{3, pointer, 5, 0, 0, 0}, retAllow},
		"a write to a connection":  {"write", []uint64{3, pointer, 5}, retAllow},
		"a write to standard out":  {"write", []uint64{1, pointer, 5}, retTell},
		"what is forbidden anyway": {"ptrace", nil, retKill},
	}
	for _, a := range architectures {
		vm := newFilterVM(t, a, captureRules(rules()))
		for name, test := range tests {
			if got, ok := vm.call(t, test.call, test.args...); !ok || got != test.want {
				t.Errorf("%s: %s: %#x; want %#x", a.name, name, got, test.want)
			}
		}
	}
}

// A packet waits for what was announced before it, and an exit for the packets
// before it.
func TestPacketsInOrder(t *testing.T) {
	b := newTestBox(2)
	now := time.Now()
	b.announce(source{0, 0}, 5, now)
	b.coming = append(b.coming, announcement{at: now.Add(1), whole: &Report{Worker: 1, Packet: &Packet{Sender: 1}}})
	b.workers[1].exit, b.workers[1].ended = &Exited{}, now.Add(2)
	for i := range b.workers[1].streams {
		b.workers[1].streams[i].fd = -1
	}
	b.deliver()
	if len(b.pending) != 0 {
		t.Fatalf("%d reports before what came first", len(b.pending))
	}
	b.workers[0].streams[0].read = []byte("first")
	b.deliver()
	if r := b.pending; len(r) != 3 || r[0].Output == nil || r[1].Packet == nil || r[2].Exited == nil {
		t.Errorf("%d reports, in another order", len(r))
	}
}

// By whichever call a socket gets its address, what it sends is known to be the
// worker's.
func TestSendersAreKnown(t *testing.T) {
	for _, calls := range []bool{false, true} {
		for _, way := range []string{sendingMessage, sendingMessages, openingFast, "the host's 127.0.0.1"} {
			b, err := Start(Spec{Packets: true, Workers: []Worker{{Limits: attackLimits, Calls: calls}}})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if err := b.open(0, nil, gateOrder{Attack: &attackOrder{Names: []string{way}, Prey: prey{Port4: 7}}}); err != nil {
				t.Fatal(err)
			}
			var senders []int
			for {
				r, err := b.Next(time.Now().Add(time.Minute))
				if err != nil || r.Idle {
					t.Fatalf("%s, calls traced: %t: %+v, %v", way, calls, r, err)
				}
				if r.Packet != nil {
					senders = append(senders, r.Packet.Sender)
				}
				if r.Exited != nil {
					break
				}
			}
			if want := []int{0, NoWorker}; !slices.Equal(senders, want) { // which answers that nobody is there
				t.Errorf("%s, calls traced: %t: sent by %v; want %v", way, calls, senders, want)
			}
		}
	}
}

// However often a worker says that it is about to listen, little of it is told,
// whoever sees it.
func TestListensAreBounded(t *testing.T) {
	for _, calls := range []bool{false, true} {
		b, err := Start(Spec{Packets: true, Workers: []Worker{{Limits: Limits{Memory: 256 << 20, CPUSeconds: 10}, Calls: calls}}})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.open(0, nil, gateOrder{Attack: &attackOrder{Names: []string{announcing}}}); err != nil {
			t.Fatal(err)
		}
		told, said := 0, ""
		for {
			r, err := b.Next(time.Now().Add(time.Minute))
			if err != nil || r.Idle {
				t.Fatalf("calls traced: %t: %+v, %v", calls, r, err)
			}
			if r.Listens != nil {
				told++
			}
			if r.Output != nil {
				said += string(r.Output.Bytes)
			}
			if r.Exited != nil {
				break
			}
		}
		if told != 64 || said != announcing+"\tno effect\n" {
			t.Errorf("calls traced: %t: told %d times that it listens, it said %q; want 64 of 1000", calls, told, said)
		}
	}
}

// What is captured of one box is bounded, in packets and in bytes.
func TestCaptureIsBounded(t *testing.T) {
	b := newTestBox(1)
	big := make([]byte, 64<<10)
	for range MaxPackets + 1 {
		b.told.takePacket(wire.Frame{Data: big, Mark: 1}, 0)
	}
	held := 0
	for _, x := range b.told.all {
		held += len(x.report.Packet.Frame.Data)
	}
	if over, _ := b.Missed(); !over || len(b.told.all) != MaxPackets || held > maxCaptured+MaxPackets*headers {
		t.Errorf("%d packets of %d bytes are held; over: %v", len(b.told.all), held, over)
	}
}
