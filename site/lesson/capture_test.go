package lesson

import (
	"os"
	"testing"

	"bothends/runner/wire"
)

// Of a recorded packet, a frame has to have everything that the recording tells.
func TestSamePacket(t *testing.T) {
	frame := func() wire.Packet {
		return wire.Packet{
			Protocol: wire.TCP, From: wire.End{Port: 50000}, To: wire.End{Port: 7},
			Flags: wire.ACK, Seq: 1, Ack: 1, Window: 512, Length: 5, Payload: []byte("hello"),
		}
	}
	recorded := wire.Packet{
		Protocol: wire.TCP, From: wire.End{Process: "client", PortName: "{port 1}"}, To: wire.End{Process: "server", Port: 7},
		Flags: wire.ACK, Seq: 1, Ack: 1, Length: 5, Payload: []byte("hel"),
	}
	if !samePacket(recorded, frame()) {
		t.Error("the packet itself is another one")
	}
	answer := func(p wire.Packet) wire.Packet {
		return wire.Packet{Protocol: wire.ICMP, Message: "port unreachable", About: &p}
	}
	for name, change := range map[string]func(*wire.Packet){
		"protocol":    func(p *wire.Packet) { p.Protocol = wire.UDP },
		"flags":       func(p *wire.Packet) { p.Flags |= wire.FIN },
		"seq":         func(p *wire.Packet) { p.Seq++ },
		"ack":         func(p *wire.Packet) { p.Ack++ },
		"length":      func(p *wire.Packet) { p.Length++ },
		"payload":     func(p *wire.Packet) { p.Payload = []byte("jello") },
		"no payload":  func(p *wire.Packet) { p.Payload = nil },
		"port":        func(p *wire.Packet) { p.To.Port = 8 },
		"chosen port": func(p *wire.Packet) { p.From.Port = 7 },
		"an answer":   func(p *wire.Packet) { *p = answer(*p) },
	} {
		p := frame()
		change(&p)
		if samePacket(recorded, p) {
			t.Errorf("%s: not seen", name)
		}
		if name != "an answer" && samePacket(answer(recorded), answer(p)) {
			t.Errorf("%s: not seen in an answer to it", name)
		}
	}
}

// The captures of this book hold what is recorded.
func TestCapturesOfTheBook(t *testing.T) {
	b, err := Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, s := range b.inOrder() {
		if fault := s.CaptureFault(); fault != "" {
			t.Error(fault)
		}
		if s.Capture != nil {
			seen++
		}
	}
	if seen == 0 {
		t.Error("there is no capture")
	}
}
