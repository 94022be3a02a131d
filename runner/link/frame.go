package link

import "encoding/binary"

// What stands where in the frames.
const (
	macSize     = 6
	ethernet    = 14 // bytes of the header
	ipv6Header  = 40
	typeIPv4    = 0x0800
	typeIPv6    = 0x86dd
	ipICMP      = 1
	ipTCP       = 6
	ipUDP       = 17
	ipFragment  = 44 // IPv6's extension header
	ipICMPv6    = 58
	lastError   = 127 // of ICMPv6's types; those of errors come first
	echoRequest = 128
	echoReply   = 129

	flagACK  = 0x10
	tcpFlags = 0x17 // FIN, SYN, RST and ACK
)

// carries says whether the line carries such an Ethernet frame at all.
func carries(frame []byte) bool {
	protocol, payload, _ := split(frame)
	switch protocol {
	case ipTCP, ipUDP, ipICMP, ipFragment:
	case ipICMPv6:
		if len(payload) == 0 || payload[0] > lastError && payload[0] != echoRequest && payload[0] != echoReply {
			return false
		}
	default:
		return false
	}
	const group = 1 // of the first byte: it is for several hosts
	return frame[0]&group == 0
}

// split returns the protocol above IP, 0 if it is none, and what of that the
// frame holds; whole is false for a fragment of a packet.
func split(frame []byte) (protocol byte, payload []byte, whole bool) {
	if len(frame) < ethernet {
		return 0, nil, false
	}
	ip := frame[ethernet:]
	switch binary.BigEndian.Uint16(frame[2*macSize:]) {
	case typeIPv4:
		if len(ip) < 20 || len(ip) < int(ip[0]&0xf)*4 {
			return 0, nil, false
		}
		end := min(len(ip), int(binary.BigEndian.Uint16(ip[2:]))) // without what fills a short frame
		header := int(ip[0]&0xf) * 4
		const offsetOrMore = 0x3fff
		return ip[9], ip[header:max(header, end)], binary.BigEndian.Uint16(ip[6:])&offsetOrMore == 0
	case typeIPv6:
		if len(ip) < ipv6Header {
			return 0, nil, false
		}
		end := min(len(ip), ipv6Header+int(binary.BigEndian.Uint16(ip[4:])))
		return ip[6], ip[ipv6Header:end], ip[6] != ipFragment
	}
	return 0, nil, false
}

// onlyAcknowledges holds for a TCP segment without data and without a mark but ACK.
func onlyAcknowledges(frame []byte) bool {
	protocol, tcp, whole := split(frame)
	if protocol != ipTCP || !whole || len(tcp) < 20 {
		return false
	}
	return tcp[13]&tcpFlags == flagACK && len(tcp) == int(tcp[12]>>4)*4
}
