package wire

import (
	"net/netip"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// A later fragment is of the sockets of the first one with the same identification, and of
// nobody's if that was not seen.
func TestFragmentsHaveOwners(t *testing.T) {
	const udpProtocol = layers.IPProtocolUDP
	ipv4 := func(id, offset uint16, parts ...gopacket.SerializableLayer) []byte {
		return overIPv4(t, udpProtocol, func(ip *layers.IPv4) {
			ip.Id, ip.FragOffset, ip.Flags = id, offset, layers.IPv4MoreFragments
		}, parts...)
	}
	const fragment = layers.IPProtocolIPv6Fragment
	owner := func(_ Protocol, local, _ netip.AddrPort) string {
		return map[uint16]string{5000: "client", 53: "server"}[local.Port()]
	}
	var d Decoder
	for _, step := range []struct {
		name     string
		frame    []byte
		from, to string
	}{
		{"IPv4, first", ipv4(7, 0, udp("hi")...), "client", "server"},
		{"IPv4, later", ipv4(7, 185, gopacket.Payload("tail")), "client", "server"},
		{"IPv4, of another packet", ipv4(8, 185, gopacket.Payload("tail")), "", ""},
		{"IPv6, first", overIPv6(t, fragment, raw(t, "\x11\x00\x00\x01\x00\x00\x00\x07", "hi")), "client", "server"},
		{"IPv6, later", overIPv6(t, fragment, gopacket.Payload("\x11\x00\x05\xa8\x00\x00\x00\x07tail")), "client", "server"},
		{"IPv6, of another packet", overIPv6(t, fragment, gopacket.Payload("\x11\x00\x05\xa8\x00\x00\x01\x07tail")), "", ""},
	} {
		p, ok := d.Decode(Frame{Data: step.frame})
		if p = p.Named(owner); !ok || p.From.Process != step.from || p.To.Process != step.to {
			t.Errorf("%s: decoded: %v, from %q to %q; want %q and %q", step.name, ok, p.From.Process, p.To.Process, step.from, step.to)
		}
		checkForms(t, p)
	}
	for id := range uint16(3 * maxFragmented) {
		d.Decode(Frame{Data: ipv4(id, 0, udp("hi")...)})
		if len(d.fragmented) > maxFragmented {
			t.Fatalf("the ports of %d packets are kept", len(d.fragmented))
		}
	}
}
