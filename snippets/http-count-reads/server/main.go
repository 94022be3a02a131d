package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	page := strings.Repeat("Both ends of the wire.\n", 50000)
	size := strconv.Itoa(len(page))
	http.HandleFunc("GET /{$}", func(
		w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", size)
		fmt.Fprint(w, page)
	})
	err := http.ListenAndServe(os.Args[1], nil)
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
