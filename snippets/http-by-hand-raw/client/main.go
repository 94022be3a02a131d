package main

import (
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		log.Fatal(call, ": ", err)
	}
}

func socketAddress(text string) (int, syscall.Sockaddr) {
	ip := netip.MustParseAddr(text)
	if ip.Is4() {
		return syscall.AF_INET, &syscall.SockaddrInet4{
			Port: 80, Addr: ip.As4()}
	}
	return syscall.AF_INET6, &syscall.SockaddrInet6{
		Port: 80, Addr: ip.As16()}
}

func main() {
	list, err := net.LookupHost(os.Args[1])
	check("lookup", err)
	// ANCHOR: connect
	var fd int
	for _, text := range list {
		family, to := socketAddress(text)
		fd, err = syscall.Socket(family, syscall.SOCK_STREAM, 0)
		check("socket", err)
		err = syscall.Connect(fd, to)
		fmt.Println("connect to", text, "gives", err)
		if err == nil {
			break
		}
		check("close", syscall.Close(fd))
	}
	check("connect", err)
	// ANCHOR_END: connect
	_, err = syscall.Write(fd, []byte("GET / HTTP/1.1\r\n"+
		"Host: "+os.Args[1]+"\r\nConnection: close\r\n\r\n"))
	check("write", err)
	// ANCHOR: receive
	size, buf := 0, make([]byte, 16384)
	for n := 1; n > 0; size += n {
		n, err = syscall.Read(fd, buf)
		check("read", err)
	}
	// ANCHOR_END: receive
	fmt.Println(size, "bytes of head and page")
}
