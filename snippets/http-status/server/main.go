package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: pages
	http.HandleFunc("GET /{$}", func(
		w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "You found it.")
	})
	moved := http.RedirectHandler("/", 301)
	http.Handle("GET /old", moved)
	// ANCHOR_END: pages
	err := http.ListenAndServe(os.Args[1], nil)
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
