package recording

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"bothends/runner"
	"bothends/runner/wire"
)

// packets makes of each packet what a recording shows of it. Ports get their
// names along each process in turn, as far as what was printed has not named them.
func (n *namer) packets(events []runner.Event) {
	nameBoth(events)
	for _, process := range append(n.order, "") {
		for _, e := range events {
			if e.Packet != nil && (e.Packet.From.Process == process || process == "") {
				n.port(e.Packet.From)
			}
		}
	}
	for i := range events {
		for _, at := range []**wire.Packet{&events[i].Packet, &events[i].Arrives} {
			if *at != nil {
				p := (*at).Recorded(n.port)
				*at = &p
			}
		}
	}
}

// port names the port of an end, if the kernel picked it.
func (n *namer) port(e wire.End) string {
	if e.Port < firstEphemeral {
		return ""
	}
	return n.portNumber(strconv.Itoa(int(e.Port)))
}

// nameBoth names ends that were not known yet when the packet was captured, as
// of a first segment to a listener that was not seen yet: the other's answer
// tells who it was.
func nameBoth(events []runner.Event) {
	type flow struct {
		protocol   wire.Protocol
		from, to   netip.Addr
		fromP, toP uint16
	}
	key := func(p *wire.Packet, from, to wire.End) flow {
		return flow{p.Protocol, from.Address, to.Address, from.Port, to.Port}
	}
	known := map[flow]string{}
	for _, e := range events {
		if p := e.Packet; p != nil && p.About == nil && p.From.Process != "" {
			known[key(p, p.From, p.To)] = p.From.Process
		}
	}
	for i := range events {
		for _, at := range []**wire.Packet{&events[i].Packet, &events[i].Arrives} {
			if p := *at; p != nil && p.About == nil && p.To.Process == "" {
				named := *p
				named.To.Process = known[key(p, p.To, p.From)]
				*at = &named
			}
		}
	}
}

// WireSum tells the packets of a run from those of another one, by which a capture
// is known to be of this run: it is empty if there are none.
func (r *Recording) WireSum() string {
	hash, any := sha256.New(), false
	for _, e := range r.Events {
		if e.Packet != nil {
			any = true
			fmt.Fprintf(hash, "%s %s\n", milliseconds(e.Time), e.Packet)
		}
	}
	if !any {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// exchanges lists what of the packets is compared.
func exchanges(events []runner.Event) []line {
	var packets []wire.Packet
	for _, e := range events {
		if e.Packet != nil {
			packets = append(packets, *e.Packet)
		}
	}
	var lines []line
	for text := range strings.Lines(wire.Normal(packets, wire.NormalOptions{Guaranteed: true})) {
		lines = append(lines, line{timeless, strings.TrimSuffix(text, "\n")})
	}
	return lines
}
