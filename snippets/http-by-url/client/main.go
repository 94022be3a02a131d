package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client URL")
		os.Exit(2)
	}
	// ANCHOR: get
	reply, err := http.Get(os.Args[1])
	check(err)
	defer reply.Body.Close()
	page, err := io.ReadAll(reply.Body)
	check(err)
	fmt.Println("from", reply.Request.URL)
	fmt.Printf("%s: %q\n", reply.Status, page)
	// ANCHOR_END: get
}
