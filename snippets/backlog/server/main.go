package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func main() {
	// ANCHOR: listen
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{Port: 1060}
	check("bind", syscall.Bind(sock, own))
	check("listen", syscall.Listen(sock, 1))
	<-stop // nobody is accepted until then
	// ANCHOR_END: listen
	// ANCHOR: accept
	check("nonblock", syscall.SetNonblock(sock, true))
	for {
		conn, _, err := syscall.Accept(sock)
		if err == syscall.EAGAIN {
			break // the queue is empty
		}
		check("accept", err)
		buf := make([]byte, 100)
		n, err := syscall.Read(conn, buf)
		check("read", err)
		fmt.Printf("accepted; it had sent %q\n", buf[:n])
	}
	// ANCHOR_END: accept
}
