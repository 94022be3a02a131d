package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client PEER NOBODY")
		os.Exit(2)
	}
	// ANCHOR: connect
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	fmt.Println("descriptor above 2:", sock > 2)
	err = syscall.Connect(sock, sockaddr(os.Args[2]))
	fmt.Println("connect:", err == syscall.ECONNREFUSED, err)
	err = syscall.Connect(sock, sockaddr(os.Args[1]))
	check("connect", err)
	// ANCHOR_END: connect
	// ANCHOR: names
	local, err := syscall.Getsockname(sock)
	check("getsockname", err)
	remote, err := syscall.Getpeername(sock)
	check("getpeername", err)
	fmt.Println("local: ", text(local))
	fmt.Println("remote:", text(remote))
	kind, err := syscall.GetsockoptInt(
		sock, syscall.SOL_SOCKET, syscall.SO_TYPE)
	check("getsockopt", err)
	fmt.Println("stream:", kind == syscall.SOCK_STREAM)
	// ANCHOR_END: names
	// ANCHOR: wait
	buf := make([]byte, 100)
	check("nonblock", syscall.SetNonblock(sock, true))
	_, err = syscall.Read(sock, buf)
	fmt.Println("read:", err == syscall.EAGAIN, err)
	check("nonblock", syscall.SetNonblock(sock, false))
	_, err = syscall.Write(sock, []byte("Greetings"))
	check("write", err)
	n, err := syscall.Read(sock, buf)
	check("read", err)
	fmt.Printf("read: %q\n", buf[:n])
	// ANCHOR_END: wait
	// ANCHOR: end
	check("shutdown", syscall.Shutdown(sock, syscall.SHUT_RDWR))
	n, err = syscall.Read(sock, buf)
	fmt.Println("after shutdown:", n, err)
	check("close", syscall.Close(sock))
	_, err = syscall.Read(sock, buf)
	fmt.Println("after close:", err)
	// ANCHOR_END: end
}
