package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strconv"
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
	most, err := strconv.Atoi(os.Args[2])
	check(err)
	busy := make(chan bool, most)
	for {
		busy <- true
		conn, err := listener.Accept()
		check(err)
		go func() {
			if err := serve(conn); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
			<-busy
		}()
	}
}
