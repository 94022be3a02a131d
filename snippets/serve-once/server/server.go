package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"sync"
)

type Server struct {
	listener net.Listener
	active   sync.WaitGroup
}

// ANCHOR: once
// ServeOne serves one client from beginning to end.
func (s *Server) ServeOne() error {
	conn, err := s.listener.Accept()
	if err == nil {
		s.handle(conn)
	}
	return err
}

// ANCHOR_END: once
// ANCHOR: ever
// Serve serves all who come, until the listener is closed.
func (s *Server) Serve() error {
	defer s.active.Wait()
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		} else if err != nil {
			return err
		}
		s.active.Go(func() { s.handle(conn) })
	}
}

// ANCHOR_END: ever
func (s *Server) handle(conn net.Conn) {
	defer conn.Close()
	// ANCHOR: stop
	for in := bufio.NewScanner(conn); in.Scan(); {
		if in.Text() == "stop" {
			s.listener.Close()
		}
		fmt.Fprintf(conn, "Heard: %q\n", in.Text())
	}
	// ANCHOR_END: stop
}
