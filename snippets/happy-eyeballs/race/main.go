package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

const limit = 2 * time.Second

// ANCHOR: race
func race(list []string, port string) net.Conn {
	ends := make(chan net.Conn, len(list))
	for next, lost := 0, 0; lost < len(list); {
		var patience <-chan time.Time
		if next < len(list) {
			to := net.JoinHostPort(list[next], port)
			fmt.Println("trying", to)
			go func() {
				conn, err := net.DialTimeout("tcp", to, limit)
				if err != nil {
					fmt.Println(err)
				}
				ends <- conn // nil if there is none
			}()
			patience = time.After(300 * time.Millisecond)
			next++
		}
		select {
		case conn := <-ends:
			if conn != nil {
				return conn
			}
			lost++
		case <-patience:
		}
	}
	return nil
}

// ANCHOR_END: race
func main() {
	list, err := net.LookupHost(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	conn := race(list, os.Args[2])
	if conn == nil {
		log.Fatal("no address worked")
	}
	fmt.Println("connected to", conn.RemoteAddr())
}
