package main

import (
	"fmt"
	"log"
)

type refused struct{ port int }

func (r *refused) Error() string { return fmt.Sprint("refused on ", r.port) }

func main() {
	log.SetFlags(0)
	log.Print(&refused{7})
	log.Println("again:", &refused{8})
	defer fmt.Println("never")
	log.Fatalf("fatal: %v", &refused{9})
}
