package main

import (
	"fmt"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func main() {
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet6{Port: 7000} // Addr: ::
	check("bind", syscall.Bind(sock, own))
	check("listen", syscall.Listen(sock, 5))
	conn, _, err := syscall.Accept(sock)
	check("accept", err)
	// ANCHOR: urgent
	for _, flags := range []int{0, syscall.MSG_OOB, 0} {
		buf := make([]byte, 20)
		n, _, err := syscall.Recvfrom(conn, buf, flags)
		check("recvfrom", err)
		urgent := flags == syscall.MSG_OOB
		fmt.Printf("urgent %t: %q\n", urgent, buf[:n])
	}
	// ANCHOR_END: urgent
	check("close", syscall.Close(conn))
}
