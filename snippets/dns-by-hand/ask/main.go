package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	kinds := map[string]uint16{"A": typeA, "AAAA": typeAAAA}
	// ANCHOR: ask
	conn, err := net.Dial("udp", "127.0.0.1:53")
	check(err)
	const id = 4711
	q := query(id, os.Args[1], kinds[os.Args[2]])
	fmt.Printf("question: %q\n", q)
	_, err = conn.Write(q)
	check(err)
	soon := time.Now().Add(time.Second)
	check(conn.SetReadDeadline(soon))
	m := make([]byte, 1232)
	n, err := conn.Read(m)
	check(err)
	m = m[:n]
	// ANCHOR_END: ask
	// ANCHOR: read
	fmt.Printf("answer:   %q\n", m)
	if n < 12 || binary.BigEndian.Uint16(m) != id {
		fmt.Println("this is no answer to our question")
		os.Exit(1)
	}
	records := binary.BigEndian.Uint16(m[6:])
	fmt.Println("code", m[3]&0x0f, "records", records)
	_, at := name(m, 12)
	at += 4 // type and class of the question
	for range records {
		at = tell(m, at)
	}
	// ANCHOR_END: read
}
