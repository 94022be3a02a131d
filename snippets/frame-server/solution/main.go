package main

import (
	"bytes"
	"encoding/binary"
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

// frame puts the length in front of a text.
func frame(text []byte) []byte {
	size := uint16(len(text))
	head := binary.BigEndian.AppendUint16(nil, size)
	return append(head, text...)
}

func serve(conn net.Conn) error {
	defer conn.Close()
	head := make([]byte, 2)
	for {
		_, err := io.ReadFull(conn, head)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		size := int(binary.BigEndian.Uint16(head))
		text := make([]byte, size)
		if _, err := io.ReadFull(conn, text); err != nil {
			return err
		}
		answer := frame(bytes.ToUpper(text))
		if _, err := conn.Write(answer); err != nil {
			return err
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		if err := serve(conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
