package nameserver

import (
	"net"
	"testing"

	"github.com/miekg/dns"
)

// serveHere serves the test's zone on free ports until the test ends.
func serveHere(t *testing.T) (datagrams, connections string) {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, ended := newServer(testZone), make(chan error, 2)
	go func() { ended <- s.serveDatagrams(c) }()
	go func() { ended <- s.serveConnections(ln) }()
	t.Cleanup(func() {
		c.Close()
		ln.Close()
		<-ended
		<-ended
	})
	return c.LocalAddr().String(), ln.Addr().String()
}

func TestServe(t *testing.T) {
	datagrams, connections := serveHere(t)
	q := new(dns.Msg).SetQuestion("large.example.", dns.TypeTXT)
	reply, _, err := (&dns.Client{Net: "udp"}).Exchange(q, datagrams)
	if err != nil || !reply.Truncated || len(reply.Answer) != 0 {
		t.Errorf("over UDP: %v, %v; want it cut", reply, err)
	}
	reply, _, err = (&dns.Client{Net: "tcp"}).Exchange(q, connections)
	if err != nil || reply.Truncated || len(reply.Answer) != 1 {
		t.Errorf("over TCP: %v, %v; want it whole", reply, err)
	}
}

// One connection carries many queries, those that are not answered as well, and
// all connections together are few.
func TestConnections(t *testing.T) {
	_, address := serveHere(t)
	var held []*dns.Conn
	for range maxConnections {
		c, err := dns.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		held = append(held, c)
		for _, name := range []string{"slow.example.", "nobody.example."} {
			if err := c.WriteMsg(new(dns.Msg).SetQuestion(name, dns.TypeA)); err != nil {
				t.Fatal(err)
			}
		}
		if reply, err := c.ReadMsg(); err != nil || reply.Question[0].Name != "nobody.example." {
			t.Fatalf("%v, %v", reply, err)
		}
	}
	// One more has to wait: the other side answers it after one of them is closed.
	late, err := dns.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if err := late.WriteMsg(new(dns.Msg).SetQuestion("nobody.example.", dns.TypeA)); err != nil {
		t.Fatal(err)
	}
	held[0].Close()
	if _, err := late.ReadMsg(); err != nil {
		t.Errorf("the one that waited: %v", err)
	}
}
