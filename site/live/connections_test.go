package live

import (
	"net"
	"testing"
)

// dialFrom connects from an address of this machine's loopback.
func dialFrom(t *testing.T, from string, to net.Addr) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := d.Dial("tcp", to.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// TestFairListener: the third connection of a client that may have two is closed,
// another client's is accepted, and so is the first one's again when one of its own has ended.
func TestFairListener(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fair := newFairListener(ln, 2, proxies{})
	defer fair.Close()
	accepted := make(chan net.Conn)
	go func() {
		defer close(accepted)
		for {
			conn, err := fair.Accept()
			if err != nil {
				return
			}
			accepted <- conn
		}
	}()

	dialFrom(t, "127.0.0.1", ln.Addr())
	first := <-accepted
	dialFrom(t, "127.0.0.1", ln.Addr())
	<-accepted
	if n, err := dialFrom(t, "127.0.0.1", ln.Addr()).Read(make([]byte, 1)); err == nil {
		t.Errorf("the third connection reads %d bytes; want it closed", n)
	}
	dialFrom(t, "127.0.0.2", ln.Addr())
	if got := (<-accepted).RemoteAddr().(*net.TCPAddr).IP.String(); got != "127.0.0.2" {
		t.Errorf("accepted a connection of %s, want the other client's", got)
	}
	first.Close()
	first.Close() // which counts once
	dialFrom(t, "127.0.0.1", ln.Addr())
	<-accepted
	if n, err := dialFrom(t, "127.0.0.1", ln.Addr()).Read(make([]byte, 1)); err == nil {
		t.Errorf("one connection ended, two came: the second reads %d bytes; want it closed", n)
	}
}
