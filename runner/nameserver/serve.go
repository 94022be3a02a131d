package nameserver

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/miekg/dns"
	"golang.org/x/net/netutil"
)

// maxConnections is how many programs may ask over TCP at once, at each
// address; others wait to be accepted.
const maxConnections = 16

// Serve answers queries on port 53 of the loopback's two addresses. It calls
// ready when it can be asked on all of them, and returns when it fails.
func Serve(z Zone, ready func()) error {
	s, failed := newServer(z), make(chan error)
	serving := 0
	for _, host := range []string{"127.0.0.1", "::1"} {
		address := net.JoinHostPort(host, "53")
		datagrams, err := net.ListenPacket("udp", address)
		if host == "::1" && (errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)) {
			continue // no IPv6 in this kernel
		}
		if err != nil {
			return err
		}
		connections, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		go func() { failed <- s.serveDatagrams(datagrams) }()
		go func() { failed <- s.serveConnections(connections) }()
		serving++
	}
	if serving == 0 {
		return errors.New("no address to serve at")
	}
	ready()
	return <-failed
}

// serveDatagrams answers one query after the other: whoever asks faster than
// that fills the socket's buffer, and the kernel drops the rest.
func (s *server) serveDatagrams(c net.PacketConn) error {
	query := make([]byte, dns.MaxMsgSize)
	for {
		n, from, err := c.ReadFrom(query)
		if err != nil {
			return fmt.Errorf("read a query: %w", err)
		}
		if reply := s.answer(query[:n], true); reply != nil {
			c.WriteTo(reply, from) // it may be gone; that is its own affair
		}
	}
}

// serveConnections answers the queries of each connection in their order.
func (s *server) serveConnections(ln net.Listener) error {
	ln = netutil.LimitListener(ln, maxConnections)
	for {
		c, err := ln.Accept()
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		go s.serveConnection(c)
	}
}

// serveConnection ends when the client closes, or the run.
func (s *server) serveConnection(c net.Conn) {
	defer c.Close()
	framed := &dns.Conn{Conn: c} // RFC 1035, section 4.2.2: a message's length goes before it
	query := make([]byte, dns.MaxMsgSize)
	for {
		n, err := framed.Read(query)
		if err != nil {
			return
		}
		if reply := s.answer(query[:n], false); reply != nil {
			if _, err := framed.Write(reply); err != nil {
				return
			}
		}
	}
}
