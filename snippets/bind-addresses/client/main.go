package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	// ANCHOR: try
	for _, address := range os.Args[1:] {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println("accepted at", conn.RemoteAddr())
		if err := conn.Close(); err != nil {
			fmt.Println(err)
		}
	}
	// ANCHOR_END: try
}
