// Package wire turns captured frames into what a socket programmer wants to
// know of them: TCP segments, UDP datagrams and ICMP messages, with the state
// of both ends of each connection.
//
// A [Decoder] takes [Frame]s in the order in which the wire carried them and
// gives a [Packet] for each. Numbers of a connection are relative to its start,
// windows are scaled, and what a segment is (a retransmission, a zero window,
// a reset and why) stands in its labels. The states are those of RFC 9293,
// deduced from the segments alone: on a loopback, what was sent has arrived; of a
// simulated link, [Decoder.Arrive] is told what arrives, and the receiver's state
// changes only then.
//
// Frames are hostile: they carry what a reader's program sent. Decoding never
// panics, and what it keeps is bounded by [Limits].
//
// A Packet is written as JSON, and as one line of text ([Packet.String],
// [Parse]). [Normal] writes what must be the same in every good run, for
// recordings. [Pcap] writes frames to a file that Wireshark opens. [Capture]
// reads frames from a socket.
//
// The package names no processes by itself: see [Owner]. It reassembles no
// fragments and no byte streams, and knows no protocol above TCP and UDP.
package wire

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A Frame is what the capture saw.
type Frame struct {
	Time   time.Duration // since the run began, on the supervisor's monotonic clock
	Data   []byte        // from the Ethernet header on
	Length int           // of the whole frame, if the capture cut it; else 0
	Mark   uint32        // of the socket that sent it, SO_MARK of socket(7); 0 without, and of what the kernel sends itself
	Lost   bool          // a simulated link swallowed it: it was sent, and never arrived
	Sent   int           // its number on a simulated link, by which [Decoder.Arrive] is told of it; 0 if it has arrived

	Doubled   bool // a simulated link carried it twice
	Overtaken bool // … and handed it over after what was sent later
}

// Protocol says what a packet is.
type Protocol string

// The protocols that are decoded.
const (
	TCP    Protocol = "tcp"
	UDP    Protocol = "udp"
	ICMP   Protocol = "icmp"
	ICMPv6 Protocol = "icmpv6"
)

// A Packet is one TCP segment, UDP datagram or ICMP message.
type Packet struct {
	Number     int      `json:"number,omitempty"`     // which frame of the capture, from 1; 0 in a recording
	Connection int      `json:"connection,omitempty"` // which TCP connection, from 1; 0 if it is not tracked
	Protocol   Protocol `json:"protocol"`
	From       End      `json:"from"`
	To         End      `json:"to"`

	Flags   Flags    `json:"flags,omitempty"`   // TCP
	Seq     uint32   `json:"seq,omitempty"`     // TCP: of the first byte, relative: that of the SYN is 0
	Ack     uint32   `json:"ack,omitempty"`     // TCP with ACK: the next byte expected, relative
	Window  uint32   `json:"window,omitempty"`  // TCP: bytes that the sender has room for, scaled
	Options *Options `json:"options,omitempty"` // TCP: of a SYN

	Length  int    `json:"length"`            // bytes of payload
	Payload []byte `json:"payload,omitempty"` // its beginning, as far as it was kept

	Labels []Label     `json:"labels,omitempty"` // what it does
	Reset  ResetReason `json:"reset,omitempty"`  // why, if it is a reset

	// UDP, TCP: of a later fragment of an IP packet, which has no ports itself, those of
	// the first, by which it is known whose it is; 0 if that was not seen.
	FirstPorts [2]uint16 `json:"first_ports,omitzero"`

	Message string  `json:"message,omitempty"` // ICMP: such as "port unreachable"
	About   *Packet `json:"about,omitempty"`   // ICMP: the packet that it answers
}

// An End is one end of a packet's way.
type End struct {
	Process  string     `json:"process,omitempty"`   // who has the socket; empty if nobody has, or it is not known
	Address  netip.Addr `json:"address,omitzero"`    // not in a recording, if the process is known
	Port     uint16     `json:"port,omitempty"`      // not of ICMP
	PortName string     `json:"port_name,omitempty"` // in a recording, instead of a port that the kernel chose

	Before State `json:"before,omitempty"` // TCP: the state before this segment was sent, or arrived; empty if not known
	State  State `json:"state,omitempty"`  // TCP: the state after it
}

// Options are those of a SYN.
type Options struct {
	MSS           uint16 `json:"mss,omitempty"`            // maximum segment size, in bytes
	WindowScale   *uint8 `json:"window_scale,omitempty"`   // windows are to be shifted left by this
	SACKPermitted bool   `json:"sack_permitted,omitempty"` // selective acknowledgement
	Timestamps    bool   `json:"timestamps,omitempty"`
}

// State is the state of one end of a connection, as RFC 9293 names it.
type State string

// The states. The empty State is one that the segments seen do not tell.
const (
	Closed      State = "CLOSED"
	Listen      State = "LISTEN"
	SynSent     State = "SYN-SENT"
	SynReceived State = "SYN-RECEIVED"
	Established State = "ESTABLISHED"
	FinWait1    State = "FIN-WAIT-1"
	FinWait2    State = "FIN-WAIT-2"
	CloseWait   State = "CLOSE-WAIT"
	Closing     State = "CLOSING"
	LastAck     State = "LAST-ACK"
	TimeWait    State = "TIME-WAIT"
)

// A Label says what a packet does. A segment can bear several.
type Label string

// The labels. A plain ACK bears none.
const (
	LabelSYN               Label = "syn"
	LabelSYNACK            Label = "syn-ack"
	LabelHandshakeDone     Label = "handshake-done" // with it both ends are ESTABLISHED
	LabelData              Label = "data"           // bytes that were not sent before
	LabelRetransmission    Label = "retransmission"
	LabelDuplicateACK      Label = "duplicate-ack" // as RFC 5681 defines it
	LabelZeroWindow        Label = "zero-window"
	LabelWindowProbe       Label = "window-probe"  // asks whether a window is still zero
	LabelWindowUpdate      Label = "window-update" // nothing new but a larger window
	LabelKeepAlive         Label = "keep-alive"
	LabelKeepAliveACK      Label = "keep-alive-ack"
	LabelFIN               Label = "fin"
	LabelHalfClose         Label = "half-close" // data to an end that has finished sending
	LabelSimultaneousOpen  Label = "simultaneous-open"
	LabelSimultaneousClose Label = "simultaneous-close"
	LabelReset             Label = "reset"
	LabelFragment          Label = "fragment"  // of an IP packet
	LabelLost              Label = "lost"      // on a simulated link: it never arrived
	LabelDoubled           Label = "doubled"   // …: it arrived twice
	LabelOvertaken         Label = "overtaken" // …, or on a loopback of several processors: it arrived after what was sent later
)

// Words writes the label for people: "window update".
func (l Label) Words() string { return strings.ReplaceAll(string(l), "-", " ") }

// ResetReason says why a connection was reset, as far as the wire tells.
type ResetReason string

// The reasons of a reset.
const (
	ResetRefused    ResetReason = "refused"     // it answers a SYN: nobody listens there
	ResetAborted    ResetReason = "aborted"     // its sender threw the connection away, by SO_LINGER 0 or before it was accepted
	ResetUnread     ResetReason = "unread"      // as aborted, or its sender closed with data still unread: the wire does not tell which
	ResetAfterClose ResetReason = "after-close" // it answers what came after its sender had closed
	ResetAfterBoth  ResetReason = "after-both"  // it answers what came after both had closed, and both had acknowledged that, or the other had reset it: nothing was left to be reset
	ResetUnknown    ResetReason = "unknown"     // it answers what fits no connection of its sender
)

// Words writes the reason for people.
func (r ResetReason) Words() string {
	switch r {
	case ResetRefused:
		return "refused"
	case ResetAborted:
		return "aborted"
	case ResetUnread:
		return "aborted or closed with data unread"
	case ResetAfterClose:
		return "closed before this came"
	case ResetAfterBoth:
		return "both closed before this came"
	}
	return "no such connection"
}

// Flags are the control bits of a TCP segment.
type Flags uint8

// The flags, as they stand in the header.
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
)

// flagNames is in the order in which flags are written.
var flagNames = [...]struct {
	flag Flags
	name string
}{{SYN, "SYN"}, {FIN, "FIN"}, {RST, "RST"}, {PSH, "PSH"}, {ACK, "ACK"}, {URG, "URG"}, {ECE, "ECE"}, {CWR, "CWR"}}

// String writes the flags in words: "SYN ACK".
func (f Flags) String() string {
	var names []string
	for _, n := range flagNames {
		if f&n.flag != 0 {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, " ")
}

// MarshalText writes what String does.
func (f Flags) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (f *Flags) UnmarshalText(b []byte) error {
	*f = 0
words:
	for word := range strings.FieldsSeq(string(b)) {
		for _, n := range flagNames {
			if n.name == word {
				*f |= n.flag
				continue words
			}
		}
		return fmt.Errorf("%q is no flag of TCP", word)
	}
	return nil
}

// Segment reports whether p is a TCP segment; else it is a datagram.
func (p Packet) Segment() bool { return p.Protocol == TCP }

// Has reports whether p bears the label.
func (p Packet) Has(l Label) bool { return slices.Contains(p.Labels, l) }

// PlainACK reports whether p does nothing but acknowledge: it bears no label
// and leaves both ends in their states.
func (p Packet) PlainACK() bool {
	return p.Protocol == TCP && p.Flags == ACK && p.Length == 0 && len(p.Labels) == 0 &&
		p.From.Before == p.From.State && p.To.Before == p.To.State
}

// An Owner tells which process has the socket with a local address that speaks
// with a remote one, or "". A socket that listens on all addresses has all of
// them.
type Owner func(protocol Protocol, local, remote netip.AddrPort) string

// Named returns p with the names of the processes at its ends. Those of an
// ICMP message are those of the packet that it answers.
func (p Packet) Named(owner Owner) Packet {
	if p.About != nil {
		about := p.About.Named(owner)
		p.About = &about
		p.From.Process, p.To.Process = "", ""
		if about.To.Address == p.From.Address {
			p.From.Process = about.To.Process
		}
		if about.From.Address == p.To.Address {
			p.To.Process = about.From.Process
		}
		return p
	}
	from, to := p.sockets()
	p.From.Process, p.To.Process = owner(p.Protocol, from, to), owner(p.Protocol, to, from)
	return p
}

// sockets are the addresses of the sockets at both ends: see FirstPorts.
func (p Packet) sockets() (from, to netip.AddrPort) {
	ports := p.FirstPorts
	if ports == [2]uint16{} {
		ports = [2]uint16{p.From.Port, p.To.Port}
	}
	return netip.AddrPortFrom(p.From.Address, ports[0]), netip.AddrPortFrom(p.To.Address, ports[1])
}
