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

// ANCHOR: next
// next reads a reply, and returns the first digit.
func next(in *bufio.Reader) int {
	line, err := in.ReadString('\n')
	check(err)
	var code int
	_, err = fmt.Sscan(line, &code)
	check(err)
	one, two := code/100, code/10%10
	fmt.Printf("  %d, %s: %s\n", code, second[two], first[one])
	return one
}

// ANCHOR_END: next
func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client PEER COMMAND...")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	in := bufio.NewReader(conn)
	// ANCHOR: act
	for _, command := range os.Args[2:] {
		for digit := 4; digit == 4; {
			fmt.Println(command)
			_, err := fmt.Fprintf(conn, "%s\r\n", command)
			check(err)
			for digit = 1; digit == 1; {
				digit = next(in)
			}
		}
	}
	// ANCHOR_END: act
	check(conn.Close())
}
