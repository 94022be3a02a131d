package main

import (
	"fmt"
	"net"
	"os"
)

// A Handler talks to one client, until it is done.
type Handler interface {
	Handle(conn net.Conn) error
}

// A Server accepts, and knows nothing of what is said.
type Server struct {
	listener net.Listener
	handler  Handler
}

// ANCHOR: serve
// Serve runs until the listener fails.
func (s *Server) Serve() error {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return err
		}
		go s.talk(conn)
	}
}

func (s *Server) talk(conn net.Conn) {
	defer conn.Close()
	if err := s.handler.Handle(conn); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// ANCHOR_END: serve
func NewServer(l net.Listener, h Handler) *Server {
	return &Server{l, h}
}
