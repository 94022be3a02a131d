package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: replies
var replies = map[string][]string{
	"HELP": {
		"214-There are these commands:",
		" BET STATUS SPIN QUIT",
		" 214 is no command, but a number.",
		"214 Good luck!",
	},
	"WHO": {
		"212-anna",
		"212-bob",
		"212 carol",
	},
	"NOOP": {"200 Nothing done."},
}

// ANCHOR_END: replies
func serve(conn net.Conn) {
	defer conn.Close()
	for in := bufio.NewScanner(conn); in.Scan(); {
		lines, ok := replies[in.Text()]
		if !ok {
			lines = []string{"500 No such command."}
		}
		text := strings.Join(lines, "\r\n") + "\r\n"
		fmt.Fprint(conn, text)
	}
}

func main() {
	listener, err := net.Listen("tcp", ":7000")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn)
	}
}
