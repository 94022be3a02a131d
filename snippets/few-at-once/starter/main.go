package main

import (
	"bufio"
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

// serve is the visit of one client.
func serve(conn net.Conn) error {
	defer conn.Close()
	if _, err := fmt.Fprintln(conn, "ready"); err != nil {
		return err
	}
	_, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(conn, "done")
	return err
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go func() {
			if err := serve(conn); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}()
	}
}
