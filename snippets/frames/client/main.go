package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	// ANCHOR: send
	for _, message := range os.Args[1:] {
		length := uint32(len(message))
		frame := binary.BigEndian.AppendUint32(nil, length)
		frame = append(frame, message...)
		_, err := conn.Write(frame)
		check(err)
	}
	// ANCHOR_END: send
	check(conn.Close())
}
