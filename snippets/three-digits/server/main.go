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

// ANCHOR: codes
// codes says what is answered, to the try of that number.
func codes(command string, try int) []int {
	switch {
	case command == "JOIN anna":
		return []int{331}
	case command == "PASS wheel":
		return []int{230}
	case command == "CREDIT" && try < 3:
		return []int{430}
	case command == "CREDIT":
		return []int{230}
	case command == "HISTORY":
		return []int{150, 250}
	}
	return []int{500}
}

// ANCHOR_END: codes
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server PORT TEXT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	tries := map[string]int{}
	for in := bufio.NewScanner(conn); in.Scan(); {
		tries[in.Text()]++
		for _, c := range codes(in.Text(), tries[in.Text()]) {
			fmt.Fprintf(conn, "%d %s\r\n", c, os.Args[2])
		}
	}
	check(conn.Close())
}
