package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: reason
// reason is what the kernel said, unwrapped.
func reason(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	return fmt.Sprint(err)
}

// ANCHOR_END: reason
func main() {
	// ANCHOR: call
	for call := 1; call <= 3; call++ {
		conn, err := net.Dial("tcp", "127.0.0.1:1060")
		check(err)
		_, err = conn.Write([]byte("hello"))
		check(err)
		buf := make([]byte, 100)
		for range 2 {
			_, err = conn.Read(buf)
			fmt.Println("call", call, "read:", reason(err))
		}
		_, err = conn.Write([]byte("hello?"))
		fmt.Println("call", call, "write:", reason(err))
		check(conn.Close())
	}
	// ANCHOR_END: call
}
