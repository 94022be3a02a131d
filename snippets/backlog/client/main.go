package main

import (
	"fmt"
	"net"
	"time"
)

func main() {
	// ANCHOR: dial
	for i := 1; i <= 4; i++ {
		conn, err := net.DialTimeout(
			"tcp", "127.0.0.1:1060", 400*time.Millisecond)
		if err != nil {
			fmt.Println(i, err)
			continue
		}
		defer conn.Close()
		_, err = fmt.Fprint(conn, "from client ", i)
		fmt.Println(i, "connected, sent:", err)
	}
	// ANCHOR_END: dial
}
