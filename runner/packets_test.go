package runner

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"bothends/runner/box"
	"bothends/runner/wire"
)

// runPackets runs a snippet with its packets.
func runPackets(t testing.TB, files map[string]string, o Options) []Event {
	t.Helper()
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var events []Event
	o.uncertified = true
	if _, err := Run(ctx, s, o, func(e Event) { events = append(events, e) }); err != nil {
		t.Fatal(err)
	}
	return events
}

// told writes the events of a run in words that are the same in each.
func told(events []Event) []string {
	var words []string
	for _, e := range events {
		switch {
		case e.Packet != nil && e.Packet.PlainACK():
		case e.Packet != nil:
			p := e.Packet.Recorded(func(e wire.End) string {
				if e.Port >= wire.FirstEphemeral {
					return "{port}"
				}
				return ""
			})
			p.From.Before, p.From.State, p.To.Before, p.To.State = "", "", "", ""
			words = append(words, strings.ReplaceAll(p.String(), "  ", " "))
		case e.Call != nil && len(e.Call.Made) > 0:
			words = append(words, fmt.Sprintf("%s call %s", e.Process, e.Call.Name))
		case e.Call != nil:
			words = append(words, fmt.Sprintf("%s call %s = %s", e.Process, e.Call.Name, e.Call.Result))
		default:
			words = append(words, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Process, e.Kind, e.Text)))
		}
	}
	return words
}

// inOrder fails if the words are not there, or not one behind the other.
func inOrder(t *testing.T, have []string, want ...string) {
	t.Helper()
	at := -1
	for _, w := range want {
		i := slices.Index(have, w)
		if i < 0 || i < at {
			t.Fatalf("%q is not there, or before what caused it, in\n%s", w, strings.Join(have, "\n"))
		}
		at = i
	}
}

const talkingServer = `package main

import (
	"fmt"
	"net"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := l.Accept()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("accepted")
	b := make([]byte, 10)
	n, err := c.Read(b)
	fmt.Println("read", n, err)
	c.Write(b[:n])
	n, err = c.Read(b)
	fmt.Println("read", n, err)
	c.Close()
	for {
	}
}
`

const talkingClient = `package main

import (
	"fmt"
	"net"
)

func main() {
	fmt.Println("begin")
	c, err := net.Dial("tcp", "127.0.0.1:7")
	fmt.Println("connected", err)
	if err != nil {
		return
	}
	c.Write([]byte("hello"))
	b := make([]byte, 10)
	n, err := c.Read(b)
	fmt.Println("read", n, err)
	c.Close()
}
`

// Whatever the two processes and the kernel are at, no effect is told before
// its cause.
func TestPacketsStandBetweenCauseAndEffect(t *testing.T) {
	server := strings.Replace(talkingServer, "\tfor {\n\t}\n", "\tselect {}\n", 1)
	for range 20 {
		events := runPackets(t, map[string]string{"server/main.go": server, "client/main.go": talkingClient}, Options{Packets: true})
		have := told(events)
		const (
			syn   = "client.{port} > server.7 SYN seq 0"
			reply = "server.7 > client.{port} SYN ACK seq 0 ack 1"
			data  = `client.{port} > server.7 PSH ACK seq 1:6 ack 1 5 bytes "hello"`
			echo  = `server.7 > client.{port} PSH ACK seq 1:6 ack 6 5 bytes "hello"`
			fin   = "client.{port} > server.7 FIN ACK seq 6 ack 6"
			last  = "server.7 > client.{port} FIN ACK seq 6 ack 7"
		)
		inOrder(t, have, "server listen", "client start", "client stdout begin", syn, reply, "client stdout connected <nil>", data)
		inOrder(t, have, syn, reply, "server stdout accepted", "server stdout read 5 <nil>", echo, "client stdout read 5 <nil>", fin, "client exit")
		inOrder(t, have, fin, "server stdout read 0 EOF", last, "server exit")
		if !slices.IsSortedFunc(events, func(a, b Event) int { return int(a.Time - b.Time) }) {
			t.Error("time goes backwards")
		}
	}
}

// A socket that gets its port by sending belongs to its process all the same,
// and where nobody is, nobody is named.
func TestPacketOwners(t *testing.T) {
	const client = `package main

import (
	"fmt"
	"syscall"
)

func main() {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err == nil {
		err = syscall.Sendto(s, []byte("hello"), 0, &syscall.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}})
	}
	fmt.Println(err)
}
`
	have := told(runPackets(t, map[string]string{"client/main.go": client}, Options{Packets: true}))
	const sent = `client.{port} > 127.0.0.1.9 UDP 5 bytes "hello"`
	inOrder(t, have, sent, "127.0.0.1 > client ICMP port unreachable about "+strings.TrimSuffix(sent, ` "hello"`), "client exit")
}

// What a program sends by a socket that is not marked is nobody's, though another
// may have its address; what the kernel sends by itself is of whoever has.
func TestPacketsWithoutMark(t *testing.T) {
	files := echoPair()
	files["client/main.go"] = "package main\n\nimport \"net\"\n\nfunc main() {\n\tc, err := net.Dial(\"tcp4\", \"127.0.0.1:7\")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tc.Write([]byte(\"x\"))\n\tc.(*net.TCPConn).SetLinger(0)\n\tc.Close()\n}\n"
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	sent := 0
	replay := &run{snippet: s, emit: func(e Event) {
		sent++
		named := e.Packet.From.Process == "client"
		if reset := e.Packet.Flags&wire.RST != 0; e.Packet.From.Port != 7 && e.Packet.Flags != wire.ACK && named != reset {
			t.Errorf("from %q: %v", e.Packet.From.Process, e.Packet)
		}
	}}
	runPackets(t, files, Options{Packets: true, Frame: func(f wire.Frame, p wire.Packet) {
		if p.From.Port != 7 {
			replay.sockets[0].waits("client", socket{wire.TCP, netip.AddrPortFrom(p.From.Address, p.From.Port)})
		}
		replay.handlePacket(&box.Packet{Sender: box.NoWorker, Frame: f})
	}})
	if sent < 3 {
		t.Errorf("%d packets", sent)
	}
}

// Who only says that it will listen has no address that another one was seen at.
func TestWillListen(t *testing.T) {
	local, remote := netip.MustParseAddrPort("127.0.0.1:7"), netip.MustParseAddrPort("127.0.0.1:50000")
	l := &box.Listening{Network: "tcp", Address: local.String()}
	var o owners
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"says so", func() { o.willListen("hostile", l) }, "hostile"},
		{"another says so", func() { o.willListen("server", l) }, "server"},
		{"and is seen, at all addresses", func() { o.listens("server", &box.Listening{Network: "tcp", Address: "[::]:7"}); o.exits("hostile") }, "server"},
		{"the first says so again", func() { o.willListen("hostile", l) }, "server"},
		{"the other ends", func() { o.exits("server") }, ""},
		{"and the first says so", func() { o.willListen("hostile", l) }, "hostile"},
	} {
		step.do()
		if got := o.owner(wire.TCP, local, remote); got != step.want {
			t.Errorf("%s: it is %q; want %q", step.name, got, step.want)
		}
	}
}

// Who serves the scenario's names has a name on the wire, from the first query on.
func TestPacketsOfNames(t *testing.T) {
	files := echoPair()
	files["scenario.toml"] += "\n[names]\n\"echo.example\" = \"127.0.0.1\"\n"
	files["client/main.go"] = strings.Replace(echoClient, "127.0.0.1:7", "echo.example:7", 1)
	queries := 0
	for _, e := range runPackets(t, files, Options{Packets: true}) {
		if p := e.Packet; p != nil && p.To.Port == 53 {
			if queries++; p.To.Process != "name-server" || p.From.Process != "client" {
				t.Errorf("%s", p)
			}
		}
	}
	if queries != 2 {
		t.Errorf("%d queries; want one for each kind of address", queries)
	}
}

// A listener is known to its first client, however soon that comes.
func TestPacketsToOneself(t *testing.T) {
	const program = `package main

import (
	"fmt"
	"net"
)

func main() {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return
	}
	c, err := net.Dial("tcp", l.Addr().String())
	fmt.Println(err)
	c.Close()
}
`
	first := ""
	for _, e := range runPackets(t, map[string]string{"main.go": program}, Options{Packets: true}) {
		if e.Packet != nil && first == "" {
			first = e.Packet.From.Process + " > " + e.Packet.To.Process
		}
	}
	if first != "main > main" {
		t.Errorf("the first packet goes %q", first)
	}
}

// A program that is its own client listens before it is called, and is told to do so
// once, however soon the call comes.
func TestListensBeforePackets(t *testing.T) {
	const program = `package main

import (
	"fmt"
	"net"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:7")
	c, err := net.Dial("tcp", "127.0.0.1:7")
	fmt.Println(err)
	c.Close()
	l.Close()
	u, _ := net.ListenPacket("udp", "127.0.0.1:9")
	d, _ := net.Dial("udp", "127.0.0.1:9")
	d.Write([]byte("hello"))
	n, _, err := u.ReadFrom(make([]byte, 9))
	fmt.Println(n, err)
}
`
	for _, o := range []Options{{Packets: true}, {Packets: true, Calls: true}} {
		var events []Event
		for _, e := range runPackets(t, map[string]string{"main.go": program}, o) {
			if e.Kind == Listen {
				e.Text = e.Network + " " + e.Address
			}
			if e.Call == nil {
				events = append(events, e)
			}
		}
		all := told(events)
		inOrder(t, all, "main listen tcp 127.0.0.1:7", "main.{port} > main.7 SYN seq 0", "main listen udp 127.0.0.1:9", "main.{port} > main.9 UDP 5 bytes \"hello\"")
		if n := strings.Count(strings.Join(all, "\n"), "main listen"); n != 2 {
			t.Errorf("it is told %d times where the program waits, want 2:\n%s", n, strings.Join(all, "\n"))
		}
	}
}

// Packets are an event only of those who ask.
func TestNoPacketsUnlessAsked(t *testing.T) {
	for _, e := range runPackets(t, echoPair(), Options{}) {
		if e.Packet != nil {
			t.Fatalf("%s without being asked for", e.Kind)
		}
	}
}

// Every frame comes with what was made of it, and before its event.
func TestFrames(t *testing.T) {
	var file bytes.Buffer
	pcap, err := wire.NewPcap(&file, time.Unix(0, 0), "")
	if err != nil {
		t.Fatal(err)
	}
	frames := 0
	events := runPackets(t, echoPair(), Options{Frame: func(f wire.Frame, p wire.Packet) {
		frames++
		if p.Number != frames {
			t.Errorf("frame %d is packet %d", frames, p.Number)
		}
		if err := pcap.Write(f, p); err != nil {
			t.Error(err)
		}
	}})
	packets := slices.DeleteFunc(events, func(e Event) bool { return e.Packet == nil })
	if frames == 0 || len(packets) != frames {
		t.Errorf("%d frames, %d packets", frames, len(packets))
	}
}

// What a program leaves to segmentation offload is cut before it is captured: a frame
// is what its receiver gets, as on a real wire.
func TestPacketsAreOfOneSegment(t *testing.T) {
	const open = `s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0); if err != nil { panic(err) }
	if err := syscall.Bind(s, &syscall.SockaddrInet4{Port: 7000, Addr: [4]byte{127, 0, 0, 1}}); err != nil { panic(err) }
	c, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0); if err != nil { panic(err) }
	to, b := &syscall.SockaddrInet4{Port: 7000, Addr: [4]byte{127, 0, 0, 1}}, make([]byte, 3500)
	const udpSegment = 103
`
	for name, body := range map[string]string{
		"a socket's option": open + `if err := syscall.SetsockoptInt(c, syscall.IPPROTO_UDP, udpSegment, 1000); err != nil { panic(err) }
	if err := syscall.Sendto(c, b, 0, to); err != nil { panic(err) }`,
		"a control message": open + `m := make([]byte, syscall.CmsgSpace(2)) // struct cmsghdr, little-endian, and a uint16
	m[0], m[8], m[12], m[16], m[17] = byte(syscall.CmsgLen(2)), syscall.IPPROTO_UDP, udpSegment, 1000&0xff, 1000>>8
	if err := syscall.Sendmsg(c, b, m, to, 0); err != nil { panic(err) }`,
		"TCP's segments": `l, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0); if err != nil { panic(err) }
	to := &syscall.SockaddrInet4{Port: 7000, Addr: [4]byte{127, 0, 0, 1}}
	if err := syscall.Bind(l, to); err != nil { panic(err) }
	if err := syscall.Listen(l, 1); err != nil { panic(err) }
	c, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0); if err != nil { panic(err) }
	// 12 bytes of each are the timestamps'.
	if err := syscall.SetsockoptInt(c, syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 1012); err != nil { panic(err) }
	if err := syscall.Connect(c, to); err != nil { panic(err) }
	if _, err := syscall.Write(c, make([]byte, 3500)); err != nil { panic(err) }`,
	} {
		events := runPackets(t, map[string]string{"main.go": withImports("func main() {\n" + body + "\n}")}, Options{Packets: true})
		var sizes []int
		for _, e := range events {
			if e.Packet != nil && e.Packet.Length > 0 {
				sizes = append(sizes, e.Packet.Length)
			}
		}
		if want := []int{1000, 1000, 1000, 500}; !slices.Equal(sizes, want) {
			t.Errorf("%s: packets of %d bytes, want %d\n%s", name, sizes, want, texts(events, "main", Stderr))
		}
	}
}

// Of a long exchange no packet is missed: it is captured cut, and still known to
// have been whole.
func TestPacketsOfALongExchange(t *testing.T) {
	files := echoPair()
	files["client/main.go"] = `package main

import (
	"fmt"
	"io"
	"net"
)

func main() {
	c, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		return
	}
	go func() {
		b := make([]byte, 100000)
		for i := 0; i < 20; i++ {
			c.Write(b)
		}
		c.(*net.TCPConn).CloseWrite()
	}()
	n, err := io.Copy(io.Discard, c)
	fmt.Println(n, err)
}
`
	var packets []wire.Packet
	for _, e := range runPackets(t, files, Options{Packets: true}) {
		switch {
		case e.Packet != nil:
			packets = append(packets, *e.Packet)
		case e.Kind == Note:
			t.Error(e.Text)
		}
	}
	const want = `tcp client.{port} > server.7
  > SYN
  > 2000000 bytes in all
  > FIN
  < SYN ACK
  < 2000000 bytes in all
  < FIN
`
	if got := wire.Normal(packets, wire.NormalOptions{Guaranteed: true}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
