package main

import (
	"fmt"
	"io"
	"net"
	"sync"
)

// join connects two connections, until both directions have
// ended.
func join(client, server *net.TCPConn) {
	defer client.Close()
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() { pass("to the server", server, client) })
	both.Go(func() { pass("to the client", client, server) })
	both.Wait()
}

// pass hands on one direction, and its end.
func pass(way string, to, from *net.TCPConn) {
	n, err := io.Copy(to, from)
	fmt.Println(n, "bytes", way, err)
	if err != nil {
		to.SetLinger(0) // broken off there, broken off here
		to.Close()
		return
	}
	to.CloseWrite()
}
