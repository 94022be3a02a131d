package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"os"
)

// frame puts the length in front of a text.
func frame(text []byte) []byte {
	size := uint16(len(text))
	head := binary.BigEndian.AppendUint16(nil, size)
	return append(head, text...)
}

func serve(conn net.Conn) error {
	defer conn.Close()
	buf := make([]byte, 2+65535)
	for {
		n, err := conn.Read(buf)
		if err != nil || n < 2 {
			return err
		}
		answer := frame(bytes.ToUpper(buf[2:n]))
		if _, err := conn.Write(answer); err != nil {
			return err
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := serve(conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
