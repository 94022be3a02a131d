package main

import (
	"fmt"
	"net/netip"
	"os"
	"syscall"
)

// ANCHOR: check
func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR_END: check
func main() {
	// ANCHOR: arguments
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: client IP PORT TEXT")
		os.Exit(2)
	}
	ipPort := os.Args[1] + ":" + os.Args[2]
	to, err := netip.ParseAddrPort(ipPort)
	if err == nil && !to.Addr().Is4() {
		err = fmt.Errorf("%v is not IPv4", to.Addr())
	}
	check("address", err)
	// ANCHOR_END: arguments
	// ANCHOR: connect
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet4{Addr: to.Addr().As4()}
	peer.Port = int(to.Port())
	check("connect", syscall.Connect(sock, peer))
	// ANCHOR_END: connect
	// ANCHOR: send
	sent, err := syscall.Write(sock, []byte(os.Args[3]))
	check("write", err)
	fmt.Println("sent", sent, "bytes of", len(os.Args[3]))
	// ANCHOR_END: send
	// ANCHOR: receive
	buf := make([]byte, 32)
	got := 0
	for got < sent {
		n, err := syscall.Read(sock, buf)
		if n == 0 {
			err = fmt.Errorf("end after %d bytes", got)
		}
		check("read", err)
		fmt.Printf("got %d bytes: %q\n", n, buf[:n])
		got += n
	}
	// ANCHOR_END: receive
	check("close", syscall.Close(sock))
}
