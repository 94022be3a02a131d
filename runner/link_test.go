package runner

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bothends/runner/wire"
)

// linked is a scenario of a server and a client with a link.
func linked(link string) string { return "packets = true\n[link]\n" + link + "\n" }

// bodies make a server and a client of the bodies of their main functions.
func bodies(scenario, server, client string) map[string]string {
	return map[string]string{
		ScenarioFile:     scenario,
		"server/main.go": withImports("func main() {\n" + server + "\n}"),
		"client/main.go": withImports("func main() {\n" + client + "\n}"),
	}
}

const (
	readsAll = `ln, err := net.Listen("tcp", ":7"); if err != nil { panic(err) }
	c, err := ln.Accept(); if err != nil { panic(err) }
	b, err := io.ReadAll(c); fmt.Println(len(b), err)
	c.Close()
	for { time.Sleep(time.Hour) }`
	receives = `c, err := net.ListenPacket("udp", ":7"); if err != nil { panic(err) }
	b := make([]byte, 4000)
	for { n, _, err := c.ReadFrom(b); if err != nil { panic(err) }; fmt.Println(n, b[0]) }`
	writes5 = `c, err := net.Dial("tcp4", "server:7"); if err != nil { panic(err) }
	fmt.Println(c.LocalAddr().String()[:10], c.RemoteAddr()); c.Write([]byte("hello")); c.Close()`
)

// segments are the packets of a run that carry something, in words.
func segments(events []Event) (all []string) {
	for _, e := range events {
		if e.Packet == nil || e.Packet.PlainACK() {
			continue
		}
		var words []string
		for _, l := range []wire.Label{wire.LabelLost, wire.LabelRetransmission} {
			if e.Packet.Has(l) {
				words = append(words, l.Words())
			}
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %d %s", e.Packet.From.Process, e.Packet.Flags, e.Packet.Length, strings.Join(words, " "))))
	}
	return all
}

func TestLinkLoses(t *testing.T) {
	for _, test := range []struct {
		name, link string
		want       []string // in order, but not all
	}{
		{"nothing", "", []string{"client SYN 0", "server SYN ACK 0", "client PSH ACK 5", "client FIN ACK 0", "server FIN ACK 0"}},
		{"the first SYN", "client = { lose = [1] }", []string{"client SYN 0 lost", "client SYN 0 retransmission", "server SYN ACK 0", "client PSH ACK 5", "client FIN ACK 0"}},
		{"the SYN+ACK", "server = { lose = [1] }", []string{"client SYN 0", "server SYN ACK 0 lost", "client PSH ACK 5", "client FIN ACK 0", "server FIN ACK 0"}},
		{"the first data", "client = { lose = [2] }", []string{"client SYN 0", "client PSH ACK 5 lost", "client FIN ACK 0"}},
		{"the last ACK of the handshake", "client = { lose-acks = [1] }", []string{"client SYN 0", "client PSH ACK 5", "server FIN ACK 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			events := runPackets(t, bodies(linked("delay = \"2ms\"\n"+test.link), readsAll, writes5), Options{})
			if got := texts(events, "server", Stdout); got != "5 <nil>\n" {
				t.Errorf("the server read %q", got)
			}
			if got := texts(events, "client", Stdout); got != "192.0.2.2: 192.0.2.1:7\n" {
				t.Errorf("the client printed %q", got)
			}
			inOrder(t, segments(events), test.want...)
			lost := 0
			for _, e := range events {
				if e.Packet != nil && e.Packet.Has(wire.LabelLost) {
					lost++
				}
			}
			if want := strings.Count(test.link, "["); lost != want {
				t.Errorf("%d packets are lost, want %d, in\n%s", lost, want, strings.Join(segments(events), "\n"))
			}
			closed := slices.IndexFunc(events, func(e Event) bool {
				return e.Packet != nil && e.Packet.To.Process == "client" && e.Packet.From.State == wire.LastAck
			})
			if closed < 0 {
				t.Error("the end of the connection is not there")
			}
		})
	}
}

// Who has to send again is what an author can expect.
func TestLinkResent(t *testing.T) {
	const client, server = "[[expect]]\nresent = \"client\"\n", "[[expect]]\nresent = \"server\"\n"
	for link, test := range map[string]struct{ expects, want string }{
		"client = { lose = [2] }": {client + server, "s/scenario.toml:7: a segment of server is expected to be sent again; none was"},
		// The client's SYN has no answer either, but whose second is over first is chance.
		"server = { lose = [1] }": {server, ""},
	} {
		scenario, want := linked(link)+test.expects, test.want
		s, err := NewSnippet("s", bodies(scenario, readsAll, writes5))
		if err != nil {
			t.Fatal(err)
		}
		broken := strings.Join(s.Scenario.Broken(runPackets(t, bodies(scenario, readsAll, writes5), Options{})), "\n")
		if broken != want {
			t.Errorf("%s: %q, want %q", link, broken, want)
		}
	}
}

// Each datagram is one packet, whatever the machine does meanwhile.
func TestLinkFaults(t *testing.T) {
	const sends = `c, err := net.Dial("udp4", "server:7"); if err != nil { panic(err) }
	for i := range 6 { c.Write([]byte{byte(i+1)}) }`
	for _, test := range []struct{ name, link, labels, want string }{
		{"none", "", ",,,,,", "1 2 3 4 5 6"},
		{"loss, a double and a swap", "client = { lose = [1], duplicate = [2], reorder = [4] }", "lost,doubled,,overtaken,,", "2 2 3 5 4 6"},
		{"what the other host loses", "server = { lose = 1.0 }", "", "1 2 3 4 5 6"},
		{"nobody to overtake", "client = { reorder = [6] }", "", "1 2 3 4 5 6"},
		{"all lost", "client = { lose = 1 }", "", ""},
		{"a rate, and a delay beyond the end of the client", "delay = \"200ms\"\nrate = 100_000", "", "1 2 3 4 5 6"},
	} {
		t.Run(test.name, func(t *testing.T) {
			events := runPackets(t, bodies(linked(test.link), receives, sends), Options{})
			if test.labels != "" {
				var labels []string
				for _, e := range events {
					if e.Packet != nil {
						labels = append(labels, e.Packet.LabelWords())
					}
				}
				if got := strings.Join(labels, ","); got != test.labels {
					t.Errorf("labelled %q, want %q", got, test.labels)
				}
			}
			got := strings.Fields(strings.ReplaceAll("\n"+texts(events, "server", Stdout), "\n1 ", "\n"))
			if got := strings.Join(got, " "); got != test.want {
				t.Errorf("the server received %s, want %s", got, test.want)
			}
		})
	}
}

// Dice fall alike whenever they have the same seed.
func TestLinkSeed(t *testing.T) {
	const sends = `c, err := net.Dial("udp4", "server:7"); if err != nil { panic(err) }
	for i := range 40 { c.Write([]byte{byte(i+1)}) }`
	received := func(seed int) string {
		events := runPackets(t, bodies(linked(fmt.Sprintf("seed = %d\nclient = { lose = 0.3 }", seed)), receives, sends), Options{})
		return texts(events, "server", Stdout)
	}
	first := received(1)
	if n := strings.Count(first, "\n"); n < 15 || n > 38 {
		t.Errorf("%d of 40 datagrams arrived, where 3 in 10 are to be lost", n)
	}
	for range 3 {
		if again := received(1); again != first {
			t.Errorf("another run, other packets:\n%q\n%q", first, again)
		}
	}
	if other := received(2); other == first {
		t.Error("another seed, and the same packets")
	}
}

func TestLinkMTU(t *testing.T) {
	const sends = `c, err := net.Dial("tcp4", "server:7"); if err != nil { panic(err) }
	c.Write(make([]byte, 4000)); c.Close()`
	// An IPv4 header has 20 bytes, TCP's 20 and 12 for its timestamps.
	for mtu, want := range map[int][]int{1500: {1448, 1448, 1104}, 1280: {1228, 1228, 1228, 316}} {
		events := runPackets(t, bodies(linked(fmt.Sprintf("mtu = %d", mtu)), readsAll, sends), Options{})
		var sizes []int
		for _, e := range events {
			if e.Packet != nil && e.Packet.Length > 0 && !e.Packet.Has(wire.LabelRetransmission) {
				sizes = append(sizes, e.Packet.Length)
			}
		}
		if !slices.Equal(sizes, want) {
			t.Errorf("an MTU of %d: segments of %d bytes, want %d", mtu, sizes, want)
		}
		if got := texts(events, "server", Stdout); got != "4000 <nil>\n" {
			t.Errorf("the server read %q", got)
		}
	}
}

// A datagram that is larger than a packet comes in several, or not at all.
func TestLinkFragments(t *testing.T) {
	const sends = `for _, host := range []string{"server", "ip6-server"} { c, err := net.Dial("udp", host+":7"); if err != nil { panic(err) }
	c.Write(make([]byte, 3000)) }`
	for lose, want := range map[string]string{"[]": "3000 0\n3000 0\n", "[2]": "3000 0\n", "[2, 4]": ""} {
		events := runPackets(t, bodies(linked("client = { lose = "+lose+" }"), receives, sends), Options{})
		if got := texts(events, "server", Stdout); got != want {
			t.Errorf("fragments %s lost: the server received %q, want %q", lose, got, want)
		}
	}
}

// Later fragments have no ports: whose they are is told by the first.
func TestLinkFragmentOwners(t *testing.T) {
	const sends = `for _, host := range []string{"server", "ip6-server"} { c, err := net.Dial("udp", host+":7"); if err != nil { panic(err) }
	c.Write(make([]byte, 3000)) }`
	sent, arrived := 0, 0
	for _, e := range runPackets(t, bodies(linked(""), receives, sends), Options{}) {
		p := e.Packet
		switch {
		case e.Arrives != nil:
			p, arrived = e.Arrives, arrived+1
		case p != nil:
			sent++
		default:
			continue
		}
		if p.From.Process != "client" || p.To.Process != "server" {
			t.Errorf("from %q to %q: %v", p.From.Process, p.To.Process, p)
		}
	}
	if sent != 6 || arrived != 6 {
		t.Errorf("%d packets, %d arrive; want two of three fragments each", sent, arrived)
	}
}

// Who is where, and who reaches whom.
func TestLinkHosts(t *testing.T) {
	const server = `names, err := net.LookupHost("client"); fmt.Println(names, err)
	mine, err := net.Listen("tcp4", "127.0.0.1:9"); fmt.Println(mine.Addr(), err)
	ln, err := net.Listen("tcp", ":7"); if err != nil { panic(err) }
	for { c, err := ln.Accept(); if err != nil { panic(err) }; fmt.Println(c.RemoteAddr().(*net.TCPAddr).IP); c.Close() }`
	const client = `names, err := net.LookupHost("server"); fmt.Println(names, err)
	for _, a := range []string{"server:7", "192.0.2.1:7", "[2001:db8::1]:7", "ip6-server:7", "127.0.0.1:7", "127.0.0.1:9", "server:9", "client:7", "198.51.100.1:7", "[2001:db8:1::1]:7"} {
		c, err := net.Dial("tcp", a)
		if err != nil { fmt.Println(a, err.(*net.OpError).Err); continue }
		fmt.Println(a, c.RemoteAddr()); io.ReadAll(c); c.Close()
	}
	u, err := net.Dial("udp", "server:9"); u.Write([]byte("x")); _, err = u.Read(make([]byte, 1)); fmt.Println(err.(*net.OpError).Err)`
	r := withToolchain(t)
	for _, engine := range []Engine{EngineYaegi, EngineGo} {
		events, _ := runOn(t, r, engine, bodies(linked(""), server, client))
		want := `[192.0.2.1] <nil>
server:7 192.0.2.1:7
192.0.2.1:7 192.0.2.1:7
[2001:db8::1]:7 [2001:db8::1]:7
ip6-server:7 [2001:db8::1]:7
127.0.0.1:7 connect: connection refused
127.0.0.1:9 connect: connection refused
server:9 connect: connection refused
client:7 connect: connection refused
198.51.100.1:7 connect: network is unreachable
[2001:db8:1::1]:7 connect: network is unreachable
read: connection refused
`
		if got := texts(events, "client", Stdout); got != want {
			t.Errorf("%s: the client printed\n%swant\n%s", engine, got, want)
		}
		if got := texts(events, "server", Stdout); got != "[192.0.2.2] <nil>\n127.0.0.1:9 <nil>\n192.0.2.2\n192.0.2.2\n2001:db8::2\n2001:db8::2\n" {
			t.Errorf("%s: the server printed\n%s", engine, got)
		}
		for _, e := range events {
			if p := e.Packet; p != nil && p.Segment() && p.From.Process == p.To.Process && p.To.Process == "server" {
				t.Errorf("%s: a packet to 127.0.0.1 is taken for the other host's: %s", engine, p)
			}
		}
	}
}

// Both hosts have a name server, whose packets stay at home.
func TestLinkNameServers(t *testing.T) {
	const server = `a, err := net.LookupHost("echo.example"); fmt.Println(a, err)
	ln, err := net.Listen("tcp4", ":7"); if err != nil { panic(err) }
	c, err := ln.Accept(); io.ReadAll(c); c.Close(); for { time.Sleep(time.Hour) }`
	const client = `c, err := net.Dial("tcp", "www.example:7"); if err != nil { panic(err) }; fmt.Println(c.RemoteAddr()); c.Close()`
	scenario := linked("client = { lose = [1] }\n[names]\n\"echo.example\" = \"192.0.2.1\"\n\"www.example\" = { cname = \"server\" }")
	events := runPackets(t, bodies(scenario, server, client), Options{})
	if got := texts(events, "server", Stdout) + texts(events, "client", Stdout); got != "[192.0.2.1] <nil>\n192.0.2.1:7\n" {
		t.Errorf("printed %q", got)
	}
	asked := map[string]int{}
	for _, e := range events {
		if p := e.Packet; p != nil && p.Protocol == wire.UDP && p.To.Port == 53 {
			asked[p.From.Process+" > "+p.To.Process]++
			if p.Has(wire.LabelLost) {
				t.Errorf("a query to the name server is lost: %s", p)
			}
		}
	}
	if asked["server > name-server"] == 0 || asked["client > name-server"] == 0 || len(asked) != 2 {
		t.Errorf("queries: %v", asked)
	}
}

// The calls are observed on either host.
func TestLinkCalls(t *testing.T) {
	events := runPackets(t, bodies(linked(""), readsAll, writes5), Options{Calls: true})
	for _, want := range []struct{ process, call string }{{"server", "accept4"}, {"client", "connect"}} {
		if !slices.ContainsFunc(events, func(e Event) bool {
			return e.Process == want.process && e.Call != nil && e.Call.Name == want.call
		}) {
			t.Errorf("%s's %s is not there", want.process, want.call)
		}
	}
	inOrder(t, told(events), "client call connect = -1", "client.{port} > server.7 SYN seq 0", "server stdout 5 <nil>")
}

// Without packets to tell there are none, and no bound on them is spoken of.
func TestLinkUntold(t *testing.T) {
	events := runPackets(t, bodies("[link]\n", readsAll, writes5), Options{})
	for _, e := range events {
		if e.Packet != nil || e.Kind == Note && strings.Contains(e.Text, "packets crossed") {
			t.Errorf("told: %+v", e)
		}
	}
	if got := texts(events, "server", Stdout); got != "5 <nil>\n" {
		t.Errorf("the server read %q", got)
	}
}

// A line that has carried its share is cut, and the run says so and ends.
func TestLinkIsCut(t *testing.T) {
	const sends = `c, err := net.Dial("udp", "server:7"); if err != nil { panic(err) }
	for i := 0; i < 3*` + "100_000" + `; i++ { c.Write([]byte("x")) }`
	const counts = `c, err := net.ListenPacket("udp", ":7"); if err != nil { panic(err) }
	for { if _, _, err := c.ReadFrom(make([]byte, 10)); err != nil { return } }`
	scenario := "[link]\n[limits]\ntime = \"60s\"\n"
	events := runPackets(t, bodies(scenario, counts, sends), Options{})
	last := events[len(events)-1]
	if last.Kind != Note || last.Text != "the link was cut when it had carried 100000 packets" {
		t.Errorf("the last event is %+v", last)
	}
}

// What is for a group of hosts goes nowhere, and is no packet of the run.
func TestLinkGroups(t *testing.T) {
	const sends = `s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0); if err != nil { panic(err) }
	fmt.Println(syscall.SetsockoptInet4Addr(s, syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, [4]byte{192, 0, 2, 2}))
	fmt.Println(syscall.Sendto(s, []byte("group"), 0, &syscall.SockaddrInet4{Port: 7, Addr: [4]byte{224, 0, 0, 1}}))
	fmt.Println(syscall.Sendto(s, []byte("one"), 0, &syscall.SockaddrInet4{Port: 7, Addr: [4]byte{192, 0, 2, 1}}))`
	events := runPackets(t, bodies(linked(""), receives, sends), Options{})
	if got := texts(events, "client", Stdout); got != "<nil>\n<nil>\n<nil>\n" {
		t.Errorf("the client printed %q", got)
	}
	if got := texts(events, "server", Stdout); got != "3 111\n" {
		t.Errorf("the server received %q, want the 3 bytes that were for it", got)
	}
	for _, e := range events {
		if e.Packet != nil && e.Packet.Length != 3 {
			t.Errorf("a packet of the run: %s", e.Packet)
		}
	}
}

// Whoever looks for the other host at 127.0.0.1 is told where it is.
func TestLinkHint(t *testing.T) {
	const dialsHome = `_, err := net.Dial("tcp", "127.0.0.1:7"); fmt.Println(err != nil)`
	for _, test := range []struct{ name, scenario, client, want string }{
		{"refused", linked(""), dialsHome, "client was refused at 127.0.0.1, which is its own host; over the link the other one goes by the name server"},
		{"refused by UDP", linked(""), `c, _ := net.Dial("udp", "127.0.0.1:7"); c.Write([]byte("x")); _, err := c.Read(make([]byte, 1)); fmt.Println(err != nil)`,
			"client was refused at 127.0.0.1, which is its own host; over the link the other one goes by the name server"},
		{"refused, and nobody looks at packets", "[link]\n", dialsHome,
			"nothing crossed the link: 127.0.0.1 is each host's own loopback; the others go by the names server and client"},
		{"nothing is sent", linked(""), `fmt.Println(true)`, "nothing crossed the link: 127.0.0.1 is each host's own loopback; the others go by the names server and client"},
		{"the other host refuses", linked(""), `_, err := net.Dial("tcp4", "server:9"); fmt.Println(err != nil)`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			events := runPackets(t, bodies(test.scenario, readsAll, test.client), Options{})
			if got := texts(events, "client", Stdout); got != "true\n" {
				t.Errorf("the client printed %q", got)
			}
			var notes []string
			for _, e := range events {
				if e.Kind == Note && e.Process == "" && !strings.HasPrefix(e.Text, "two hosts") {
					notes = append(notes, e.Text)
				}
			}
			if got := strings.Join(notes, "\n"); got != test.want {
				t.Errorf("it is noted %q, want %q", got, test.want)
			}
		})
	}
}

// What is sent over a link arrives later, and only then the other end has a new state:
// no packet of a link says what it will bring about.
func TestLinkArrives(t *testing.T) {
	sent, arrived := map[int]Event{}, 0
	for _, e := range runPackets(t, bodies(linked(`delay = "5ms"`), readsAll, writes5), Options{}) {
		switch {
		case e.Packet != nil:
			if sent[e.Packet.Number] = e; e.Packet.To.Before != e.Packet.To.State {
				t.Errorf("it leaves, and the other end is changed: %s", e.Packet)
			}
		case e.Arrives != nil:
			arrived++
			left, ok := sent[e.Arrives.Number]
			if !ok || e.Time < left.Time || e.Arrives.From.Process != left.Packet.From.Process || e.Arrives.To.Process != left.Packet.To.Process {
				t.Errorf("%v: %s arrives, and left as %v %v", e.Time, e.Arrives, left.Time, left.Packet)
			}
		}
	}
	if len(sent) == 0 || arrived != len(sent) {
		t.Errorf("%d packets left, and %d arrived", len(sent), arrived)
	}
}
