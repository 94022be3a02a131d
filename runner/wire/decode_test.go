package wire

import (
	"encoding/binary"
	"encoding/json"
	"net"
	"reflect"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

var (
	ip4 = layers.IPv4{Version: 4, TTL: 64, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
	ip6 = layers.IPv6{Version: 6, HopLimit: 64, SrcIP: net.ParseIP("fd00::1"), DstIP: net.ParseIP("fd00::2")}
)

// overIPv4 and overIPv6 make frames of an IP packet with the given payload.
func overIPv4(t testing.TB, protocol layers.IPProtocol, change func(*layers.IPv4), parts ...gopacket.SerializableLayer) []byte {
	ip := ip4
	ip.Protocol = protocol
	if change != nil {
		change(&ip)
	}
	return serialize(t, layers.EthernetTypeIPv4, append([]gopacket.SerializableLayer{&ip}, parts...)...)
}

func overIPv6(t testing.TB, next layers.IPProtocol, parts ...gopacket.SerializableLayer) []byte {
	ip := ip6
	ip.NextHeader = next
	return serialize(t, layers.EthernetTypeIPv6, append([]gopacket.SerializableLayer{&ip}, parts...)...)
}

// udp makes a datagram from port 5000 to 53.
func udp(payload string) []gopacket.SerializableLayer {
	return []gopacket.SerializableLayer{&layers.UDP{SrcPort: 5000, DstPort: 53}, gopacket.Payload(payload)}
}

// raw is a datagram as bytes, after other headers.
func raw(t testing.TB, before string, payload string) gopacket.Payload {
	t.Helper()
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true}, udp(payload)...); err != nil {
		t.Fatal(err)
	}
	return gopacket.Payload(before + string(b.Bytes()))
}

func TestDecode(t *testing.T) {
	const udpProtocol = layers.IPProtocolUDP
	quoted := overIPv4(t, udpProtocol, nil, udp("what was asked")...)[14:]
	for _, test := range []struct {
		name  string
		frame []byte
		want  string // empty: not decoded
	}{
		{"IPv4", overIPv4(t, udpProtocol, nil, udp("hi")...), `10.0.0.1.5000 > 10.0.0.2.53  UDP  2 bytes "hi"`},
		{"empty datagram", overIPv4(t, udpProtocol, nil, udp("")...), `10.0.0.1.5000 > 10.0.0.2.53  UDP  0 bytes`},
		{"IPv6", overIPv6(t, udpProtocol, udp("hi")...), `fd00::1.5000 > fd00::2.53  UDP  2 bytes "hi"`},
		{"padding after the IP packet", append(overIPv4(t, udpProtocol, nil, udp("hi")...), 0, 0, 0),
			`10.0.0.1.5000 > 10.0.0.2.53  UDP  2 bytes "hi"`},
		{"IPv6 with options for the destination", overIPv6(t, layers.IPProtocolIPv6Destination, raw(t, "\x11\x00\x01\x04\x00\x00\x00\x00", "hi")),
			`fd00::1.5000 > fd00::2.53  UDP  2 bytes "hi"`},
		{"IPv6, first fragment", overIPv6(t, layers.IPProtocolIPv6Fragment, raw(t, "\x11\x00\x00\x01\x00\x00\x00\x07", "hi")),
			`fd00::1.5000 > fd00::2.53  UDP  2 bytes "hi"  [fragment]`},
		{"IPv6, first fragment of a longer datagram", overIPv6(t, layers.IPProtocolIPv6Fragment, raw(t, "\x11\x00\x00\x01\x00\x00\x00\x07", "hi, and more")[:8+8+2]),
			`fd00::1.5000 > fd00::2.53  UDP  2 bytes "hi"  [fragment]`},
		{"IPv6, later fragment", overIPv6(t, layers.IPProtocolIPv6Fragment, gopacket.Payload("\x11\x00\x05\xa8\x00\x00\x00\x07tail")),
			`fd00::1 > fd00::2  UDP  4 bytes "tail"  [fragment]`},
		{"IPv4, first fragment", overIPv4(t, udpProtocol, func(ip *layers.IPv4) { ip.Flags = layers.IPv4MoreFragments }, udp("hi")...),
			`10.0.0.1.5000 > 10.0.0.2.53  UDP  2 bytes "hi"  [fragment]`},
		{"IPv4, first fragment of a longer datagram", overIPv4(t, udpProtocol, func(ip *layers.IPv4) { ip.Flags = layers.IPv4MoreFragments }, raw(t, "", "hi, and more")[:8+2]),
			`10.0.0.1.5000 > 10.0.0.2.53  UDP  2 bytes "hi"  [fragment]`},
		{"IPv4, later fragment", overIPv4(t, udpProtocol, func(ip *layers.IPv4) { ip.FragOffset = 185 }, gopacket.Payload("tail")),
			`10.0.0.1 > 10.0.0.2  UDP  4 bytes "tail"  [fragment]`},
		{"port unreachable quotes a packet that is cut", overIPv4(t, layers.IPProtocolICMPv4, nil,
			&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 3)}, gopacket.Payload(quoted[:28])),
			`10.0.0.1 > 10.0.0.2  ICMP port unreachable  about 10.0.0.1.5000 > 10.0.0.2.53  UDP  14 bytes`},
		{"it quotes eight bytes of a segment", overIPv4(t, layers.IPProtocolICMPv4, nil,
			&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 1)}, gopacket.Payload(makeSegment(t, "c S 0 0").Data[14:42])),
			`10.0.0.1 > 10.0.0.2  ICMP host unreachable  about 127.0.0.1.50000 > 127.0.0.1.7  no flags  seq 0`},
		{"a quotation in a quotation is left alone", overIPv4(t, layers.IPProtocolICMPv4, nil, &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(11, 0)},
			gopacket.Payload(overIPv4(t, layers.IPProtocolICMPv4, nil, &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 3)}, gopacket.Payload(quoted))[14:])),
			`10.0.0.1 > 10.0.0.2  ICMP time exceeded  about 10.0.0.1 > 10.0.0.2  ICMP port unreachable`},
		{"ICMPv6", overIPv6(t, layers.IPProtocolICMPv6, &layers.ICMPv6{TypeCode: layers.CreateICMPv6TypeCode(1, 4)},
			gopacket.Payload(append(make([]byte, 4), overIPv6(t, udpProtocol, udp("hi")...)[14:]...))),
			`fd00::1 > fd00::2  ICMPv6 port unreachable  about fd00::1.5000 > fd00::2.53  UDP  2 bytes`},
		{"text that would move the cursor or hide", overIPv4(t, udpProtocol, nil, udp("\x1b[2J\u202e  about \"a  b\"\n")...),
			`10.0.0.1.5000 > 10.0.0.2.53  UDP  22 bytes "\x1b[2J\u202e  about \"a  b\"\n"`},
		{"another protocol over IP", overIPv4(t, layers.IPProtocolSCTP, nil, gopacket.Payload("sctp")), ""},
		{"not IP", serialize(t, layers.EthernetTypeARP, gopacket.Payload("arp")), ""},
		{"nothing", nil, ""},
		{"cut in the IP header", overIPv4(t, udpProtocol, nil)[:20], ""},
		{"cut in the UDP header", overIPv4(t, udpProtocol, nil, gopacket.Payload("\x13\x88")), ""},
		{"extension headers without end", overIPv6(t, layers.IPProtocolIPv6Destination, gopacket.Payload(strings.Repeat("\x3c\x00\x01\x04\x00\x00\x00\x00", 20))), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var d Decoder
			p, ok := d.Decode(Frame{Data: test.frame})
			got := ""
			if ok {
				got = p.String()
			}
			if got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

// A capture that keeps only the beginning of each frame still tells lengths.
func TestDecodeCutFrame(t *testing.T) {
	var d Decoder
	f := makeSegment(t, "c PA 1 1 len=900")
	p, ok := d.Decode(Frame{Data: f.Data[:60], Length: len(f.Data)})
	if !ok || p.Length != 900 || len(p.Payload) != 60-14-20-20 {
		t.Errorf("%v, %d bytes, %d kept", ok, p.Length, len(p.Payload))
	}
}

func TestJSON(t *testing.T) {
	var d Decoder
	var got []string
	for _, line := range []string{"c S 0 0 wscale=0", "s RA 0 1 rawseq=0 win=0"} {
		p, _ := d.Decode(makeSegment(t, line))
		b, err := json.Marshal(p.Named(owner))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(b))
	}
	want := []string{
		`{"number":1,"connection":1,"protocol":"tcp",` +
			`"from":{"process":"client","address":"127.0.0.1","port":50000,"before":"CLOSED","state":"SYN-SENT"},` +
			`"to":{"process":"server","address":"127.0.0.1","port":7},` +
			`"flags":"SYN","window":1000,"options":{"window_scale":0},"length":0,"labels":["syn"]}`,
		`{"number":2,"connection":1,"protocol":"tcp",` +
			`"from":{"process":"server","address":"127.0.0.1","port":7,"before":"CLOSED","state":"CLOSED"},` +
			`"to":{"process":"client","address":"127.0.0.1","port":50000,"before":"SYN-SENT","state":"CLOSED"},` +
			`"flags":"RST ACK","ack":1,"length":0,"labels":["reset"],"reset":"refused"}`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFlagsRefuseWhatIsNone(t *testing.T) {
	var p Packet
	if err := json.Unmarshal([]byte(`{"flags":"SYN FUN"}`), &p); err == nil || !strings.Contains(err.Error(), `"FUN"`) {
		t.Errorf("got %v", err)
	}
}

// FuzzDecode feeds a decoder with several frames, each after its length in two
// bytes. Minimizing captures takes long: -fuzzminimizetime 1x.
func FuzzDecode(f *testing.F) {
	join := func(frames []Frame) []byte {
		var b []byte
		for _, frame := range frames {
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(frame.Data))), frame.Data...)
		}
		return b
	}
	for _, file := range captures(f) {
		frames, _, _ := readPcap(f, file)
		f.Add(join(frames))
	}
	f.Add(join([]Frame{{Data: overIPv6(f, layers.IPProtocolIPv6Destination, raw(f, "\x11\x00\x01\x04\x00\x00\x00\x00", "hi"))}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := Decoder{Limits: Limits{Connections: 4, Payload: 50, Total: 200}}
		kept := 0
		for len(b) >= 2 {
			n := min(int(binary.BigEndian.Uint16(b)), len(b)-2)
			frame := b[2 : 2+n]
			b = b[2+n:]
			p, ok := d.Decode(Frame{Data: frame})
			if !ok {
				continue
			}
			if kept += len(p.Payload); len(p.Payload) > 50 || kept > 200 || p.Length < 0 {
				t.Fatalf("%d bytes kept of %d, %d in all", len(p.Payload), p.Length, kept)
			}
			checkForms(t, p)
			checkForms(t, p.Named(owner).Recorded(func(e End) string { return "{port 1}" }))
			Normal([]Packet{p, p.Named(owner)}, NormalOptions{Keep: p.Labels})
		}
	})
}

// checkForms holds that a packet survives as JSON and as text.
func checkForms(t *testing.T, p Packet) {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back Packet
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, p) {
		t.Fatalf("%v: %s\nreads back as %+v\nwas %+v", err, b, back, p)
	}
	line := p.String()
	for _, r := range line {
		if r < ' ' || r == 0x7f || r == '\u202e' {
			t.Fatalf("%q holds %q", line, r)
		}
	}
	q, err := Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	if q.String() != line {
		t.Fatalf("%s\nreads back as\n%s", line, q)
	}
}

func BenchmarkDecode(b *testing.B) {
	frames, _, _ := readPcap(b, "testdata/echo.pcapng")
	b.ReportAllocs()
	for b.Loop() {
		var d Decoder
		for _, f := range frames {
			d.Decode(f)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(frames)), "ns/frame")
}
