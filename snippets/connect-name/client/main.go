package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	// ANCHOR: dial
	for _, address := range os.Args[1:] {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(address, "is", conn.RemoteAddr())
		if err := conn.Close(); err != nil {
			fmt.Println(err)
		}
	}
	// ANCHOR_END: dial
}
