package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
)

// echo sends a message, and compares what comes back.
func echo(address string, message []byte) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	go conn.Write(message) // if it fails, so does the reading
	echo := make([]byte, len(message))
	n, err := io.ReadFull(conn, echo)
	if err != nil {
		return fmt.Errorf("after %d bytes: %w", n, err)
	}
	if !bytes.Equal(echo, message) {
		return errors.New("not the same")
	}
	return nil
}

func main() {
	times, err := strconv.Atoi(os.Args[3])
	if err == nil {
		message := bytes.Repeat([]byte(os.Args[2]), times)
		err = echo(os.Args[1], message)
		if err == nil {
			fmt.Println(len(message), "bytes, all back")
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
