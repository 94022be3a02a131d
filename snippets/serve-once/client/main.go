package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ask(conn net.Conn, line string) {
	_, err := fmt.Fprintln(conn, line)
	check(err)
	reply, err := bufio.NewReader(conn).ReadString('\n')
	check(err)
	fmt.Print(reply)
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client PEER")
		os.Exit(2)
	}
	// ANCHOR: visits
	first, err := net.Dial("tcp", os.Args[1])
	check(err)
	ask(first, "first")
	check(first.Close())
	guest, err := net.Dial("tcp", os.Args[1])
	check(err)
	ask(guest, "second")
	boss, err := net.Dial("tcp", os.Args[1])
	check(err)
	ask(boss, "stop")
	_, err = net.Dial("tcp", os.Args[1])
	refused := errors.Is(err, syscall.ECONNREFUSED)
	fmt.Println("one more is refused:", refused)
	time.Sleep(200 * time.Millisecond) // the guest has time
	ask(guest, "still here")
	// ANCHOR_END: visits
	check(guest.Close())
	check(boss.Close())
}
