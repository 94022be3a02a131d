package main

import (
	"crypto/rand"
	. "fmt"
	mrand "math/rand"
	_ "net/http/pprof"
	_ "time/tzdata"
)

func main() {
	var b [4]byte
	n, err := rand.Read(b[:])
	Println(n, err, mrand.New(mrand.NewSource(1)).Intn(100))
}
