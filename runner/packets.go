package runner

import (
	"fmt"
	"net/netip"

	"bothends/runner/box"
	"bothends/runner/link"
	"bothends/runner/wire"
)

// nameServerName is what the run's name server is called at the end of a packet.
const nameServerName = "name-server"

// handlePacket makes an event of a captured frame.
func (r *run) handlePacket(captured *box.Packet) {
	if r.killed {
		return // what the kernel sends of killed processes is not their doing
	}
	f := captured.Frame
	f.Time = max(r.now.Sub(r.began), 0)
	p, ok := r.decoder.Decode(f)
	if ok {
		r.sockets[captured.Host].sends(r.senderName(captured.Sender), p)
		p = p.Named(r.ownerAt(captured.Host))
		if captured.Sender == box.NoWorker && ofProgram(p) {
			p.From.Process = ""
		}
	}
	if r.options.Frame != nil {
		r.options.Frame(f, p)
	}
	if !ok {
		return
	}
	kind := Datagram
	if p.Segment() {
		kind = Segment
	}
	r.emitAt(Event{Kind: kind, Packet: &p})
	r.tellAlone(p, captured.Host)
}

// ofProgram holds for what the kernel sends for a program alone, not by itself, as it does
// resets. Without the mark of a worker it is from a socket that one kept
// from being marked, by putting another in its place meanwhile. Whose it is is not
// known then, and not that of whoever has its address, too.
func ofProgram(p wire.Packet) bool {
	if p.Segment() {
		return p.Flags&wire.RST == 0 && (p.Length > 0 || p.Flags&(wire.SYN|wire.FIN) != 0)
	}
	return p.Protocol == wire.UDP
}

// handleArrival makes an event of a packet that has come out of the link.
func (r *run) handleArrival(a *box.Arrived) {
	p, ok := r.decoder.Arrive(a.Sent)
	if !ok || r.killed {
		return
	}
	p = p.Named(r.ownerAt(a.Host))
	r.emitAt(Event{Kind: Arrival, Arrives: &p})
}

// ownerAt tells whose the sockets of a packet are that a host has sent: that of an
// address that both hosts have, such as 127.0.0.1, is the sender's own.
func (r *run) ownerAt(sender int) wire.Owner {
	return func(protocol wire.Protocol, local, remote netip.AddrPort) string {
		host := sender
		if other, ok := box.HostOf(local.Addr()); ok && r.snippet.Scenario.Link != nil {
			host = other
		}
		return r.sockets[host].owner(protocol, local, remote)
	}
}

// hostOf is where a worker of the box is.
func (r *run) hostOf(worker int) int {
	switch {
	case r.snippet.Scenario.Link == nil:
		return 0
	case worker < len(r.processes):
		return r.snippet.Scenario.hostOf(r.processes[worker].spec)
	}
	return worker - len(r.processes) // a name server
}

// senderName names a worker of the box that sends.
func (r *run) senderName(worker int) string {
	switch {
	case r.isNameServer(worker):
		return nameServerName
	case worker >= 0 && worker < len(r.processes):
		return r.processes[worker].name
	}
	return ""
}

// tellMissed says what of the wire is not among the events.
func (r *run) tellMissed() {
	over, dropped := r.box.Missed()
	switch linked := r.snippet.Scenario.Link != nil; {
	case linked && r.box.LinkCut():
		r.emitAt(Event{Kind: Note, Text: fmt.Sprintf("the link was cut when it had carried %d packets", link.MaxCarried)})
	case linked && dropped > 0:
		r.emitAt(Event{Kind: Note, Text: fmt.Sprintf("%d packets were sent faster than the link could take them; they are lost, and not shown", dropped)})
	case r.box.LinkUnused() && !r.alone && r.bothRan():
		r.emitAt(Event{Kind: Note, Text: fmt.Sprintf("nothing crossed the link: 127.0.0.1 is each host's own loopback; the others go by the names %s and %s", hostNames[box.ServerHost], hostNames[box.ClientHost])})
	case over:
		r.emitAt(Event{Kind: Note, Text: fmt.Sprintf("more packets crossed the wire; the first %d are shown", box.MaxPackets)})
	case dropped > 0:
		r.emitAt(Event{Kind: Note, Text: fmt.Sprintf("%d packets were sent faster than they could be captured, and are not shown", dropped)})
	}
}

// owners knows which process has which socket of a host. The zero value knows nothing.
type owners struct {
	flows   map[flow]string   // the process that sent from there to there, and is meant when the other answers
	waiting map[socket]waiter // who listens, or is bound
}

// A flow is what a socket sends to one other end.
type flow struct {
	protocol      wire.Protocol
	local, remote netip.AddrPort
}

// A socket waits at an address, or at all of them.
type socket struct {
	protocol wire.Protocol
	local    netip.AddrPort
}

// A waiter is a process that waits at a socket's address.
type waiter struct {
	process string
	seen    bool // by the kernel's tables or a packet; else it only said that it is about to
}

// sends notes that the process sent p.
func (o *owners) sends(process string, p wire.Packet) {
	if process == "" || p.About != nil || p.Has(wire.LabelFragment) && p.From.Port == 0 {
		return // the first fragment has said it
	}
	if o.flows == nil {
		o.flows = map[flow]string{}
	}
	local := netip.AddrPortFrom(p.From.Address, p.From.Port)
	o.flows[flow{p.Protocol, local, netip.AddrPortFrom(p.To.Address, p.To.Port)}] = process
	if p.Protocol == wire.UDP { // others may answer, too
		o.waits(process, socket{p.Protocol, local})
	}
}

func (o *owners) waits(process string, s socket) {
	if o.waiting == nil {
		o.waiting = map[socket]waiter{}
	}
	o.waiting[s] = waiter{process, true}
}

// listens notes what the kernel's socket tables show.
func (o *owners) listens(process string, l *box.Listening) {
	if local, err := netip.ParseAddrPort(l.Address); err == nil {
		o.waits(process, socket{wire.Protocol(l.Network), local})
	}
}

// willListen notes that the process is about to listen, which may yet be refused: where
// another has been seen, it changes nothing.
func (o *owners) willListen(process string, l *box.Listening) {
	local, err := netip.ParseAddrPort(l.Address)
	if err != nil {
		return
	}
	protocol := wire.Protocol(l.Network)
	if o.waiter(protocol, local).seen {
		return
	}
	s := socket{protocol, local}
	o.waits(process, s)
	o.waiting[s] = waiter{process, false}
}

// serveNames notes where the name server is.
func (o *owners) serveNames() {
	for _, host := range []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()} {
		for _, protocol := range []wire.Protocol{wire.UDP, wire.TCP} {
			o.waits(nameServerName, socket{protocol, netip.AddrPortFrom(host, 53)})
		}
	}
}

// exits forgets where the process waited. What it sent may still be answered.
func (o *owners) exits(process string) {
	for s, w := range o.waiting {
		if w.process == process {
			delete(o.waiting, s)
		}
	}
}

// owner is a wire.Owner. A socket on all addresses of IPv6 has those of IPv4,
// too, unless another has them.
func (o *owners) owner(protocol wire.Protocol, local, remote netip.AddrPort) string {
	if process, ok := o.flows[flow{protocol, local, remote}]; ok {
		return process
	}
	return o.waiter(protocol, local).process
}

// waiter is who waits for what is sent there, of those who were seen if there is
// one; the zero waiter if nobody does.
func (o *owners) waiter(protocol wire.Protocol, local netip.AddrPort) (first waiter) {
	for _, a := range []netip.Addr{local.Addr(), unspecified(local.Addr()), netip.IPv6Unspecified()} {
		w := o.waiting[socket{protocol, netip.AddrPortFrom(a, local.Port())}]
		if w.seen {
			return w
		}
		if first.process == "" {
			first = w
		}
	}
	return first
}

func unspecified(a netip.Addr) netip.Addr {
	if a.Is4() {
		return netip.IPv4Unspecified()
	}
	return netip.IPv6Unspecified()
}
