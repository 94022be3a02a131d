package wire

import (
	"flag"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

var update = flag.Bool("update", false, "write captures and what is decoded of them to testdata")

// The initial sequence numbers of the segments that tests make. The client's
// numbers wrap around soon.
const (
	clientISN = 1<<32 - 3
	serverISN = 1000
)

// makeSegment makes a frame of a line such as "c SA 0 1 win=9 len=5 wscale=7 lost":
// who sends, the flags by their first letters, the relative numbers.
func makeSegment(t testing.TB, line string) Frame {
	t.Helper()
	var who, flags string
	var seq, ack uint32
	words := strings.Fields(line)
	if _, err := fmt.Sscan(strings.Join(words[:4], " "), &who, &flags, &seq, &ack); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	tcp := &layers.TCP{SrcPort: 50000, DstPort: 7, Seq: clientISN + seq, Ack: serverISN + ack, Window: 1000}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{127, 0, 0, 1}, DstIP: net.IP{127, 0, 0, 1}}
	if who == "s" {
		tcp.SrcPort, tcp.DstPort, tcp.Seq, tcp.Ack = 7, 50000, serverISN+seq, clientISN+ack
	}
	for _, c := range flags {
		switch c {
		case 'S':
			tcp.SYN = true
		case 'A':
			tcp.ACK = true
		case 'F':
			tcp.FIN = true
		case 'R':
			tcp.RST = true
		case 'P':
			tcp.PSH = true
		}
	}
	if !tcp.ACK {
		tcp.Ack = 0
	}
	var f Frame
	var length int
	for _, word := range words[4:] {
		name, value, _ := strings.Cut(word, "=")
		var n int
		fmt.Sscan(value, &n)
		switch name {
		case "win":
			tcp.Window = uint16(n)
		case "len":
			length = n
		case "port": // of the client
			tcp.SrcPort = layers.TCPPort(n)
		case "wscale":
			tcp.Options = append(tcp.Options, layers.TCPOption{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{byte(n)}})
		case "rawseq":
			tcp.Seq = uint32(n)
		case "self":
			tcp.SrcPort, tcp.DstPort = 50000, 50000
			tcp.Seq = clientISN + seq
			if tcp.ACK {
				tcp.Ack = clientISN + ack
			}
		case "lost":
			f.Lost = true
		default:
			t.Fatalf("%s: what is %s?", line, word)
		}
	}
	f.Data = serialize(t, layers.EthernetTypeIPv4, ip, tcp, gopacket.Payload(strings.Repeat("x", length)))
	return f
}

// serialize makes a frame as the loopback carries it.
func serialize(t testing.TB, kind layers.EthernetType, parts ...gopacket.SerializableLayer) []byte {
	t.Helper()
	zero := net.HardwareAddr(make([]byte, 6))
	all := append([]gopacket.SerializableLayer{&layers.Ethernet{SrcMAC: zero, DstMAC: zero, EthernetType: kind}}, parts...)
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true}, all...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// owner names the ends of makeSegment.
func owner(_ Protocol, local, _ netip.AddrPort) string {
	switch local.Port() {
	case 7:
		return "server"
	case 50000, 50001:
		return "client"
	}
	return ""
}

// liveOwner names the ends of all exchanges.
func liveOwner(_ Protocol, local, _ netip.AddrPort) string {
	switch {
	case local.Port() == 7:
		return "server"
	case local.Port() >= FirstEphemeral:
		return "client"
	}
	return ""
}
