package main

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: echo
func echo(conn net.Conn) {
	defer conn.Close()
	n, err := io.Copy(conn, conn)
	fmt.Println(n, "bytes,", err)
}

// ANCHOR_END: echo
func main() {
	// ANCHOR: listen
	certificate, err := certify(os.Args[1], os.Args[2])
	check(err)
	der := certificate.Certificate[0]
	check(pem.Encode(os.Stdout,
		&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	listener = tls.NewListener(listener, &tls.Config{
		Certificates: []tls.Certificate{certificate}})
	// ANCHOR_END: listen
	for {
		conn, err := listener.Accept()
		check(err)
		echo(conn)
	}
}
