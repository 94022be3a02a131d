package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	// ANCHOR: main
	address := flag.String("to", "localhost:7000", "the server")
	flag.Parse()
	fmt.Println("connecting to", *address)
	c, err := NewClient(*address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, line := range flag.Args() {
		reply, err := c.Ask(line)
		fmt.Printf("%q, %v\n", reply, err)
	}
	if err := c.Close(); err == nil {
		fmt.Println("finished")
	}
	// ANCHOR_END: main
}
