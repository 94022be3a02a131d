package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client PEER WHAT...")
		os.Exit(2)
	}
	// ANCHOR: ask
	for _, what := range os.Args[2:] {
		method, path, _ := strings.Cut(what, " ")
		request, err := http.NewRequest(
			method, "http://"+os.Args[1]+path, nil)
		check(err)
		reply, err := http.DefaultClient.Do(request)
		check(err)
		body, err := io.ReadAll(reply.Body)
		check(err)
		check(reply.Body.Close())
		text := strings.TrimSpace(string(body))
		fmt.Printf("%s: %s, %s\n", what, reply.Status, text)
	}
	// ANCHOR_END: ask
}
