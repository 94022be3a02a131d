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

// ANCHOR: handle
func handle(conn int) error {
	buf := make([]byte, 1024)
	n, err := syscall.Read(conn, buf)
	if err != nil {
		return err
	}
	fmt.Printf("input: %q\n", buf[:n])
	reply := fmt.Sprintf("Heard: %q\n", buf[:n])
	_, err = syscall.Write(conn, []byte(reply))
	return err
}

// ANCHOR_END: handle
func main() {
	// ANCHOR: serve
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet6{Port: 7000} // Addr: ::
	check("bind", syscall.Bind(sock, own))
	check("listen", syscall.Listen(sock, 5))
	for {
		conn, _, err := syscall.Accept(sock)
		check("accept", err)
		if err := handle(conn); err != nil {
			fmt.Fprintln(os.Stderr, "handle:", err)
		}
		check("close", syscall.Close(conn))
	}
	// ANCHOR_END: serve
}
