package wire

import (
	"encoding/binary"
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// Limits bound what decoding keeps. A zero field means the default.
type Limits struct {
	Packets     int // decoded at most; 10000
	Connections int // tracked at most; 1000
	Payload     int // bytes kept of one packet; 1024
	Total       int // bytes of payload kept of all packets; 1 MiB
}

// withDefaults fills in what is zero.
func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		field *int
		value int
	}{{&l.Packets, 10_000}, {&l.Connections, 1000}, {&l.Payload, 1024}, {&l.Total, 1 << 20}} {
		if *f.field <= 0 {
			*f.field = f.value
		}
	}
	return l
}

// Stats count what became of the frames.
type Stats struct {
	Frames    int // all of them
	Packets   int // decoded
	Undecoded int // neither TCP, UDP nor ICMP over IP, or malformed
	OverLimit int // not looked at, for Limits.Packets
	Untracked int // TCP segments without connection, for Limits.Connections
}

// A Decoder makes packets of frames. Its zero value is ready; Limits, if set,
// is set before the first Decode.
type Decoder struct {
	Limits Limits

	stats       Stats
	kept        int // bytes of payload, of all packets
	connections map[connectionKey]*connection
	opened      int // connections so far
	travelling  map[int]*travel
	fragmented  map[pieces][2]uint16 // the ports of first fragments
}

// A travel is that of a segment on a simulated link.
type travel struct {
	packet Packet // as it was sent
	header header
	to     *side // nil of a datagram, and of what is not tracked
	copies int
}

// Arrive takes in that a frame has come out of a simulated link, and returns its
// packet with the receiver's states before it and after. It reports false if
// the frame was none that Decode made a packet of.
func (d *Decoder) Arrive(sent int) (Packet, bool) {
	t := d.travelling[sent]
	if t == nil {
		return Packet{}, false
	}
	if t.copies--; t.copies == 0 {
		delete(d.travelling, sent)
	}
	p := t.packet
	p.From.Before = p.From.State
	if t.to != nil {
		p.To.Before = t.to.state
		t.to.receive(&t.header)
		p.To.State = t.to.state
	}
	return p, true
}

// depart notes that a packet is on its way.
func (d *Decoder) depart(f Frame, p Packet, h *header, to *side) {
	if f.Sent == 0 || f.Lost {
		return
	}
	t := &travel{packet: p, to: to, copies: 1}
	if f.Doubled {
		t.copies = 2
	}
	if h != nil {
		t.header = *h
	}
	if d.travelling == nil {
		d.travelling = map[int]*travel{}
	}
	d.travelling[f.Sent] = t
}

// Stats counts the frames so far.
func (d *Decoder) Stats() Stats { return d.stats }

// Decode decodes the next frame. It reports false, and no packet, if the frame
// holds none, or if the limit of packets is reached: see Stats. The packet
// shares no memory with the frame.
func (d *Decoder) Decode(f Frame) (Packet, bool) {
	limits := d.Limits.withDefaults()
	d.stats.Frames++
	if d.stats.Packets >= limits.Packets {
		d.stats.OverLimit++
		return Packet{}, false
	}
	h, ok := parseFrame(f)
	if !ok {
		d.stats.Undecoded++
		return Packet{}, false
	}
	d.stats.Packets++
	p := h.packet
	p.Number = d.stats.Frames
	p.Payload = d.keep(h.payload, limits)
	for _, l := range []struct {
		label Label
		has   bool
	}{{LabelLost, f.Lost}, {LabelDoubled, f.Doubled}, {LabelOvertaken, f.Overtaken}} {
		if l.has {
			p.Labels = append(p.Labels, l.label)
		}
	}
	if h.fragment {
		d.assign(&p, h.first, h.id)
	}
	var to *side
	if h.tcp != nil {
		to = d.track(&p, h.tcp, f, limits)
	}
	d.depart(f, p, h.tcp, to)
	return p, true
}

// keep copies the beginning of a payload, as far as the limits allow.
func (d *Decoder) keep(payload []byte, l Limits) []byte {
	n := min(len(payload), l.Payload, l.Total-d.kept)
	if n <= 0 {
		return nil
	}
	d.kept += n
	return append([]byte(nil), payload[:n]...)
}

// parsed is a packet as it stands in one frame, before its connection is known.
type parsed struct {
	packet  Packet
	payload []byte  // what the frame holds of it
	tcp     *header // of a TCP segment

	fragment bool // of an IP packet
	first    bool // … the one that has the header
	id       uint32
}

// A header is what tracking needs of a TCP segment.
type header struct {
	flags    Flags
	seq, ack uint32 // as they stand in the header
	window   uint16
	length   uint32 // of the payload
	scale    *uint8 // the option, if it is there
}

// parseFrame parses Ethernet and IP.
func parseFrame(f Frame) (parsed, bool) {
	var ethernet layers.Ethernet
	if ethernet.DecodeFromBytes(f.Data, gopacket.NilDecodeFeedback) != nil {
		return parsed{}, false
	}
	length := len(f.Data)
	if f.Length > length {
		length = f.Length
	}
	switch ethernet.EthernetType {
	case layers.EthernetTypeIPv4, layers.EthernetTypeIPv6:
		return parseIP(ethernet.Payload, length-len(ethernet.Contents), true)
	}
	return parsed{}, false
}

// parseIP parses an IP packet of which b is what was captured, and size what
// the wire carried. answered says whether the packet that an ICMP message
// quotes is wanted: it is not of one that is quoted itself.
func parseIP(b []byte, size int, answered bool) (parsed, bool) {
	if len(b) == 0 {
		return parsed{}, false
	}
	var t transport
	switch b[0] >> 4 {
	case 4:
		var ip layers.IPv4
		if ip.DecodeFromBytes(b, gopacket.NilDecodeFeedback) != nil {
			return parsed{}, false
		}
		if total := int(binary.BigEndian.Uint16(b[2:4])); total != 0 {
			size = total // 0 is that of a segment larger than 65535
		}
		t = transport{protocol: ip.Protocol, payload: ip.Payload, size: size - len(ip.Contents),
			first: ip.FragOffset == 0, fragment: ip.FragOffset != 0 || ip.Flags&layers.IPv4MoreFragments != 0, id: uint32(ip.Id)}
		t.from, _ = netip.AddrFromSlice(ip.SrcIP)
		t.to, _ = netip.AddrFromSlice(ip.DstIP)
	case 6:
		var ip layers.IPv6
		if ip.DecodeFromBytes(b, gopacket.NilDecodeFeedback) != nil {
			return parsed{}, false
		}
		if ip.Length != 0 {
			size = 40 + int(ip.Length)
		}
		t = transport{protocol: layers.IPProtocol(b[6]), payload: b[40:min(len(b), max(size, 40))], size: size - 40, first: true}
		t.from, _ = netip.AddrFromSlice(ip.SrcIP)
		t.to, _ = netip.AddrFromSlice(ip.DstIP)
		if !t.skipExtensions() {
			return parsed{}, false
		}
	default:
		return parsed{}, false
	}
	if t.size < 0 {
		return parsed{}, false
	}
	return t.parse(answered)
}

// transport is what IP carries.
type transport struct {
	from, to netip.Addr
	protocol layers.IPProtocol
	payload  []byte // as far as it was captured
	size     int    // as the wire carried it
	fragment bool
	first    bool   // the fragment with the header, or no fragment
	id       uint32 // of the packet that it is a fragment of
}

// maxExtensions is how many headers IPv6 may put before the one that counts.
const maxExtensions = 8

// skipExtensions passes over the extension headers of IPv6.
func (t *transport) skipExtensions() bool {
	for range maxExtensions {
		n := 8
		switch t.protocol {
		case layers.IPProtocolIPv6HopByHop, layers.IPProtocolIPv6Routing, layers.IPProtocolIPv6Destination:
			if len(t.payload) < 8 {
				return false
			}
			n = 8 * (int(t.payload[1]) + 1)
		case layers.IPProtocolIPv6Fragment:
			if len(t.payload) < 8 {
				return false
			}
			where := binary.BigEndian.Uint16(t.payload[2:4])
			t.fragment, t.first, t.id = where&^uint16(6) != 0, where>>3 == 0, binary.BigEndian.Uint32(t.payload[4:8])
		default:
			return true
		}
		if n > len(t.payload) || n > t.size {
			return false
		}
		t.protocol = layers.IPProtocol(t.payload[0])
		t.payload, t.size = t.payload[n:], t.size-n
		if !t.first {
			return true // what follows is the middle of something
		}
	}
	return false
}

// parse parses TCP, UDP or ICMP.
func (t *transport) parse(answered bool) (parsed, bool) {
	h := parsed{packet: Packet{From: End{Address: t.from}, To: End{Address: t.to}}, fragment: t.fragment, first: t.first, id: t.id}
	var ok bool
	switch t.protocol {
	case layers.IPProtocolTCP:
		h.packet.Protocol = TCP
		ok = !t.first || t.parseTCP(&h, !answered)
	case layers.IPProtocolUDP:
		h.packet.Protocol = UDP
		ok = !t.first || t.parseUDP(&h)
	case layers.IPProtocolICMPv4:
		h.packet.Protocol = ICMP
		ok = !t.first || t.parseICMPv4(&h, answered)
	case layers.IPProtocolICMPv6:
		h.packet.Protocol = ICMPv6
		ok = !t.first || t.parseICMPv6(&h, answered)
	}
	if t.fragment {
		h.packet.Labels = append(h.packet.Labels, LabelFragment)
	}
	if !t.first {
		h.packet.Length, h.payload = t.size, t.payload
	}
	return h, ok
}

// parseTCP parses a segment. Of one that is quoted only the first eight bytes
// need be there.
func (t *transport) parseTCP(h *parsed, quoted bool) bool {
	var tcp layers.TCP
	err := tcp.DecodeFromBytes(t.payload, gopacket.NilDecodeFeedback)
	if err != nil && quoted && len(t.payload) >= 8 {
		h.packet.From.Port = binary.BigEndian.Uint16(t.payload[0:2])
		h.packet.To.Port = binary.BigEndian.Uint16(t.payload[2:4])
		return true
	}
	length := t.size - len(tcp.Contents)
	if err != nil || length < 0 {
		return false
	}
	p := &h.packet
	p.From.Port, p.To.Port = uint16(tcp.SrcPort), uint16(tcp.DstPort)
	p.Flags, p.Length, h.payload = Flags(t.payload[13]), length, tcp.Payload
	h.tcp = &header{flags: p.Flags, seq: tcp.Seq, ack: tcp.Ack, window: tcp.Window, length: uint32(length)}
	if p.Flags&SYN != 0 {
		p.Options, h.tcp.scale = synOptions(tcp.Options)
	}
	return true
}

// synOptions reads the options that two ends agree on.
func synOptions(options []layers.TCPOption) (*Options, *uint8) {
	o := &Options{}
	for _, option := range options {
		switch b := option.OptionData; option.OptionType {
		case layers.TCPOptionKindMSS:
			if len(b) == 2 {
				o.MSS = binary.BigEndian.Uint16(b)
			}
		case layers.TCPOptionKindWindowScale:
			if len(b) == 1 {
				scale := min(b[0], 14) // RFC 7323, section 2.3
				o.WindowScale = &scale
			}
		case layers.TCPOptionKindSACKPermitted:
			o.SACKPermitted = true
		case layers.TCPOptionKindTimestamps:
			o.Timestamps = true
		}
	}
	return o, o.WindowScale
}

func (t *transport) parseUDP(h *parsed) bool {
	var udp layers.UDP
	if udp.DecodeFromBytes(t.payload, gopacket.NilDecodeFeedback) != nil {
		return false
	}
	h.packet.From.Port, h.packet.To.Port = uint16(udp.SrcPort), uint16(udp.DstPort)
	h.payload, h.packet.Length = udp.Payload, t.size-8
	if udp.Length != 0 && !t.fragment { // whose header has the length of the whole
		h.packet.Length = int(udp.Length) - 8
	}
	return h.packet.Length >= 0
}

func (t *transport) parseICMPv4(h *parsed, answered bool) bool {
	var icmp layers.ICMPv4
	if icmp.DecodeFromBytes(t.payload, gopacket.NilDecodeFeedback) != nil {
		return false
	}
	h.packet.Message = icmpv4Message(icmp.TypeCode)
	switch icmp.TypeCode.Type() {
	case layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4TypeTimeExceeded,
		layers.ICMPv4TypeParameterProblem, layers.ICMPv4TypeSourceQuench, layers.ICMPv4TypeRedirect:
		h.quote(icmp.Payload, answered)
	}
	h.packet.Length, h.payload = max(t.size-len(icmp.Contents), 0), icmp.Payload
	return true
}

func (t *transport) parseICMPv6(h *parsed, answered bool) bool {
	var icmp layers.ICMPv6
	if icmp.DecodeFromBytes(t.payload, gopacket.NilDecodeFeedback) != nil || len(icmp.Payload) < 4 {
		return false
	}
	h.packet.Message = icmpv6Message(icmp.TypeCode)
	if icmp.TypeCode.Type() < 128 { // an error, RFC 4443, section 2.1
		h.quote(icmp.Payload[4:], answered)
	}
	h.packet.Length, h.payload = max(t.size-8, 0), icmp.Payload[4:]
	return true
}

// quote parses the packet that an ICMP error answers. It is quoted from its IP
// header on, and as a rule not to its end.
func (h *parsed) quote(b []byte, wanted bool) {
	if !wanted {
		return
	}
	if about, ok := parseIP(b, len(b), false); ok {
		h.packet.About = &about.packet
	}
}

// icmpv4Message names what a message says. RFC 792.
func icmpv4Message(c layers.ICMPv4TypeCode) string {
	switch c.Type() {
	case layers.ICMPv4TypeDestinationUnreachable:
		switch c.Code() {
		case layers.ICMPv4CodeNet:
			return "net unreachable"
		case layers.ICMPv4CodeHost:
			return "host unreachable"
		case layers.ICMPv4CodeProtocol:
			return "protocol unreachable"
		case layers.ICMPv4CodePort:
			return "port unreachable"
		case layers.ICMPv4CodeFragmentationNeeded:
			return "fragmentation needed"
		}
	case layers.ICMPv4TypeTimeExceeded:
		return "time exceeded"
	case layers.ICMPv4TypeEchoRequest:
		return "echo request"
	case layers.ICMPv4TypeEchoReply:
		return "echo reply"
	}
	return c.String()
}

// icmpv6Message names what a message says. RFC 4443.
func icmpv6Message(c layers.ICMPv6TypeCode) string {
	switch c.Type() {
	case layers.ICMPv6TypeDestinationUnreachable:
		switch c.Code() {
		case layers.ICMPv6CodeNoRouteToDst:
			return "net unreachable"
		case layers.ICMPv6CodeAddressUnreachable:
			return "host unreachable"
		case layers.ICMPv6CodePortUnreachable:
			return "port unreachable"
		}
	case layers.ICMPv6TypePacketTooBig:
		return "packet too big"
	case layers.ICMPv6TypeTimeExceeded:
		return "time exceeded"
	case layers.ICMPv6TypeEchoRequest:
		return "echo request"
	case layers.ICMPv6TypeEchoReply:
		return "echo reply"
	}
	return c.String()
}
