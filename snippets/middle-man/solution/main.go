package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func pass(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		to.SetLinger(0)
		to.Close()
		return
	}
	to.CloseWrite()
}

func serve(client *net.TCPConn, address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		client.Close()
		return
	}
	server := conn.(*net.TCPConn)
	defer client.Close()
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() { pass(server, client) })
	both.Go(func() { pass(client, server) })
	both.Wait()
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn.(*net.TCPConn), os.Args[2])
	}
}
