package main

import (
	"fmt"
	"syscall"
)

// again tries what a server that is started anew would try.
func again(port, before int) {
	for _, now := range []int{0, 1} {
		sock, err := bind(port, now)
		fmt.Println("option before:", before, "now:", now, err)
		check("close", syscall.Close(sock))
	}
}
