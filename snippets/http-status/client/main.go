package main

import (
	"fmt"
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
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client HOST PATH...")
		os.Exit(2)
	}
	// ANCHOR: request
	for _, path := range os.Args[2:] {
		request, err := http.NewRequest("GET",
			"http://"+os.Args[1]+path, nil)
		check(err)
		reply, err := http.DefaultTransport.RoundTrip(request)
		check(err)
		fmt.Printf("%s: %d, as text %q\n",
			path, reply.StatusCode, reply.Status)
		check(reply.Body.Close())
	}
	// ANCHOR_END: request
}
