package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT")
		os.Exit(2)
	}
	// ANCHOR: spin
	wheel := rand.New(rand.NewPCG(15, 0))
	var turn sync.Mutex // one request at a time
	http.HandleFunc("POST /spin", func(
		w http.ResponseWriter, r *http.Request) {
		turn.Lock()
		result := map[string]int{"pocket": wheel.IntN(37)}
		turn.Unlock()
		w.Header().Set("Content-Type", "application/json")
		err := json.NewEncoder(w).Encode(result)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	})
	err := http.ListenAndServe(os.Args[1], nil)
	// ANCHOR_END: spin
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
